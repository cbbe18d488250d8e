import RealTime
import RobotCore
import Testing
import Twin
import Units
import Wire

/// SDO transfers that go wrong, in every phase.
@Suite struct VirtualCiA402TransferTests {
  private let program: [UInt8] = [0x50, 0x1F, 0x01]

  private func servo() throws -> ServoBench {
    let servo = try ServoBench()
    #expect(servo.write(0x1F51, 1, 0, 1) == .value(0))
    return servo
  }

  private func code(_ answer: [UInt8]?) -> UInt32? {
    guard let answer, answer[0] == 0x80 else { return nil }
    return answer[4...].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private func size(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  @Test(
    arguments: [
      ([0x40, 0x00, 0x21, 0x00, 0, 0, 0, 0], 0x0602_0000),
      ([0x40, 0x18, 0x10, 0x07, 0, 0, 0, 0], 0x0609_0011),
      ([0x2F, 0x08, 0x10, 0x00, 1, 0, 0, 0], 0x0601_0002),
      ([0x2B, 0x41, 0x60, 0x00, 1, 0, 0, 0], 0x0601_0002),
      ([0x23, 0x40, 0x60, 0x00, 1, 0, 0, 0], 0x0607_0012),
      ([0x2B, 0x7A, 0x60, 0x00, 1, 0, 0, 0], 0x0607_0013),
      ([0x2F, 0x60, 0x60, 0x00, 3, 0, 0, 0], 0x0609_0030),
      ([0x2F, 0x60, 0x60, 0x00, 0xF8, 0, 0, 0], 0x0609_0030),
      ([0x2B, 0x5A, 0x60, 0x00, 9, 0, 0, 0], 0x0609_0031),
      ([0x2B, 0x5A, 0x60, 0x00, 0xFF, 0xFF, 0, 0], 0x0609_0032),
      ([0x2F, 0x98, 0x60, 0x00, 3, 0, 0, 0], 0x0609_0030),
      ([0xE0, 0x00, 0x10, 0x00, 0, 0, 0, 0], 0x0504_0001),
      ([0x00, 1, 2, 3, 4, 5, 6, 7], 0x0504_0001),
      ([0x60, 0, 0, 0, 0, 0, 0, 0], 0x0504_0001),
      ([0xC1, 0, 0, 0, 0, 0, 0, 0], 0x0504_0001),
      ([0xA3, 0, 0, 0, 0, 0, 0, 0], 0x0504_0001),
      ([0xA4, 0x08, 0x10, 0x00, 0, 0, 0, 0], 0x0504_0002),
      ([0xA4, 0x08, 0x10, 0x00, 128, 0, 0, 0], 0x0504_0002),
      ([0xC6, 0x18, 0x10, 0x01, 4, 0, 0, 0], 0x0601_0002),
    ] as [([UInt8], UInt32)])
  func refusals(request: [UInt8], wanted: UInt32) throws {
    let servo = try ServoBench()
    #expect(code(servo.exchange(request)) == wanted)
    #expect(servo.read(0x1000) == .value(0x0002_0192), "and it goes on serving")
  }

  @Test func aWrongLengthIsNotHeard() throws {
    let servo = try ServoBench()
    #expect(servo.exchange([0x40, 0, 0x10, 0]) == nil)
    #expect(servo.bench.ask(0x601, [], flags: CANFrame.remote).isEmpty)
    #expect(
      servo.bench.ask(0x601, [0x40, 0, 0x10, 0, 0, 0, 0, 0], flags: CANFrame.extended).isEmpty)
  }

  @Test func segmentsWithAWrongToggle() throws {
    let servo = try servo()
    #expect(servo.exchange([0x21] + program + size(20))?[0] == 0x60)
    #expect(servo.exchange([0x00, 0, 1, 2, 3, 4, 5, 6])?[0] == 0x20)
    #expect(code(servo.exchange([0x00, 0, 1, 2, 3, 4, 5, 6])) == 0x0503_0000)
    #expect(code(servo.exchange([0x10, 0, 1, 2, 3, 4, 5, 6])) == 0x0504_0001, "it is over")
    #expect(servo.exchange([0x40, 0x08, 0x10, 0, 0, 0, 0, 0])?[0] == 0x41)
    #expect(code(servo.exchange([0x70, 0, 0, 0, 0, 0, 0, 0])) == 0x0503_0000)
  }

  @Test func segmentsOfAnotherLengthThanAnnounced() throws {
    let servo = try servo()
    #expect(servo.exchange([0x21] + program + size(8))?[0] == 0x60)
    #expect(code(servo.exchange([0x01, 0, 1, 2, 3, 4, 5, 6])) == 0x0607_0010)
    #expect(code(servo.exchange([0x21] + program + size(9_000))) == 0x0504_0005)
    // A segmented write of two bytes into an object of four.
    #expect(servo.exchange([0x21, 0x81, 0x60, 0, 2, 0, 0, 0])?[0] == 0x60)
    #expect(code(servo.exchange([0x0B, 1, 2, 0, 0, 0, 0, 0])) == 0x0607_0013)
  }

  @Test(arguments: 0..<5) func theClientAbortsInEveryPhase(phase: Int) throws {
    let servo = try servo()
    switch phase {
    case 0: _ = servo.exchange([0x21] + program + size(20))
    case 1: _ = servo.exchange([0x40, 0x08, 0x10, 0, 0, 0, 0, 0])
    case 2: _ = servo.exchange([0xC6] + program + size(20))
    case 3: _ = servo.exchange([0xA4, 0x08, 0x10, 0, 127, 0, 0, 0])
    default:
      _ = servo.exchange([0xC6] + program + size(7))
      _ = servo.exchange([0x81, 1, 2, 3, 4, 5, 6, 7])
    }
    #expect(servo.exchange([0x80] + program + [0, 0, 4, 5]) == nil, "an abort is not answered")
    #expect(servo.read(0x1000) == .value(0x0002_0192))
  }

  @Test func aClientThatFallsSilentIsGivenUp() throws {
    let servo = try servo()
    _ = servo.exchange([0xC6] + program + size(20))
    let told = servo.frames(0x581, milliseconds: 1_100)
    #expect(told.count == 1)
    #expect(code(told.first) == 0x0504_0000)
  }

  @Test func blocksWithALostSegment() throws {
    let servo = try servo()
    _ = servo.exchange([0xC2] + program + size(21))
    #expect(servo.exchange([0x01, 1, 2, 3, 4, 5, 6, 7]) == nil)
    // The second is lost; the third is the last.
    #expect(servo.exchange([0x83, 15, 16, 17, 18, 19, 20, 21])?.prefix(3) == [0xA2, 1, 127])
    #expect(servo.exchange([0x01, 8, 9, 10, 11, 12, 13, 14]) == nil)
    #expect(servo.exchange([0x82, 15, 16, 17, 18, 19, 20, 21])?.prefix(3) == [0xA2, 2, 127])
    #expect(servo.exchange([0xC1, 0, 0, 0, 0, 0, 0, 0])?[0] == 0xA1)
    #expect(servo.exchange([0x40] + program + [0, 0, 0, 0]) == [0x41, 0x50, 0x1F, 1, 21, 0, 0, 0])
    #expect(servo.exchange([0x60, 0, 0, 0, 0, 0, 0, 0]) == [0, 1, 2, 3, 4, 5, 6, 7])
  }

  @Test func blocksThatEndBadly() throws {
    let servo = try servo()
    _ = servo.exchange([0xC6] + program + size(7))
    _ = servo.exchange([0x81, 1, 2, 3, 4, 5, 6, 7])
    #expect(code(servo.exchange([0xC1, 0x34, 0x12, 0, 0, 0, 0, 0])) == 0x0504_0004, "check sum")
    _ = servo.exchange([0xC2] + program + size(9))
    _ = servo.exchange([0x81, 1, 2, 3, 4, 5, 6, 7])
    #expect(code(servo.exchange([0xC1, 0, 0, 0, 0, 0, 0, 0])) == 0x0607_0010)
    _ = servo.exchange([0xC2] + program + size(9))
    #expect(code(servo.exchange([0x80 | 0x00, 0, 0, 0, 0, 0, 0, 0])) == nil)
    _ = servo.exchange([0xC2] + program + size(9))
    #expect(code(servo.exchange([0x00, 0, 0, 0, 0, 0, 0, 0])) == 0x0504_0003, "sequence 0")
    #expect(code(servo.exchange([0xC2] + program + size(9_000))) == 0x0504_0005)
  }

  @Test func blockUploadAnswersAPartialAcknowledgement() throws {
    let servo = try servo()
    let text = Array("Virtual servo drive, CiA 402".utf8)
    #expect(servo.exchange([0xA4, 0x08, 0x10, 0, 3, 0, 0, 0])?[0] == 0xC6)
    servo.bench.received = []
    #expect(servo.exchange([0xA3, 0, 0, 0, 0, 0, 0, 0], wait: 5) == [1] + text[0..<7])
    #expect(servo.heard(0x581).map { $0[0] } == [1, 2, 3], "three segments to a block")
    #expect(servo.exchange([0xA2, 1, 2, 0, 0, 0, 0, 0], wait: 5) == [1] + text[7..<14])
    #expect(servo.exchange([0xA2, 2, 9, 0, 0, 0, 0, 0], wait: 5) == [0x81] + text[21..<28])
    #expect(code(servo.exchange([0xA2, 5, 9, 0, 0, 0, 0, 0])) == 0x0504_0003)
  }

  @Test func aSmallObjectGoesWithoutBlocks() throws {
    let servo = try ServoBench()
    // Threshold 8: what is no longer comes as an ordinary upload.
    #expect(
      servo.exchange([0xA0, 0x00, 0x10, 0, 127, 8, 0, 0]) == [0x43, 0, 0x10, 0, 0x92, 1, 2, 0])
  }

  @Test func theProgramWaitsForItsStop() throws {
    let servo = try ServoBench()
    #expect(code(servo.exchange([0x21] + program + size(20))) == 0x0800_0022)
    servo.enable(mode: 8)
    #expect(servo.write(0x1F51, 1, 0, 1) == .abort(0x0800_0022), "under torque")
  }
}
