import Drives
import RealTime
import RobotCore
import Testing
import Units

@testable import Cycle

/// How one joint finds its place, without robot and drive: a joint of one line that a stop holds.
@Suite struct HomingTests {
  private let start = Instant(nanoseconds: 1_000_000_000)

  private func joint(_ method: HomingMethod, isUpwards: Bool = false) -> JointConfiguration {
    var joint = JointConfiguration()
    joint.lower = Position(-1)
    joint.upper = Position(1)
    joint.lowerStop = Position(-1.1)
    joint.upperStop = Position(1.1)
    joint.stiffness = 100
    joint.followingErrorLimit = Position(0.2)
    joint.homing.method = method
    joint.homing.isUpwards = isUpwards
    joint.homing.speed = Velocity(0.5)
    joint.homing.effort = Effort(4)
    joint.homing.position = isUpwards ? joint.upperStop : joint.lowerStop
    return joint
  }

  /// A joint that follows its setpoint at once until something holds it.
  private struct Bench {
    let rule: HomingRule
    var homing = Homing()
    var view = Homing.View()
    /// Where something holds it, in its own count.
    var low = -100.0
    var high = 100.0
    /// Where the switch closes.
    var switchBelow = -100.0
    var stoodSince = Instant.never
    var most = 0.0

    init(_ joint: JointConfiguration, at position: Double, now: Instant) {
      rule = HomingRule(joint)
      view.now = now
      view.period = Interval(milliseconds: 1)
      view.position = Position(position)
      homing.begin(at: view.position, now: now)
    }

    /// One cycle: what it decides.
    mutating func turn() -> Homing.Step {
      view.now = view.now + view.period
      let before = view.position
      let wanted = homing.wanted.value
      view.position = Position(min(max(wanted, low), high))
      view.effort = Effort(100 * (wanted - view.position.value))
      if view.position != before { stoodSince = view.now }
      view.hasStood = view.now - stoodSince >= Interval(milliseconds: 300)
      view.isSignalled = view.position.value <= switchBelow
      most = max(most, abs(view.effort.value))
      return homing.step(view, rule)
    }

    /// Cycles until it decides something else than to go on.
    mutating func run() -> Homing.Step {
      for _ in 0..<100_000 {
        let step = turn()
        if step != .goOn { return step }
      }
      return .nothing
    }
  }

  @Test func aStopIsFoundByEffortAndStandstillAtReducedEffort() {
    var bench = Bench(joint(.stop), at: 3, now: start)
    bench.low = 2.5
    let step = bench.run()
    #expect(step == .found && bench.view.position == Position(2.5))
    // 4 N·m over 100 N·m/rad are 0.04 rad of lead; no more effort than that.
    #expect(bench.rule.lead == Position(0.04) && bench.most <= 4 + 1e-9)
    // 0.5 rad at 0.5 rad/s, the lead, and the standstill.
    let seconds = (bench.view.now - start).seconds
    #expect(seconds > 1.3 && seconds < 1.5)
  }

  @Test func upwardsToo() {
    var bench = Bench(joint(.stop, isUpwards: true), at: 0, now: start)
    bench.high = 0.25
    let step = bench.run()
    #expect(step == .found && bench.view.position == Position(0.25))
  }

  @Test func theLeadStaysWithinTheFollowingError() {
    var joint = joint(.stop)
    joint.homing.effort = Effort(1_000)
    #expect(HomingRule(joint).lead == Position(0.1))
  }

  @Test func aJointThatStandsWithoutEffortIsNotAtItsStop() {
    var bench = Bench(joint(.stop), at: 0, now: start)
    bench.low = -0.1
    for _ in 0..<600 { _ = bench.turn() }
    bench.view.hasStood = true
    bench.view.effort = .zero
    let weak = bench.homing.step(bench.view, bench.rule)
    // An effort the other way is a load, not the stop.
    bench.view.effort = Effort(4)
    let other = bench.homing.step(bench.view, bench.rule)
    bench.view.effort = Effort(-4)
    bench.view.hasStood = false
    let moving = bench.homing.step(bench.view, bench.rule)
    bench.view.hasStood = true
    let held = bench.homing.step(bench.view, bench.rule)
    #expect([weak, other, moving, held] == [.goOn, .goOn, .goOn, .found])
  }

