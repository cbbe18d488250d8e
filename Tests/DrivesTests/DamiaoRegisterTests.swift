import Drives
import RobotCore
import Testing
import Units
import Wire
import Wording

@Suite("Damiao registers and read-back")
struct DamiaoRegisterTests {
  let model = Model("4310", 12.5, 30, 10)

  func reply(_ register: UInt8, _ bits: UInt32, id: UInt32 = 1, operation: UInt8 = 0x33) -> CANFrame
  {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
    return CANFrame(id + 0x10, [UInt8(id), 0, operation, register] + bytes)
  }

  func real(_ register: UInt8, _ value: Float) -> CANFrame { reply(register, value.bitPattern) }

  /// What a drive as configured answers, in the order of the read-back list.
  var honest: [CANFrame] {
    [
      reply(8, 1), reply(7, 0x11), reply(9, 2_000), reply(10, 1), real(21, 12.5), real(22, 30.0),
      real(23, 10.0), real(20, 10.0), reply(35, 4), reply(14, 5_019),
    ]
  }

  func pinned() -> Damiao {
    var configuration = model.configuration(id: 1)
    configuration.firmware = 5_019
    return Damiao(configuration, isFD: false)
  }

  /// The verdict as text, so that one line compares all of it.
  func verdict(_ index: Int, _ reply: CANFrame) -> String {
    let timeout = Interval(milliseconds: 100)
    switch pinned().check(index, reply: reply, timeoutExpected: timeout) {
    case nil: return "not the reply"
    case .matches?: return "matches"
    case .differs(let register, let found, let expected)?:
      return "\(register): \(found), not \(expected)"
    case .timeoutOff(let register, let found, let expected)?:
      return "\(register) off: \(found), not \(expected)"
    }
  }

  @Test("the list is read in order, the firmware only when pinned")
  func requests() {
    let registers = (0..<pinned().readBackCount).map { pinned().readBack($0).candump }
    let expected = ["08", "07", "09", "0A", "15", "16", "17", "14", "23", "0E"]
    #expect(registers == expected.map { "7FF#010033" + $0 + "00000000" })
    #expect(model.drive().readBackCount == 9)
    let numbers = (0..<pinned().readBackCount).map { pinned().readBackRegister($0) }
    #expect(numbers == [8, 7, 9, 10, 21, 22, 23, 20, 35, 14], "as the frames say")
  }

  @Test("a drive as configured matches, and each reply answers one request only")
  func matches() {
    for (index, frame) in honest.enumerated() {
      for request in honest.indices {
        #expect(verdict(request, frame) == (request == index ? "matches" : "not the reply"))
      }
    }
  }

  @Test("what differs is named with both values")
  func differs() {
    #expect(verdict(0, reply(8, 2)) == "8: 2.0, not 1.0")
    #expect(verdict(1, reply(7, 0)) == "7: 0.0, not 17.0")
    #expect(verdict(2, reply(9, 1_000)) == "9: 50.0, not 100.0")
    #expect(verdict(2, reply(9, 2_001)) == "9: 100.05, not 100.0")
    #expect(verdict(2, reply(9, 0)) == "9 off: 0.0, not 100.0")
    #expect(verdict(3, reply(10, 2)) == "10: 2.0, not 1.0")
    #expect(verdict(4, real(21, 12.566)) == "21: 12.565999984741211, not 12.5")
    #expect(verdict(5, real(22, Float.nan)) == "22: nan, not 30.0")
    #expect(verdict(6, real(23, -10.0)) == "23: -10.0, not 10.0")
    #expect(verdict(7, real(20, 40.0)) == "20: 40.0, not 10.0")
    #expect(verdict(8, reply(35, 9)) == "35: 9.0, not 4.0", "a drive set to CAN FD")
    #expect(verdict(9, reply(14, 5_020)) == "14: 5020.0, not 5019.0")
  }

  @Test(
    "the bit rate that a drive must hold, as the manual's table has it",
    arguments: [
      (125, 0, 0), (200, 0, 1), (250, 0, 2), (500, 0, 3), (1_000, 0, 4), (800, 0, -1),
      (1_000, 2_000, 5), (1_000, 2_500, 6), (1_000, 3_200, 7), (1_000, 4_000, 8),
      (1_000, 5_000, 9), (1_000, 8_000, 10), (1_000, 1_000, -1), (1_000, 3_000, -1),
      (500, 2_000, -1),
    ])
  func bitRates(rate: Int, data: Int, code: Int) {
    var bus = BusConfiguration()
    bus.bitRate = UInt32(rate * 1_000)
    bus.isFD = data > 0
    bus.dataBitRate = UInt32(data * 1_000)
    #expect(Damiao.bitRateCode(on: bus) == code)
    let drive = Damiao(model.configuration(id: 1), on: bus)
    let index = 8
    #expect(drive.readBackRegister(index) == 35)
    for held in 0...11 {
      let verdict = drive.check(
        index, reply: reply(35, UInt32(held)), timeoutExpected: Interval(milliseconds: 100))
      if case .matches? = verdict {
        #expect(held == code)
      } else {
        #expect(held != code)
      }
    }
  }

