import RealTime
import RobotCore
import Testing
import Twin
import Units
import Wire

/// The device side by its bytes, which are typed here by hand from the protocol's documents.
@Suite struct VirtualDamiaoTests {
  @Test func silentUntilAsked() throws {
    let bench = try Bench(Sample.oneDrive())
    bench.run(milliseconds: 50)
    #expect(bench.received.isEmpty)
  }

  @Test func feedbackAtRest() throws {
    var robot = Sample.oneDrive()
    robot.joints[0].startPosition = Position(1.5)
    let bench = try Bench(robot)
    let answers = bench.ask(0x7FF, refresh)
    #expect(answers.count == 1)
    // (1.5 + 12.5) / 25 · 65 535 = 36 699.6; speed and torque of zero are 0x7FF; 25 °C twice. One
    // count of the encoder may pull the angle below 1.5.
    #expect(answers[0].id == 0x11)
    let found = bytes(answers[0])
    #expect(found == [0x01, 0x8F, 0x5B, 0x7F, 0xF7, 0xFF, 0x19, 0x19])
  }

  @Test(
    arguments: [
      // TIMEOUT 2000 · CTRL_MODE 1 · UV 15.0 · MST_ID 0x11 · ESC_ID 1 · NPP 14 · Gr 10.0 · PMAX
      // 12.5
      ([0x01, 0x00, 0x33, 0x09], [0x01, 0x00, 0x33, 0x09, 0xD0, 0x07, 0x00, 0x00]),
      ([0x01, 0x00, 0x33, 0x0A], [0x01, 0x00, 0x33, 0x0A, 0x01, 0x00, 0x00, 0x00]),
      ([0x01, 0x00, 0x33, 0x00], [0x01, 0x00, 0x33, 0x00, 0x00, 0x00, 0x70, 0x41]),
      ([0x01, 0x00, 0x33, 0x07], [0x01, 0x00, 0x33, 0x07, 0x11, 0x00, 0x00, 0x00]),
      ([0x01, 0x00, 0x33, 0x08], [0x01, 0x00, 0x33, 0x08, 0x01, 0x00, 0x00, 0x00]),
      ([0x01, 0x00, 0x33, 0x10], [0x01, 0x00, 0x33, 0x10, 0x0E, 0x00, 0x00, 0x00]),
      ([0x01, 0x00, 0x33, 0x14], [0x01, 0x00, 0x33, 0x14, 0x00, 0x00, 0x20, 0x41]),
      ([0x01, 0x00, 0x33, 0x15], [0x01, 0x00, 0x33, 0x15, 0x00, 0x00, 0x48, 0x41]),
      ([0x01, 0x00, 0x33, 0x23], [0x01, 0x00, 0x33, 0x23, 0x04, 0x00, 0x00, 0x00]),
      ([0x01, 0x00, 0x33, 0x3C], [0x01, 0x00, 0x33, 0x3C, 0x00, 0x00, 0xC0, 0x41]),
    ] as [([UInt8], [UInt8])])
  func registersRead(request: [UInt8], reply: [UInt8]) throws {
    let bench = try Bench(Sample.oneDrive())
    let answers = bench.ask(0x7FF, request + [0, 0, 0, 0])
    #expect(answers.map(bytes) == [reply])
    #expect(answers.allSatisfy { $0.id == 0x11 })
  }

  @Test func everyRegisterOfTheManualAnswers() throws {
    let bench = try Bench(Sample.oneDrive())
    let known = Array(0...36) + Array(50...56) + Array(59...65) + [80, 81]
    for register in 0...255 {
      let answers = bench.ask(0x7FF, [1, 0, 0x33, UInt8(register), 0, 0, 0, 0], wait: 1)
      #expect(answers.count == (known.contains(register) ? 1 : 0), "register \(register)")
    }
  }

