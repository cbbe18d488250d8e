import CMallocProbe
import RealTime
import RobotCore
import Testing
import Twin
import Units
import Wire

@Suite struct PlantTests {
  /// 1 kg at 0.3 m and the rotor's 0.0018: from horizontal, α = m·g·l / (m·l² + I + J) = 31.4
  /// rad/s².
  @Test func freeFall() throws {
    var robot = Sample.pendulum()
    robot.joints[0].plant.coulombFriction = 0
    robot.joints[0].plant.viscousFriction = 0
    let bench = try Bench(robot)
    bench.run(milliseconds: 50)
    let acceleration = 9.81 * 0.3 / (0.09 + 0.002 + 0.0018)
    let truth = bench.twin.jointTruth(0)
    #expect(abs(truth.velocity.value - acceleration * 0.05) < 0.01)
    #expect(abs(truth.position.value - acceleration * 0.05 * 0.05 / 2) < 2e-3)
  }

  @Test func withoutFrictionEnergyStays() throws {
    var robot = Sample.pendulum()
    robot.joints[0].plant.coulombFriction = 0
    robot.joints[0].plant.viscousFriction = 0
    robot.joints[0].lowerStop = Position(0)
    robot.joints[0].upperStop = Position(0)
    let bench = try Bench(robot)
    bench.run(milliseconds: 1)
    let start = bench.twin.energy
    bench.run(milliseconds: 2_000)
    #expect(abs(bench.twin.energy - start) < 0.05, "of 2.9 J")
  }

  /// Torque off: the arm sinks to its stop and lies there.
  @Test func sinksToItsStop() throws {
    var robot = Sample.pendulum()
    robot.joints[0].upperStop = Position(0.8)
    let bench = try Bench(robot)
    bench.run(milliseconds: 3_000)
    let truth = bench.twin.jointTruth(0)
    #expect(abs(truth.position.value - 0.8) < 0.01)
    #expect(abs(truth.velocity.value) < 1e-3)
  }

  /// p 0, v 0, kp 100, kd 2, t 0: holds 2.9 N·m with a sag of 0.03 rad.
  @Test func heldJointStays() throws {
    let bench = try Bench(Sample.pendulum())
    _ = bench.ask(0x001, enable, wait: 1)
    let stay: [UInt8] = [0x7F, 0xFF, 0x7F, 0xF3, 0x33, 0x66, 0x67, 0xFF]
    bench.hold(0x001, stay, milliseconds: 3_000)
    let truth = bench.twin.jointTruth(0)
    #expect(abs(truth.position.value - 0.029) < 0.004)
    #expect(abs(truth.velocity.value) < 1e-3)
    #expect(abs(truth.effort.value + 2.94) < 0.05)
  }

  /// kd 0 with kp > 0 is allowed, and rings: the manual forbids it for that reason.
  @Test func stiffnessWithoutDampingRings() throws {
    var robot = Sample.pendulum()
    robot.joints[0].plant.coulombFriction = 0
    robot.joints[0].plant.viscousFriction = 0
    let bench = try Bench(robot)
    _ = bench.ask(0x001, enable, wait: 1)
    // p 0, kp 100, kd 0.
    let undamped: [UInt8] = [0x7F, 0xFF, 0x7F, 0xF3, 0x33, 0x00, 0x07, 0xFF]
    bench.hold(0x001, undamped, milliseconds: 1_000)
    var fastest = 0.0
    for _ in 0..<300 {
      bench.cycle()
      fastest = max(fastest, abs(bench.twin.jointTruth(0).velocity.value))
      if bench.now.nanoseconds % 5_000_000 == 0 { bench.send(0x001, undamped) }
    }
    #expect(fastest > 0.3)
  }

  @Test func frictionHoldsWhatItCan() throws {
    var robot = Sample.pendulum()
    robot.joints[0].plant.coulombFriction = 3.2
    let bench = try Bench(robot)
    bench.run(milliseconds: 1_000)
    #expect(abs(bench.twin.jointTruth(0).position.value) < 1e-3)
  }

  /// Play of 0.02 rad: the motor moves through it alone, and the joint lies anywhere within.
  @Test func backlash() throws {
    var robot = Sample.oneDrive()
    robot.joints[0].plant.backlash = 0.02
    let bench = try Bench(robot)
    _ = bench.ask(0x001, enable)
    // To 1 rad and back to 0 with the same gains.
    let back: [UInt8] = [0x7F, 0xFF, 0x7F, 0xF0, 0xA3, 0x19, 0x97, 0xFF]
    bench.hold(0x001, goToOne, milliseconds: 1_500)
    let forward = bench.twin.jointTruth(0).position.value
    #expect(abs(forward - 1) < 0.025)
    bench.hold(0x001, back, milliseconds: 40)
    let pushed = bench.twin.jointTruth(0)
    #expect(pushed.velocity.value < -0.5)
    bench.hold(0x001, back, milliseconds: 1_500)
    #expect(abs(bench.twin.jointTruth(0).position.value) < 0.025)
    #expect(bench.twin.failure == nil)
  }