  @Test func aSwitchIsFoundWhereItCloses() {
    var bench = Bench(joint(.switch), at: 0, now: start)
    bench.switchBelow = -0.3
    let step = bench.run()
    #expect(step == .found && abs(bench.view.position.value + 0.3) < 1e-3)
  }

  @Test func aSwitchThatIsClosedAlreadyIsRefusedBeforeTheJointMoves() {
    var bench = Bench(joint(.switch), at: 0, now: start)
    bench.switchBelow = 0.5
    let step = bench.turn()
    #expect(step == .closedAlready && bench.homing.wanted == .zero)
  }

  @Test func aSwitchThatNeverComesEndsTheSearchAfterTheWholeTravel() {
    var bench = Bench(joint(.switch), at: 0, now: start)
    let step = bench.run()
    #expect(step == .neverCame)
    #expect(abs(bench.view.position.value + 2.2 * 1.1) < 0.01)
  }

  @Test func aJointThatIsHeldBeforeItsSwitchIsBlocked() {
    var bench = Bench(joint(.switch), at: 0, now: start)
    bench.switchBelow = -1
    bench.low = -0.5
    let step = bench.run()
    #expect(step == .blocked)
  }

  @Test func aJointThatDoesNotMoveAndFeelsNothingRunsOutOfTime() {
    var bench = Bench(joint(.stop), at: 0, now: start)
    var step = Homing.Step.goOn
    bench.view.effort = .zero
    while step == .goOn {
      bench.view.now = bench.view.now + bench.view.period
      step = bench.homing.step(bench.view, bench.rule)
    }
    #expect(step == .neverCame)
    // 2.42 rad at 0.5 rad/s, half as much again, and a second.
    #expect(abs((bench.view.now - start).seconds - 8.26) < 0.01)
  }

  @Test func aDriveThatLooksByItselfIsFollowedUntilItIsBack() {
    var joint = joint(.drive)
    joint.homing.time = Interval(milliseconds: 50)
    var bench = Bench(joint, at: 3, now: start)
    bench.view.own = .going
    bench.view.position = Position(2.9)
    let looking = bench.homing.step(bench.view, bench.rule)
    #expect(looking == .goOn && bench.homing.wanted == Position(2.9) && bench.homing.isDrives)
    // The cycle makes the place that the drive has found the joint's own.
    bench.view.own = .attained
    bench.view.position = Position(1.2)
    bench.homing.referenced(at: Position(1.2))
    let leaving = bench.homing.step(bench.view, bench.rule)
    #expect(leaving == .goOn && bench.homing.isDrives && bench.homing.wanted == Position(1.2))
    bench.view.own = .done
    let back = bench.homing.step(bench.view, bench.rule)
    #expect(back == .goOn && !bench.homing.isDrives)
    // Past its limit it goes back into it; anywhere else it stays.
    bench.view.own = .none
    let done = bench.run()
    #expect(done == .done && bench.homing.wanted == Position(1))
  }

  @Test(arguments: [(OwnHoming.failed, Homing.Step.failed), (.refused, .refused)])
  func aDriveThatFindsNothingSaysSo(_ own: OwnHoming, _ step: Homing.Step) {
    var bench = Bench(joint(.drive), at: 0, now: start)
    bench.view.own = own
    let found = bench.homing.step(bench.view, bench.rule)
    #expect(found == step)
    let fault = bench.homing.fault(3, 4, bench.view, bench.rule, 0x3637)
    #expect(fault.code == .homingFailed && fault.subject == 3 && fault.setting == 0x3637)
  }

  @Test func aDriveThatTakesTooLongRunsOutOfTime() {
    var joint = joint(.drive)
    joint.homing.time = Interval(milliseconds: 50)
    for own in [OwnHoming.none, .going] {
      var bench = Bench(joint, at: 0, now: start)
      bench.view.own = own
      let step = bench.run()
      #expect(step == .overdue && (bench.view.now - start).nanoseconds == 51_000_000)
      let fault = bench.homing.fault(0, 6, bench.view, bench.rule, 0)
      #expect(fault.limit == 0.05)
    }
    // It has found it, and does not come back.
    var bench = Bench(joint, at: 0, now: start)
    bench.view.own = .going
    _ = bench.turn()
    bench.homing.referenced(at: .zero)
    bench.view.own = .attained
    let step = bench.run()
    #expect(step == .overdue)
  }