  @Test func writtenIdentitiesActAtOnce() throws {
    let bench = try Bench(Sample.oneDrive())
    let write = bench.ask(0x7FF, [0x01, 0x00, 0x55, 0x07, 0x21, 0x00, 0x00, 0x00])
    #expect(write.map(bytes) == [[0x01, 0x00, 0x55, 0x07, 0x21, 0x00, 0x00, 0x00]])
    #expect(write.map(\.id) == [0x11])
    #expect(bench.ask(0x7FF, refresh).map(\.id) == [0x21])
    #expect(bench.ask(0x7FF, [1, 0, 0x55, 8, 5, 0, 0, 0]).count == 1)
    #expect(bench.ask(0x7FF, refresh).isEmpty)
    #expect(bench.ask(0x001, enable).isEmpty)
    let moved = bench.ask(0x005, enable)
    #expect(moved.map { $0.data[0] } == [0x15])
  }

  @Test(
    arguments: [
      // Read-only: sw_ver · out of range: CTRL_MODE 5, OT 300 °C · not a number: ACC
      [1, 0, 0x55, 14, 9, 9, 9, 9], [1, 0, 0x55, 10, 5, 0, 0, 0],
      [1, 0, 0x55, 2, 0, 0, 0x96, 0x43], [1, 0, 0x55, 4, 0, 0, 0xC0, 0x7F],
    ] as [[UInt8]])
  func refusedWritesEchoTheOldValue(write: [UInt8]) throws {
    let bench = try Bench(Sample.oneDrive())
    let read: [UInt8] = [1, 0, 0x33, write[3], 0, 0, 0, 0]
    let before = bench.ask(0x7FF, read).map(bytes)
    let echo = bench.ask(0x7FF, write).map(bytes)
    #expect(echo.count == 1 && echo[0][4...] == before[0][4...])
    #expect(bench.ask(0x7FF, read).map(bytes) == before)
  }

  @Test func storeKeepsWhatAPowerCycleWouldForget() throws {
    let bench = try Bench(Sample.oneDrive())
    _ = bench.ask(0x7FF, [1, 0, 0x55, 9, 0x10, 0x27, 0, 0])
    bench.twin.reboot(drive: 0)
    bench.run(milliseconds: 150)
    let read: [UInt8] = [1, 0, 0x33, 9, 0, 0, 0, 0]
    #expect(bench.ask(0x7FF, read).map(bytes) == [[1, 0, 0x33, 9, 0xD0, 7, 0, 0]])
    _ = bench.ask(0x7FF, [1, 0, 0x55, 9, 0x10, 0x27, 0, 0])
    #expect(bench.ask(0x7FF, [1, 0, 0xAA, 1, 0, 0, 0, 0]).isEmpty, "flash takes its time")
    let stored = bench.ask(0x7FF, [], wait: 60)
    #expect(stored.map { $0.data[2] } == [0xAA])
    bench.twin.reboot(drive: 0)
    bench.run(milliseconds: 150)
    #expect(bench.ask(0x7FF, read).map(bytes) == [[1, 0, 0x33, 9, 0x10, 0x27, 0, 0]])
  }

  @Test func storeAndSetZeroWantADisabledDrive() throws {
    var robot = Sample.oneDrive()
    robot.joints[0].startPosition = Position(1)
    let bench = try Bench(robot)
    _ = bench.ask(0x001, enable)
    #expect(bench.ask(0x7FF, [1, 0, 0xAA, 1, 0, 0, 0, 0], wait: 60).isEmpty)
    #expect(bench.ask(0x001, setZero).isEmpty)
    _ = bench.ask(0x001, disable)
    let zeroed = bench.ask(0x001, setZero)
    #expect(zeroed.count == 1)
    #expect(abs(Int(zeroed[0].data[1]) << 8 + Int(zeroed[0].data[2]) - 0x7FFF) <= 1)
    #expect(abs(bench.twin.jointTruth(0).position.value - 1) < 1e-3)
  }

  @Test func impedanceCommandMovesTheJoint() throws {
    let bench = try Bench(Sample.oneDrive())
    #expect(bench.ask(0x001, enable).map { $0.data[0] } == [0x11])
    let last = bench.hold(0x001, goToOne, milliseconds: 1_000)
    #expect(abs(bench.twin.jointTruth(0).position.value - 1) < 5e-3)
    // The reply says the same: (1 + 12.5) / 25 · 65 535 = 35 388.9 = 0x8A3C.
    let position = last.map { Int($0.data[1]) << 8 + Int($0.data[2]) } ?? 0
    #expect(abs(position - 0x8A3C) <= 14)
    #expect(last?.data[0] == 0x11)
  }

