import RealTime
import RobotCore
import Testing
import Twin
import Units
import Wire

/// The state machine of CiA 402 by its two words (DSP 402 2.0, chapter 10).
@Suite struct VirtualCiA402StateTests {
  /// Controlwords one after the other, and the state after the last.
  struct Way: Sendable, CustomTestStringConvertible {
    let words: [UInt16]
    let state: UInt16
    var testDescription: String {
      words.map { String($0, radix: 16) }.joined(separator: " ") + " → " + String(state, radix: 16)
    }
    init(_ words: [UInt16], _ state: UInt16) {
      self.words = words
      self.state = state
    }
  }

  static let ways: [Way] = [
    Way([], 0x40), Way([0x07], 0x40), Way([0x0F], 0x40), Way([0x06], 0x21),
    Way([0x06, 0x07], 0x23), Way([0x06, 0x07, 0x0F], 0x27), Way([0x06, 0x0F], 0x27),
    Way([0x06, 0x00], 0x40), Way([0x06, 0x02], 0x40), Way([0x06, 0x07, 0x06], 0x21),
    Way([0x06, 0x07, 0x00], 0x40), Way([0x06, 0x07, 0x02], 0x40),
    Way([0x06, 0x0F, 0x07], 0x23), Way([0x06, 0x0F, 0x06], 0x21),
    Way([0x06, 0x0F, 0x00], 0x40), Way([0x06, 0x0F, 0x02], 0x40),
    Way([0x06, 0x0F, 0x0B], 0x40), Way([0x06, 0x0F, 0x80], 0x27),
  ]

  @Test(arguments: ways) func transitions(way: Way) throws {
    let servo = try ServoBench()
    for word in way.words { servo.control(word) }
    servo.bench.run(milliseconds: 2)
    #expect(servo.state == way.state)
  }

  @Test func theStatuswordTellsSupplyAndRemote() throws {
    let servo = try ServoBench()
    #expect(servo.status & 0x0210 == 0x0010)
    servo.manage(1)
    #expect(servo.status & 0x0210 == 0x0210)
    servo.twin.setSupply(Voltage(11))
    servo.bench.run(milliseconds: 50)
    #expect(servo.status & 0x0010 == 0, "no voltage")
    servo.control(0x06)
    #expect(servo.state == 0x40, "and no way up without it")
  }

  @Test func faultsAndTheirReset() throws {
    let servo = try ServoBench()
    servo.enable(mode: 8)
    servo.twin.fail(drive: 0, .overCurrent)
    servo.bench.run(milliseconds: 2)
    #expect(servo.state == 0x08)
    #expect(servo.read(0x603F) == .value(0x2310))
    for word: UInt16 in [0x06, 0x0F, 0x00] { servo.control(word) }
    #expect(servo.state == 0x08, "nothing but a reset leaves it")
    servo.control(0x80)
    #expect(servo.state == 0x40)
    #expect(servo.read(0x603F) == .value(0))
    servo.twin.fail(drive: 0, .overCurrent)
    servo.bench.run(milliseconds: 2)
    servo.control(0x80)
    #expect(servo.state == 0x08, "the bit must rise")
    servo.control(0x00)
    servo.control(0x80)
    #expect(servo.state == 0x40)
  }

  @Test func aFaultThatStandsIsNotReset() throws {
    let servo = try ServoBench()
    servo.twin.setSupply(Voltage(60))
    servo.bench.run(milliseconds: 50)
    #expect(servo.state == 0x08)
    #expect(servo.read(0x603F) == .value(0x3210))
    servo.control(0x80)
    #expect(servo.state == 0x08)
    servo.twin.setSupply(Voltage(24))
    servo.bench.run(milliseconds: 50)
    servo.control(0x00)
    servo.control(0x80)
    #expect(servo.state == 0x40)
  }

  @Test(
    arguments: [
      (DriveFault.overVoltage, 0x3210), (.underVoltage, 0x3220), (.driverOverTemperature, 0x4210),
      (.motorOverTemperature, 0x4310), (.communicationLost, 0x8130), (.overload, 0x2350),
      (.encoder, 0x7305), (.other, 0xFF00),
    ] as [(DriveFault, Int64)])
  func everyFaultHasItsCode(fault: DriveFault, code: Int64) throws {
    let servo = try ServoBench()
    servo.enable(mode: 8)
    servo.twin.fail(drive: 0, fault)
    servo.bench.run(milliseconds: 30)
    #expect(servo.read(0x603F) == .value(code))
    #expect(servo.twin.driveStatus(0) == .fault && servo.twin.driveFault(0) == fault)
  }

