import CMallocProbe
import Drives
import RobotCore
import Sensors
import Testing
import Units
import Wire

@Suite("Drives under nonsense, and off the heap")
struct RobustnessTests {
  @Test("200 000 random frames never trap, and what is decoded is finite and in range")
  func randomFrames() {
    var random = SeededGenerator(state: 20)
    var configuration = Model.all[2].configuration(id: 1)
    configuration.firmware = 7
    let drive = Damiao(configuration, isFD: true)
    let damiao = Damiao(configuration, isFD: true)
    var decoded = 0
    for _ in 0..<200_000 {
      let word = random.next()
      let id: UInt32 = word & 3 == 0 ? UInt32(truncatingIfNeeded: word >> 32) : 0x11
      var frame = CANFrame(id: id)
      if word & 12 == 0 { frame.length = UInt8(truncatingIfNeeded: word >> 8) }
      if word & 48 == 0 { frame.flags = UInt8(truncatingIfNeeded: word >> 16) }
      let payload = random.next()
      for index in 0..<8 { frame.data[index] = UInt8(truncatingIfNeeded: payload >> (index * 8)) }
      if word & 64 == 0 { frame.data[0] = frame.data[0] & 0xF0 | 1 }
      if word & 128 == 0 { (frame.data[0], frame.data[1], frame.data[2]) = (1, 0, 0x33) }
      if let report = drive.decode(frame) {
        decoded += 1
        if abs(report.position.value) > 12.5 || abs(report.velocity.value) > 30
          || abs(report.torque.value) > 10 || report.status == .unknown
        {
          Issue.record("out of range: \(frame.candump)")
        }
      }
      let timeout = Interval(nanoseconds: Int64(truncatingIfNeeded: payload))
      _ = drive.check(Int(word >> 20) & 7, reply: frame, timeoutExpected: timeout)
      _ = damiao.isStored(frame)
    }
    #expect(decoded > 10_000, "the fuzz must reach the decoder")
  }

  @Test("random bits as commands and ranges never trap, and never make a request")
  func randomCommands() {
    var random = SeededGenerator(state: 21)
    func number() -> Double {
      let bits = random.next()
      return bits & 1 == 0 ? Double(bitPattern: random.next()) : Double(bits >> 50) - 8_000
    }
    for round in 0..<100_000 {
      var configuration = Model.all[round % Model.all.count].configuration(id: 1)
      if round % 4 == 0 {
        configuration.positionRange = Angle(number())
        configuration.velocityRange = AngularVelocity(number())
        configuration.torqueRange = Torque(number())
        configuration.stiffnessRange = number()
        configuration.dampingRange = number()
        configuration.gearRatio = number()
      }
      let drive = Damiao(configuration, isFD: false)
      var command = DriveCommand()
      command.position = Angle(number())
      command.velocity = AngularVelocity(number())
      command.torque = Torque(number())
      command.stiffness = number()
      command.damping = number()
      let frame = drive.encode(command)
      var isRequest = 0xFB...0xFE ~= frame.data[7]
      for index in 0..<7 where frame.data[index] != 0xFF { isRequest = false }
      if isRequest { Issue.record("a command became \(frame.candump)") }
      _ = drive.decode(feedback(Model.all[0], p: 1))
    }
  }

  @Test("encoding and decoding leave the heap alone", .enabled(if: malloc_probe_active()))
  func heap() {
    let drive = Model.all[0].drive()
    let frame = feedback(Model.all[0], p: 1)
    var command = DriveCommand()
    var sum = 0.0
    malloc_probe_reset()
    for step in 0..<1_000 {
      command.position = Angle(Double(step) * 0.001)
      sum += Double(drive.encode(command).data[1])
      if let report = drive.decode(frame) { sum += report.position.value }
    }
    let calls = malloc_probe_count()
    #expect(calls == 0 && sum > 0)
  }

  /// The tests that need the probe are skipped where there is none; only a sanitizer's build, which
  /// leaves this test out, may have none.
  @Test("the probe sees an allocation")
  func canary() throws {
    try #require(malloc_probe_active())
    malloc_probe_reset()
    let list = Array(repeating: UInt64(malloc_probe_count()), count: 1_000)
    let calls = malloc_probe_count()
    #expect(calls > 0 && list.count == 1_000)
  }
}