  @Test func noTorqueWithoutEnable() throws {
    let bench = try Bench(Sample.oneDrive())
    let last = bench.hold(0x001, goToOne, milliseconds: 200)
    #expect(last?.data[0] == 0x01)
    #expect(bench.twin.jointTruth(0).position.value == 0)
  }

  @Test func framesOfAnotherModeAreIgnored() throws {
    let bench = try Bench(Sample.oneDrive())
    _ = bench.ask(0x001, enable)
    #expect(bench.ask(0x101, [0, 0, 0xA0, 0x3F, 0, 0, 0x40, 0x40]).isEmpty)
    #expect(bench.ask(0x201, [0, 0, 0x80, 0x3F]).isEmpty)
    #expect(bench.twin.jointTruth(0).position.value == 0)
  }

  /// Position-velocity 1.25 rad at 3 rad/s; velocity 1 rad/s in 4 and in 8 bytes; position-force
  /// −0.75 rad at 12.34 rad/s with half the current.
  @Test func otherModesFollowTheirTarget() throws {
    let bench = try Bench(Sample.oneDrive())
    _ = bench.ask(0x7FF, [1, 0, 0x55, 10, 2, 0, 0, 0])
    _ = bench.ask(0x001, enable)
    bench.hold(0x101, [0, 0, 0xA0, 0x3F, 0, 0, 0x40, 0x40], milliseconds: 1_500)
    #expect(abs(bench.twin.jointTruth(0).position.value - 1.25) < 0.02)
    _ = bench.ask(0x7FF, [1, 0, 0x55, 10, 4, 0, 0, 0])
    let force: [UInt8] = [0x00, 0x00, 0x40, 0xBF, 0xD2, 0x04, 0x88, 0x13]
    bench.hold(0x301, force, milliseconds: 1_500)
    #expect(abs(bench.twin.jointTruth(0).position.value + 0.75) < 0.02)
    _ = bench.ask(0x7FF, [1, 0, 0x55, 10, 3, 0, 0, 0])
    bench.hold(0x201, [0, 0, 0x80, 0x3F], milliseconds: 300)
    #expect(abs(bench.twin.jointTruth(0).velocity.value - 1) < 0.05)
    bench.hold(0x201, [0, 0, 0x80, 0x3F, 0, 0, 0, 0], milliseconds: 300)
    #expect(abs(bench.twin.jointTruth(0).velocity.value - 1) < 0.05)
  }

  @Test func watchdogEndsTorque() throws {
    let bench = try Bench(Sample.oneDrive())
    _ = bench.ask(0x001, enable)
    bench.run(milliseconds: 90)
    #expect(bench.twin.driveStatus(0) == .enabled)
    bench.run(milliseconds: 15)
    #expect(bench.twin.driveFault(0) == .communicationLost)
    #expect(bench.ask(0x001, enable).map { $0.data[0] } == [0xD1])
    #expect(bench.ask(0x001, clearError).map { $0.data[0] } == [0x01])
    #expect(bench.ask(0x001, enable).map { $0.data[0] } == [0x11])
  }

  @Test func watchdogOffAndDefective() throws {
    var off = TwinOptions()
    off.driveTimeout = .zero
    let first = try Bench(Sample.oneDrive(), off)
    _ = first.ask(0x001, enable)
    first.run(milliseconds: 500)
    #expect(first.twin.driveStatus(0) == .enabled)
    #expect(first.ask(0x7FF, [1, 0, 0x33, 9]).map { $0.data[4] } == [0])
    var defective = TwinOptions()
    defective.ignoresDriveTimeout = true
    let second = try Bench(Sample.oneDrive(), defective)
    _ = second.ask(0x001, enable)
    second.run(milliseconds: 500)
    #expect(second.twin.driveStatus(0) == .enabled)
    #expect(second.ask(0x7FF, [1, 0, 0x33, 9]).map { $0.data[4] } == [0xD0])
  }