  @Test func safeTorqueOff() throws {
    let servo = try ServoBench()
    servo.enable(mode: 8)
    servo.twin.mount(.safeTorqueOff, joint: 0, from: Position(-9), to: Position(9))
    #expect(servo.emergencies(milliseconds: 3) == [0x5441])
    #expect(servo.read(0x60FD) == .value(8))
    #expect(servo.state == 0x08)
    servo.control(0x80)
    #expect(servo.state == 0x08, "it stands open")
    servo.twin.unmount(.safeTorqueOff, joint: 0)
    servo.control(0x00)
    servo.control(0x80)
    #expect(servo.state == 0x40)
    servo.twin.mount(.safeTorqueOff, joint: 0, from: Position(-9), to: Position(9))
    servo.control(0x06)
    #expect(servo.state == 0x40, "no way up")
    #expect(servo.status & 0x80 == 0x80, "and a warning")
  }

  /// 605A: after which quick stop the drive stays, and after which it is off.
  @Test(arguments: 0...8) func quickStopOptions(option: Int64) throws {
    let servo = try ServoBench()
    servo.write(0x605A, 0, option, 2)
    servo.enable(mode: 9)
    servo.write(0x60FF, 0, 30_000, 4)
    servo.bench.run(milliseconds: 300)
    #expect(servo.twin.jointTruth(0).velocity.value > 2.5)
    servo.control(0x0B)
    // Within the torque limit it stands before one can ask.
    if option > 0, option != 3, option != 4 { #expect(servo.state == 0x07) }
    servo.bench.run(milliseconds: option == 0 ? 5 : 1_500)
    #expect(servo.state == (option > 4 ? 0x07 : 0x40))
    let speed = servo.twin.jointTruth(0).velocity.value
    #expect(option == 0 ? speed > 1.5 : abs(speed) < 0.05)
    if option > 4 {
      servo.write(0x60FF, 0, 0, 4)
      servo.control(0x0F)
      #expect(servo.state == 0x27, "transition 16")
    }
  }

  /// 6084 of one turn per second squared stops half a turn per second in half a second, 6085 of ten
  /// in a twentieth.
  @Test(arguments: [(1, 500), (2, 50)] as [(Int64, Int)])
  func quickStopRamps(option: Int64, milliseconds: Int) throws {
    let servo = try ServoBench()
    servo.write(0x605A, 0, option, 2)
    servo.write(0x6084, 0, 65_536, 4)
    servo.write(0x6085, 0, 655_360, 4)
    servo.enable(mode: 9)
    servo.write(0x60FF, 0, 32_768, 4)
    servo.bench.run(milliseconds: 300)
    servo.bench.send(0x601, [0x2B, 0x40, 0x60, 0, 0x0B, 0, 0, 0])
    servo.bench.run(milliseconds: milliseconds * 8 / 10)
    #expect(servo.twin.jointTruth(0).velocity.value > 0.3)
    servo.bench.run(milliseconds: milliseconds * 4 / 10)
    #expect(abs(servo.twin.jointTruth(0).velocity.value) < 0.1)
  }

  @Test(arguments: [(0x605B, 0x06, 0x21), (0x605C, 0x07, 0x23)] as [(UInt16, UInt16, UInt16)])
  func shutdownAndDisableBrakeOrNot(index: UInt16, word: UInt16, state: UInt16) throws {
    for option: Int64 in 0...1 {
      let servo = try ServoBench()
      servo.write(index, 0, option, 2)
      servo.write(0x6084, 0, 131_072, 4)
      servo.enable(mode: 9)
      servo.write(0x60FF, 0, 30_000, 4)
      servo.bench.run(milliseconds: 300)
      servo.control(word)
      #expect(servo.state == (option == 0 ? state : 0x27))
      servo.bench.run(milliseconds: 500)
      #expect(servo.state == state)
      if option == 1 { #expect(abs(servo.twin.jointTruth(0).velocity.value) < 0.1) }
    }
  }

  @Test(arguments: [(0, false), (1, true), (2, true)] as [(Int64, Bool)])
  func faultReactionOptions(option: Int64, isBraked: Bool) throws {
    let servo = try ServoBench()
    servo.write(0x605E, 0, option, 2)
    servo.write(0x6084, 0, 131_072, 4)
    servo.enable(mode: 9)
    servo.write(0x60FF, 0, 30_000, 4)
    servo.bench.run(milliseconds: 300)
    servo.twin.fail(drive: 0, .communicationLost)
    servo.bench.run(milliseconds: 2)
    #expect(servo.state == (isBraked ? 0x0F : 0x08))
    servo.bench.run(milliseconds: 400)
    #expect(servo.state == 0x08)
    if isBraked { #expect(abs(servo.twin.jointTruth(0).velocity.value) < 0.1) }
  }

  /// A pendulum that falls when nothing holds it, with a brake that its drive works.
  private func braked() throws -> ServoBench {
    var robot = Sample.pendulum()
    robot.joints[0].loading = .braked
    robot.joints[0].effortLimit = Effort(5)
    robot.joints[0].drive.family = .ciA402
    robot.joints[0].drive.canopen = ServoBench.oneServo().joints[0].drive.canopen
    robot.joints[0].drive.canopen.hasBrake = true
    robot.joints[0].drive.peakTorque = Torque(6)
    return try ServoBench(node: 1, robot)
  }

  private func angle(_ servo: ServoBench) -> Double { servo.twin.jointTruth(0).position.value }

  @Test func whatTheDriveWorksByItselfTheMasterDoesNotMove() throws {
    let servo = try braked()
    servo.manage(1)
    #expect(servo.read(0x60FE, 1) == .value(1), "closed")
    #expect(servo.write(0x60FE, 1, 0, 4) == .value(0), "taken, and not the master's")
    servo.bench.run(milliseconds: 500)
    #expect(servo.read(0x60FE, 1) == .value(1) && abs(angle(servo)) < 0.05)
    // Nor does it close one under torque.
    servo.enable(mode: 9)
    servo.bench.run(milliseconds: 100)
    servo.write(0x60FE, 1, 1, 4)
    #expect(servo.state == 0x27 && servo.read(0x60FE, 1) == .value(0))
  }

  @Test func aBrakeThatIsTheMastersIsWaitedForByNobody() throws {
    let servo = try braked()
    servo.write(0x60FE, 2, 1, 4)
    servo.write(0x60FE, 1, 1, 4)
    // 1 N·m: less than what makes the brake slip.
    servo.write(0x6072, 0, 500, 2)
    servo.enable(mode: 9)
    #expect(servo.state == 0x27, "the drive waits for no brake of its own")
    servo.write(0x60FF, 0, 20_000, 4)
    servo.bench.run(milliseconds: 300)
    #expect(servo.read(0x60FE, 1) == .value(1) && abs(angle(servo)) < 0.05, "it is closed still")
    #expect((servo.signed(0x6077, bits: 16) ?? 0) > 450, "and the motor presses against it")
    servo.write(0x6072, 0, 3_000, 2)
    servo.write(0x60FE, 1, 0, 4)
    servo.bench.run(milliseconds: 300)
    #expect(angle(servo) > 0.3, "open, it turns")
    servo.write(0x60FF, 0, 0, 4)
    servo.bench.run(milliseconds: 200)
    let here = angle(servo)
    servo.control(0x00)
    servo.bench.run(milliseconds: 20)
    #expect(servo.twin.driveStatus(0) == .disabled && servo.read(0x6077) == .value(0))
    servo.bench.run(milliseconds: 300)
    #expect(abs(angle(servo) - here) > 0.05, "the master left it open: it falls")
    // Given back, the drive closes it.
    servo.write(0x60FE, 2, 0, 4)
    servo.bench.run(milliseconds: 200)
    let there = angle(servo)
    servo.bench.run(milliseconds: 500)
    #expect(servo.read(0x60FE, 1) == .value(1) && abs(angle(servo) - there) < 0.02)
  }

  @Test func aBrakeOpensBeforeTheDriveIsEnabled() throws {
    let servo = try braked()
    servo.manage(1)
    servo.write(0x6060, 0, 9, 1)
    for word: UInt16 in [0x06, 0x07, 0x0F] { servo.control(word) }
    #expect(servo.state == 0x23, "the brake takes its time")
    #expect(servo.read(0x60FE, 1) == .value(0), "it is told to open")
    servo.bench.run(milliseconds: 60)
    #expect(servo.state == 0x27)
    servo.bench.run(milliseconds: 300)
    #expect(abs(servo.twin.jointTruth(0).position.value) < 0.05, "held by torque")
    servo.write(0x605C, 0, 0, 2)
    servo.control(0x07)
    #expect(servo.read(0x60FE, 1) == .value(1))
    servo.bench.run(milliseconds: 1_000)
    #expect(abs(servo.twin.jointTruth(0).position.value) < 0.05, "held by the brake")
    servo.write(0x60FE, 2, 1, 4)
    servo.write(0x60FE, 1, 0, 4)
    servo.bench.run(milliseconds: 300)
    #expect(servo.twin.jointTruth(0).position.value > 0.2, "the master opened it: it falls")
  }

  @Test func aRebootInMidMotionTakesTheTorque() throws {
    let servo = try ServoBench()
    servo.enable(mode: 9)
    servo.write(0x60FF, 0, 30_000, 4)
    servo.bench.run(milliseconds: 200)
    servo.manage(0x81)
    #expect(servo.twin.driveStatus(0) == .disabled)
    #expect(servo.read(0x6041) == .silence, "it boots")
    #expect(servo.frames(0x701, milliseconds: 60).first == [0])
    #expect(servo.state == 0x40)
    #expect(servo.read(0x60FF) == .value(0), "no target outlives it")
  }

  @Test func stoppingTheNodeStopsTheMotor() throws {
    let servo = try ServoBench()
    servo.enable(mode: 9)
    servo.write(0x60FF, 0, 30_000, 4)
    servo.bench.run(milliseconds: 200)
    servo.manage(0x02)
    servo.bench.run(milliseconds: 300)
    #expect(servo.twin.driveStatus(0) == .fault)
    #expect(abs(servo.twin.jointTruth(0).velocity.value) < 0.1)
  }
}
