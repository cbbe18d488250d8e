import RealTime
import RobotCore
import Testing
import Twin
import Units
import Wire

/// A twin with one CiA 402 servo and a master in the test's hand, which speaks SDO by itself.
final class ServoBench {
  /// What an SDO ended with.
  enum Answer: Equatable {
    case value(Int64)
    case abort(UInt32)
    case silence
  }

  let bench: Bench
  let node: UInt8

  init(
    node: UInt8 = 1, _ robot: RobotConfiguration = ServoBench.oneServo(),
    _ options: TwinOptions = TwinOptions()
  ) throws {
    self.node = node
    var robot = robot
    robot.joints[0].drive.family = .ciA402
    robot.joints[0].drive.canopen.node = node
    bench = try Bench(robot, options)
    bench.run(milliseconds: 5)
  }

  var twin: Twin { bench.twin }

  /// A motor with 65 536 increments per turn on a disc, 2 N·m rated, 6 N·m peak, absolute.
  static func oneServo() -> RobotConfiguration {
    var robot = Sample.oneDrive()
    robot.joints[0].drive.family = .ciA402
    robot.joints[0].drive.canopen.node = 1
    robot.joints[0].drive.canopen.countsPerTurn = 65_536
    robot.joints[0].drive.canopen.ratedTorque = Torque(2)
    robot.joints[0].drive.peakTorque = Torque(6)
    robot.joints[0].lowerStop = Position(-6)
    robot.joints[0].upperStop = Position(6)
    return robot
  }

  // MARK: SDO

  /// Sends a frame to the server; the first answer.
  func exchange(_ bytes: [UInt8], wait: Int = 2) -> [UInt8]? {
    let id = 0x580 + UInt32(node)
    return bench.ask(0x600 + UInt32(node), bytes, wait: wait).first { $0.id == id }
      .map { frame in (0..<Int(frame.length)).map { frame.data[$0] } }
  }

  private func head(_ first: UInt8, _ index: UInt16, _ sub: UInt8) -> [UInt8] {
    [first, UInt8(index & 0xFF), UInt8(index >> 8), sub]
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Reads a number of up to four bytes.
  func read(_ index: UInt16, _ sub: UInt8 = 0) -> Answer {
    guard let answer = exchange(head(0x40, index, sub) + [0, 0, 0, 0]) else { return .silence }
    if answer[0] == 0x80 { return .abort(number(answer[4...])) }
    let size = 4 - Int(answer[0] >> 2 & 3)
    return .value(Int64(number(answer[4..<(4 + size)])))
  }

  /// The number, sign and all, of `bits` bits; nil when there is none.
  func signed(_ index: UInt16, _ sub: UInt8 = 0, bits: Int64 = 32) -> Int64? {
    guard case .value(let value) = read(index, sub) else { return nil }
    return value >> (bits - 1) == 1 ? value - (1 << bits) : value
  }

  /// Writes a number of `size` bytes; `.value` when it was taken.
  @discardableResult
  func write(_ index: UInt16, _ sub: UInt8 = 0, _ value: Int64, _ size: Int) -> Answer {
    let first = UInt8(0x23 | (4 - size) << 2)
    let data = (0..<4).map { $0 < size ? UInt8(truncatingIfNeeded: value >> Int64(8 * $0)) : 0 }
    guard let answer = exchange(head(first, index, sub) + data) else { return .silence }
    return answer[0] == 0x80 ? .abort(number(answer[4...])) : .value(value)
  }

  // MARK: NMT and CiA 402

  func manage(_ command: UInt8, _ wait: Int = 1) {
    bench.send(0, [command, node])
    bench.run(milliseconds: wait)
  }

  /// The statusword, by SDO.
  var status: UInt16 {
    if case .value(let value) = read(0x6041) { return UInt16(value) }
    return 0xFFFF
  }

  /// The state's bits: mask 6F, or 4F where bit 5 does not count.
  var state: UInt16 {
    let word = status
    switch word & 0x4F {
    case 0x40, 0x00, 0x0F, 0x08: return word & 0x4F
    default: return word & 0x6F
    }
  }

  func control(_ word: UInt16) { write(0x6040, 0, Int64(word), 2) }

  /// Shutdown, switch on, enable operation, in a mode.
  func enable(mode: Int64) {
    manage(1)
    write(0x6060, 0, mode, 1)
    for word: UInt16 in [0x06, 0x07, 0x0F] { control(word) }
    bench.run(milliseconds: 2)
  }

  /// Where the motor is, in increments.
  var position: Int64 { signed(0x6064) ?? .min }

  /// Frames of an id in a while.
  func frames(_ id: UInt32, milliseconds: Int) -> [[UInt8]] {
    bench.received = []
    bench.run(milliseconds: milliseconds)
    return heard(id)
  }

  /// Frames of an id that the last wait brought.
  func heard(_ id: UInt32) -> [[UInt8]] {
    bench.received.filter { $0.id == id && !$0.has(CANFrame.confirmed) }.map(bytes)
  }

  /// Emergencies of a while: their codes.
  func emergencies(milliseconds: Int) -> [UInt16] {
    frames(0x80 + UInt32(node), milliseconds: milliseconds).map(Self.code)
  }

  static func code(_ bytes: [UInt8]) -> UInt16 { UInt16(bytes[0]) | UInt16(bytes[1]) << 8 }
}
