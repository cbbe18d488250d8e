import RealTime
import RobotCore
import Testing
import Twin
import Units

/// What holds a joint whose drive has no torque.
@Suite struct LockTests {
  /// The pendulum of 1 kg at 0.3 m: 2.94 N·m when level, effort limit 5.
  private func pendulum(
    _ loading: JointLoading, adjust: (inout JointConfiguration) -> Void = { _ in }
  ) -> RobotConfiguration {
    var robot = Sample.pendulum()
    robot.joints[0].loading = loading
    robot.joints[0].effortLimit = Effort(5)
    robot.timing.driveTimeout = Interval(milliseconds: 100)
    adjust(&robot.joints[0])
    return robot
  }

  @Test(arguments: [JointLoading.braked, .selfHolding], [1.0, -1.0])
  func holdsWithoutTorque(_ loading: JointLoading, _ sign: Double) throws {
    let bench = try Bench(
      pendulum(loading) {
        $0.reducer.sign = sign
        $0.reducer.kind = .planetary
        $0.reducer.ratio = 6
      })
    bench.run(milliseconds: 10_000)
    let truth = bench.twin.jointTruth(0)
    #expect(abs(truth.position.value) < 1e-3 && abs(truth.velocity.value) < 1e-3)
  }

  @Test func behindASpringTooAndWhereNothingHoldsItFalls() throws {
    let springy = try Bench(
      pendulum(.braked) {
        $0.plant.torsionalStiffness = 100
        $0.plant.backlash = 0.01
      })
    springy.run(milliseconds: 3_000)
    #expect(abs(springy.twin.jointTruth(0).position.value) < 2e-3)
    let loose = try Bench(pendulum(.gravityLoaded))
    loose.run(milliseconds: 1_000)
    #expect(loose.twin.jointTruth(0).position.value > 0.3)
  }

  /// 2.94 N·m against a limit of 1: a self-holding gear gives way, so does the stronger brake.
  @Test(arguments: [JointLoading.braked, .selfHolding])
  func gravityBeyondTheEffortLimitOverpowersIt(_ loading: JointLoading) throws {
    let bench = try Bench(pendulum(loading) { $0.effortLimit = Effort(1) })
    bench.run(milliseconds: 1_000)
    #expect(bench.twin.jointTruth(0).position.value > 0.2)
  }

  @Test(arguments: [JointLoading.braked, .selfHolding])
  func itsOwnDriveMovesItAndItHoldsAgainAfterwards(_ loading: JointLoading) throws {
    let bench = try Bench(pendulum(loading))
    _ = bench.ask(0x001, enable, wait: 1)
    // p -1 rad, kp 20, kd 0.5 of a joint that weighs 2.94 N·m when level.
    let up: [UInt8] = [0x75, 0xC2, 0x7F, 0xF0, 0xA3, 0x19, 0x97, 0xFF]
    bench.hold(0x001, up, milliseconds: 2_000)
    let raised = bench.twin.jointTruth(0).position.value
    #expect(raised < -0.7, "the brake is open under power")
    _ = bench.ask(0x001, disable)
    bench.run(milliseconds: 5_000)
    let left = bench.twin.jointTruth(0).position.value
    // α = m·g·l·cos(q) / I ≤ 31 rad/s²: in the brake's 30 ms at most 14 mrad, and as much to stop.
    #expect(abs(left - raised) < (loading == .braked ? 0.05 : 0.005))
    if loading == .braked { #expect(left - raised > 1e-3, "a brake takes its time") }
  }

  @Test func aPowerCutClosesTheBrake() throws {
    let bench = try Bench(pendulum(.braked))
    _ = bench.ask(0x001, enable, wait: 1)
    let stay: [UInt8] = [0x7F, 0xFF, 0x7F, 0xF3, 0x33, 0x66, 0x67, 0xFF]
    bench.hold(0x001, stay, milliseconds: 500)
    let before = bench.twin.jointTruth(0).position.value
    bench.twin.cutSupply()
    bench.run(milliseconds: 3_000)
    #expect(abs(bench.twin.jointTruth(0).position.value - before) < 0.05)
  }

  /// 2.94 N·m against a brake that holds 2, and against one that holds 4.
  @Test(arguments: [(2.0, true), (4.0, false)])
  func aBrakeSlipsWhereItsProfileSays(_ slip: Double, _ slips: Bool) throws {
    let bench = try Bench(pendulum(.braked) { $0.brake.slipEffort = Effort(slip) })
    bench.run(milliseconds: 1_000)
    #expect((bench.twin.jointTruth(0).position.value > 0.2) == slips)
  }

  @Test func aBrakeWithAnOutputOfTheRobotFollowsThatAndNotTheDrive() throws {
    let bench = try Bench(
      pendulum(.braked) {
        $0.brake.output = .line
        $0.brake.releaseTime = Interval(milliseconds: 100)
      })
    _ = bench.ask(0x001, enable, wait: 1)
    let up: [UInt8] = [0x75, 0xC2, 0x7F, 0xF0, 0xA3, 0x19, 0x97, 0xFF]
    bench.hold(0x001, up, milliseconds: 1_000)
    #expect(abs(bench.twin.jointTruth(0).position.value) < 2e-3, "closed under power")
    bench.twin.switchBrakes(1)
    bench.hold(0x001, up, milliseconds: 90)
    #expect(abs(bench.twin.jointTruth(0).position.value) < 2e-3, "not free yet")
    bench.hold(0x001, up, milliseconds: 1_000)
    #expect(bench.twin.jointTruth(0).position.value < -0.7)
    bench.twin.switchBrakes(0)
    bench.hold(0x001, up, milliseconds: 200)
    let held = bench.twin.jointTruth(0).position.value
    _ = bench.ask(0x001, disable)
    bench.run(milliseconds: 2_000)
    #expect(abs(bench.twin.jointTruth(0).position.value - held) < 2e-3)
  }

  /// Held by eight brakes, a chain of eight links does not creep.
  @Test func aWholeArmDoesNotCreep() throws {
    var robot = Sample.chain()
    for joint in robot.joints.indices {
      robot.joints[joint].loading = .braked
      robot.joints[joint].effortLimit = Effort(20)
      robot.joints[joint].startPosition = Position(0.1)
    }
    let bench = try Bench(robot)
    bench.run(milliseconds: 10_000)
    for joint in robot.joints.indices {
      let place = bench.twin.jointTruth(joint).position.value
      #expect(abs(place - 0.1) < 2e-3, "joint \(joint) at \(place)")
    }
  }
}