  @Test("every register has its name in the words, and no other has one")
  func names() {
    let known = DamiaoRegister.allCases.map { Int($0.rawValue) }
    for number in 0...255 {
      let text = RegisterText(number, of: .damiao)
      #expect(text.name.isEmpty == !known.contains(number))
      guard let register = DamiaoRegister(rawValue: UInt8(number)) else { continue }
      #expect(text.isWritable == !register.isReadOnly)
      #expect(text.title.hasSuffix("(register \(number))"))
    }
    #expect(RegisterText(9, of: .damiao).text(500.05) == "500.05 ms")
    #expect(RegisterText(9, of: .damiao).text(0) == "0 ms (off)")
    #expect(RegisterText(7, of: .damiao).text(0) == "0x00")
    #expect(RegisterText(10, of: .damiao).text(2) == "2 (position-velocity)")
    #expect(RegisterText(35, of: .damiao).text(9) == "9 (CAN FD, data 5 Mbit/s)")
    #expect(RegisterText(35, of: .damiao).text(-1) == "none that fits the bus")
    #expect(RegisterText(21, of: .damiao).text(12.5) == "12.500 rad")
    #expect(RegisterText(35, of: .damiao).text(.nan) == "nan")
  }

  @Test("a range may differ by less than one LSB")
  func tolerance() {
    #expect(verdict(4, real(21, 12.5003)) == "matches")
    #expect(verdict(4, real(21, 12.5005)) != "matches")
  }

  @Test("a stranger's frame is not the reply")
  func strangers() {
    #expect(verdict(3, reply(10, 1, operation: 0x55)) == "matches", "a write is echoed alike")
    #expect(verdict(3, reply(10, 1, operation: 0xAA)) == "not the reply")
    #expect(verdict(3, reply(10, 1, operation: 0xCC)) == "not the reply")
    #expect(verdict(3, reply(10, 1, id: 2)) == "not the reply")
    var frame = reply(10, 1)
    frame.data[1] = 1
    #expect(verdict(3, frame) == "not the reply", "the whole ESC_ID counts")
    frame = reply(10, 1)
    frame.length = 7
    #expect(verdict(3, frame) == "not the reply")
    frame = reply(10, 1)
    frame.flags = CANFrame.error
    #expect(verdict(3, frame) == "not the reply")
    #expect(verdict(3, feedback(model, p: 1)) == "not the reply")
  }

  @Test("replies to anybody are never read as feedback, and nothing else is lost")
  func repliesAreNoFeedback() {
    let drive = model.drive(id: 1)
    for register in DamiaoRegister.allCases {
      for operation in [0x33, 0x55] as [UInt8] {
        #expect(drive.decode(reply(register.rawValue, 0, operation: operation)) == nil)
      }
    }
    #expect(drive.decode(reply(1, 0, operation: 0xAA)) == nil, "the acknowledgement of a store")
    #expect(drive.decode(reply(200, 0)) != nil, "no register: feedback at the end of the range")
    #expect(drive.decode(reply(10, 0, operation: 0x34)) != nil)
    var enabled = reply(10, 0)
    enabled.data[0] = 0x11
    #expect(drive.decode(enabled)?.status == .enabled, "id 0x11 is not this drive")
  }

  @Test("reading, writing and storing")
  func parameters() {
    let drive = Damiao(model.configuration(id: 0x123), isFD: false)
    #expect(drive.read(.timeout).candump == "7FF#2301330900000000")
    #expect(drive.write(.timeout, 2_000)?.candump == "7FF#23015509D0070000")
    #expect(drive.write(.currentBandwidth, 1_000)?.candump == "7FF#2301551800007A44")
    #expect(drive.write(.gearRatio, 10) == nil, "read only")
    #expect(drive.write(.timeout, -1) == nil && drive.write(.timeout, 5e9) == nil)
    #expect(drive.write(.currentBandwidth, .nan) == nil)
    let stored = CANFrame(0x133, [0x23, 1, 0xAA, 1, 0, 0, 0, 0])
    #expect(drive.isStored(stored) && drive.value(of: .torqueConstant, in: stored) == nil)
    #expect(!drive.isStored(CANFrame(0x133, [0x23, 1, 0x33, 1, 0, 0, 0, 0])))
  }

  @Test("types and rights of the registers, as the manual's table has them")
  func table() {
    let integers = DamiaoRegister.allCases.filter { !$0.isFloat }.map(\.rawValue)
    #expect(integers == [7, 8, 9, 10, 13, 14, 15, 16, 35, 36])
    let readOnly = DamiaoRegister.allCases.filter(\.isReadOnly).map(\.rawValue)
    #expect(readOnly == Array(11...20) + [36] + Array(50...56) + Array(59...65) + [80, 81])
  }
}