  @Test func whoIsHomedHowIsToldApart() {
    var rules = Table(repeating: HomingRule(joint(.none)), count: 4)
    rules[1] = HomingRule(joint(.drive))
    rules[2] = HomingRule(joint(.mark))
    rules[3] = HomingRule(joint(.stop))
    let itself = [0b1010, 0b0110, 0b0001, 0b10000, 0].map {
      HomingRule.firstUnfit($0, isHere: false, among: rules)
    }
    #expect(itself == [-1, 2, 0, 4, 4])
    let here = [0b0100, 0b0110].map { HomingRule.firstUnfit($0, isHere: true, among: rules) }
    #expect(here == [-1, 1])
  }

  /// A joint behind 100 : 1 whose drive looks for the index of its encoder.
  private func indexed() -> JointConfiguration {
    var joint = joint(.index)
    joint.reducer.kind = .strainWave
    joint.reducer.ratio = 100
    joint.homing.speed = Velocity(0.1)
    joint.drive.canopen.homingAcceleration = 50
    return joint
  }

  @Test func anIndexComesWithinATurnOfTheMotor() {
    let rule = HomingRule(indexed())
    // 3.6 degrees and a quarter, and 0.1 rad/s away at 0.5 rad/s².
    #expect(abs(rule.way.value - (0.02 * Double.pi * 1.25 + 0.01)) < 1e-12)
    // At 0.1 rad/s, half as much again, and two seconds.
    #expect(abs(rule.time.seconds - (rule.way.value / 0.1 * 1.5 + 2)) < 1e-6)
    #expect(
      rule.isDrives && HomingRule(joint(.drive)).isDrives && !HomingRule(joint(.stop)).isDrives)
  }

  @Test(arguments: [-0.1, 0.1]) func anIndexThatDoesNotComeEndsTheSearch(_ speed: Double) {
    var bench = Bench(indexed(), at: 0, now: start)
    bench.view.own = .going
    bench.view.velocity = Velocity(speed)
    var step = Homing.Step.goOn
    while step == .goOn {
      bench.view.now = bench.view.now + bench.view.period
      // What a drive counts that has begun anew tells nothing of the way.
      bench.view.position = Position(7)
      step = bench.homing.step(bench.view, bench.rule)
    }
    #expect(step == .noIndex)
    #expect(abs((bench.view.now - start).seconds - bench.rule.way.value / 0.1) < 0.002)
    let fault = bench.homing.fault(2, 7, bench.view, bench.rule, 0x0637)
    #expect(abs(fault.value - bench.rule.way.value) < 2e-4 && fault.limit == bench.rule.way.value)
    #expect(fault.code == .homingFailed && fault.detail == 7 && fault.setting == 0x0637)
  }

  @Test func anIndexThatIsFoundIsStayedAt() {
    var bench = Bench(indexed(), at: 3, now: start)
    bench.view.own = .going
    let looking = bench.turn()
    #expect(looking == .goOn && bench.homing.isDrives)
    bench.view.own = .attained
    bench.homing.referenced(at: Position(0.4))
    bench.view.position = Position(0.4)
    let leaving = bench.homing.step(bench.view, bench.rule)
    #expect(leaving == .goOn && bench.homing.isDrives)
    bench.view.own = .done
    let done = bench.run()
    #expect(done == .done && bench.homing.wanted == Position(0.4))
    // A drive that stands and says nothing runs out of time.
    var deaf = Bench(indexed(), at: 0, now: start)
    let overdue = deaf.run()
    #expect(overdue == .overdue)
  }

  @Test func itGoesBackIntoItsLimitsAndIsDone() {
    var bench = Bench(joint(.stop), at: 3, now: start)
    bench.low = 2.9
    let found = bench.run()
    #expect(found == .found)
    // The cycle makes the place the joint's own.
    bench.view.position = Position(-1.1)
    bench.low = -1.1
    bench.homing.referenced(bench.rule)
    #expect(bench.homing.wanted == Position(-1.1))
    let before = bench.view.now
    let done = bench.run()
    #expect(done == .done && bench.homing.wanted == Position(-1))
    #expect(bench.homing.velocity == .zero)
    // 0.1 rad at 0.5 rad/s.
    #expect(abs((bench.view.now - before).seconds - 0.2) < 0.005)
    bench.homing.end()
    let after = bench.turn()
    #expect(after == .nothing && !bench.homing.isUnderWay)
  }
}