  @Test func supplyFaults() throws {
    let bench = try Bench(Sample.oneDrive())
    bench.twin.setSupply(Voltage(12))
    bench.run(milliseconds: 50)
    #expect(bench.ask(0x7FF, refresh).map { $0.data[0] } == [0x91])
    bench.twin.setSupply(Voltage(60))
    bench.run(milliseconds: 50)
    #expect(bench.ask(0x7FF, refresh).map { $0.data[0] } == [0x81])
    #expect(bench.ask(0x001, clearError).map { $0.data[0] } == [0x01])
    #expect(bench.ask(0x7FF, refresh).map { $0.data[0] } == [0x81], "it is still there")
    bench.twin.setSupply(Voltage(24))
    bench.run(milliseconds: 50)
    _ = bench.ask(0x001, clearError)
    #expect(bench.ask(0x7FF, refresh).map { $0.data[0] } == [0x01])
  }

  @Test func temperatureFaults() throws {
    let bench = try Bench(Sample.oneDrive())
    _ = bench.ask(0x001, enable)
    bench.twin.overheat(drive: 0)
    bench.run(milliseconds: 1)
    #expect(bench.ask(0x7FF, refresh).map { $0.data[0] } == [0xC1])
    let other = try Bench(Sample.oneDrive())
    other.twin.heat(drive: 0, stage: Temperature(130))
    other.run(milliseconds: 1)
    let answer = other.ask(0x7FF, refresh)
    #expect(answer.map { $0.data[0] } == [0xB1])
    #expect(answer.allSatisfy { (129...130).contains($0.data[6]) })
  }

  @Test func overCurrentAndOverload() throws {
    var robot = Sample.oneDrive()
    robot.timing.driveTimeout = Interval(milliseconds: 0)
    // kp 500 towards +12.5 rad against the stop: full torque.
    let push: [UInt8] = [0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0x33, 0x37, 0xFF]
    let stalled = try Bench(robot)
    _ = stalled.ask(0x001, enable)
    stalled.hold(0x001, push, milliseconds: 2_000)
    #expect(stalled.twin.driveStatus(0) == .enabled)
    stalled.hold(0x001, push, milliseconds: 2_500)
    #expect(stalled.twin.driveFault(0) == .overload)
    let limited = try Bench(robot)
    // OC_Value 0.5
    _ = limited.ask(0x7FF, [1, 0, 0x55, 3, 0, 0, 0, 0x3F])
    _ = limited.ask(0x001, enable)
    limited.hold(0x001, push, milliseconds: 1_000)
    #expect(limited.twin.driveFault(0) == .overCurrent)
  }

  @Test func answersInTheFormatOfTheRequest() throws {
    var robot = Sample.oneDrive()
    let fd = CANFrame.fd | CANFrame.bitRateSwitch
    let classic = try Bench(robot)
    #expect(classic.ask(0x001, enable, flags: fd).isEmpty, "a classic drive knows no CAN FD")
    robot.buses[0].isFD = true
    robot.buses[0].dataBitRate = 5_000_000
    let flexible = try Bench(robot)
    #expect(flexible.ask(0x001, enable, flags: fd).map(\.flags) == [fd])
    #expect(flexible.ask(0x001, enable).map(\.flags) == [0])
    #expect(flexible.ask(0x7FF, [1, 0, 0x33, 35]).map { $0.data[4] } == [9])
  }

  @Test func nonsenseIsIgnored() throws {
    let bench = try Bench(Sample.oneDrive())
    #expect(bench.ask(0x001, []).isEmpty)
    #expect(bench.ask(0x001, [0xFF, 0xFF, 0xFC]).isEmpty)
    #expect(bench.ask(0x7FF, [1, 0]).isEmpty)
    #expect(bench.ask(0x7FF, [2, 0, 0x33, 9]).isEmpty)
    #expect(bench.ask(0x7FF, [1, 0, 0x77, 9]).isEmpty)
    #expect(bench.ask(0x011, enable).isEmpty)
    #expect(bench.ask(0x001, enable, flags: CANFrame.extended).isEmpty)
    #expect(bench.ask(0x001, enable, flags: CANFrame.remote).isEmpty)
    #expect(bench.twin.driveStatus(0) == .disabled)
  }
}