  /// A gear of 100 N·m/rad under 2.94 N·m gives way by 0.029 rad, which the motor does not see.
  @Test func elasticGearGivesWay() throws {
    var robot = Sample.pendulum()
    robot.joints[0].plant.torsionalStiffness = 100
    robot.joints[0].plant.torsionalDamping = 0.5
    let bench = try Bench(robot)
    _ = bench.ask(0x001, enable, wait: 1)
    // p 0, kp 500, kd 2.
    let stay: [UInt8] = [0x7F, 0xFF, 0x7F, 0xFF, 0xFF, 0x66, 0x67, 0xFF]
    let last = bench.hold(0x001, stay, milliseconds: 3_000)
    let joint = bench.twin.jointTruth(0).position.value
    let reported = Double(last.map { Int($0.data[1]) << 8 + Int($0.data[2]) } ?? 0)
    let drive = reported / 65_535 * 25 - 12.5
    #expect(abs(joint - drive - 0.0294) < 2e-3)
  }

  @Test func windingWarmsAndCools() throws {
    var robot = Sample.oneDrive()
    robot.timing.driveTimeout = .zero
    robot.joints[0].plant.thermalCapacity = 10
    robot.joints[0].upperStop = Position(0.1)
    let bench = try Bench(robot)
    _ = bench.ask(0x001, enable)
    // t 3 N·m against the stop: 3.17 A, 12.8 W into 10 J/K.
    let push: [UInt8] = [0x7F, 0xFF, 0x7F, 0xF0, 0x00, 0x00, 0x0A, 0x66]
    bench.hold(0x001, push, milliseconds: 4_000)
    let warm = bench.twin.temperatures(0).winding.value
    #expect(abs(warm - 25 - 12.8 * 0.4) < 0.6)
    #expect(bench.twin.inputs.supplyCurrent.value > 0.4)
    _ = bench.ask(0x001, disable)
    bench.run(milliseconds: 3_000)
    #expect(bench.twin.temperatures(0).winding.value < warm - 0.3)
  }

  /// 24 V carry a J4310 to about 22 rad/s at its output, no further.
  @Test func supplyLimitsSpeed() throws {
    var robot = Sample.oneDrive()
    robot.joints[0].lowerStop = Position(0)
    robot.joints[0].upperStop = Position(0)
    robot.timing.driveTimeout = .zero
    let bench = try Bench(robot)
    _ = bench.ask(0x001, enable)
    let push: [UInt8] = [0x7F, 0xFF, 0x7F, 0xF0, 0x00, 0x00, 0x0F, 0xFF]
    bench.hold(0x001, push, milliseconds: 2_000)
    let speed = bench.twin.jointTruth(0).velocity.value
    #expect(speed > 19 && speed < 22.5)
  }

  @Test func jammedJointStays() throws {
    let bench = try Bench(Sample.pendulum())
    bench.twin.jam(joint: 0, effort: Effort(100))
    bench.run(milliseconds: 500)
    #expect(abs(bench.twin.jointTruth(0).position.value) < 1e-3)
    bench.twin.jam(joint: 0, effort: Effort(0))
    bench.run(milliseconds: 500)
    #expect(bench.twin.jointTruth(0).position.value > 0.3)
  }

  /// A linear reducer of 10 mm per rad with a mimicking finger: both move by the same distance.
  @Test func linearReducerAndMimic() throws {
    var robot = Sample.oneDrive()
    robot.joints[0].type = .prismatic
    robot.joints[0].reducer.kind = .linear
    robot.joints[0].reducer.metresPerRadian = 0.01
    robot.joints[0].upperStop = Position(0.044)
    robot.joints[0].lowerStop = Position(0)
    var finger = Sample.link(joint: 0, axis: [0, 1, 0])
    finger.type = .prismatic
    finger.mass = 0.05
    robot.bodies.append(finger)
    finger.isMimic = true
    finger.axis = [0, -1, 0]
    robot.bodies.append(finger)
    let bench = try Bench(robot)
    _ = bench.ask(0x001, enable)
    bench.hold(0x001, goToOne, milliseconds: 1_000)
    #expect(abs(bench.twin.jointTruth(0).position.value - 0.01) < 3e-4)
    #expect(bench.twin.failure == nil)
  }

  /// The unit test of every drive profile: 1 rad at the output is 1 rad at the joint, with its
  /// sign.
  @Test func reducerSignAndRatio() throws {
    var robot = Sample.oneDrive()
    robot.joints[0].reducer.kind = .planetary
    robot.joints[0].reducer.ratio = 2
    robot.joints[0].reducer.sign = -1
    robot.joints[0].reducer.offset = Position(0.25)
    robot.joints[0].startPosition = Position(0.25)
    let bench = try Bench(robot)
    _ = bench.ask(0x001, enable)
    bench.hold(0x001, goToOne, milliseconds: 1_000)
    #expect(abs(bench.twin.jointTruth(0).position.value + 0.25) < 5e-3)
  }

  @Test func absoluteEncoderKnowsOneTurn() throws {
    var robot = Sample.oneDrive()
    robot.joints[0].upperStop = Position(4)
    robot.joints[0].startPosition = Position(3.5)
    let absolute = try Bench(robot)
    let first = absolute.ask(0x7FF, [1, 0, 0x33, 81])
    let raw = (0..<4).reduce(UInt32(0)) { $0 | UInt32(first[0].data[4 + $1]) << UInt32(8 * $1) }
    #expect(abs(Double(Float(bitPattern: raw)) - (3.5 - 2 * Double.pi)) < 1e-3)
    robot.joints[0].isAbsolute = false
    let relative = try Bench(robot)
    let answer = relative.ask(0x7FF, refresh)[0]
    #expect(abs(Int(answer.data[1]) << 8 + Int(answer.data[2]) - 0x7FFF) <= 1)
  }
}
