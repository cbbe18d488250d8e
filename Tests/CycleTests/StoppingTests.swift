import RobotCore
import Testing
import Units

@testable import Cycle

/// How a stop goes from stage to stage and when it is over, without robot and drives.
@Suite struct StoppingTests {
  private let limits = Stopping.Limits(
    longest: Interval(milliseconds: 5_000), damped: Interval(milliseconds: 500))
  private let start = Instant(nanoseconds: 1_000_000_000)

  private func after(_ milliseconds: Int64) -> Instant {
    start + Interval(milliseconds: milliseconds)
  }

  private func view(_ milliseconds: Int64, hasArrived: Bool = false) -> Stopping.View {
    var view = Stopping.View()
    view.now = after(milliseconds)
    view.hasArrived = hasArrived
    return view
  }

  private func stop(_ kind: StopKind, _ code: FaultCode = .followingError) -> Stopping {
    var body = StopCause.Occasion()
    body.isArmed = true
    var stop = Stopping()
    _ = stop.raise(
      StopCause(kind, Fault(code), body), latched: Fault(.none), held: 0, logged: 0, now: start)
    return stop
  }

  // MARK: Stages

  @Test(
    arguments: [StopKind.hold, .controlledDescent, .controlledStop, .damped, .torqueOff],
    [FaultCode.followingError, .ended])
  func aKindBeginsWhereItMust(_ kind: StopKind, _ code: FaultCode) {
    let stop = stop(kind, code)
    let first: Stopping.Stage
    switch kind {
    case .none, .hold, .controlledDescent, .controlledStop: first = .decelerate
    case .damped, .brake: first = .damp
    case .torqueOff: first = .off
    }
    #expect(stop.isUnderWay && stop.stage == first && stop.stageBegan == start)
    #expect(stop.isOrderly == (code == .ended))
  }

  @Test func aDescentBrakesGoesDownIsDampedAndLetsGo() {
    var stop = stop(.controlledDescent)
    var steps = [stop.step(view(10), limits), stop.step(view(200, hasArrived: true), limits)]
    #expect(stop.stage == .descend && stop.stageBegan == after(200))
    steps.append(stop.step(view(1_000), limits))
    steps.append(stop.step(view(2_000, hasArrived: true), limits))
    #expect(stop.stage == .damp)
    steps.append(stop.step(view(2_499), limits))
    steps.append(stop.step(view(2_500), limits))
    #expect(stop.stage == .off && stop.stageBegan == after(2_500))
    #expect(steps == [.goOn, .descend, .goOn, .goOn, .goOn, .letGo])
  }

  @Test func aControlledStopLetsGoAtRest() {
    var stop = stop(.controlledStop)
    let steps = [stop.step(view(99), limits), stop.step(view(100, hasArrived: true), limits)]
    #expect(steps == [.goOn, .letGo])
  }

  @Test func aHoldIsOverWhenTheJointsStandAndNotBefore() {
    var stop = stop(.hold)
    var view = view(100, hasArrived: true)
    var steps = [stop.step(view, limits)]
    view.isStill = true
    steps.append(stop.step(view, limits))
    #expect(steps == [.goOn, .holding])
    stop.end()
    #expect(!stop.isUnderWay)
  }

  @Test func aStopThatDoesNotGetOnIsOverdueAndGoesOnDamped() {
    var stop = stop(.controlledDescent, .ended)
    // Each part has its own time.
    var steps = [stop.step(view(4_000, hasArrived: true), limits)]
    steps.append(stop.step(view(9_000), limits))
    steps.append(stop.step(view(9_001), limits))
    #expect(steps == [.descend, .goOn, .overdue])
    stop.escalate(now: after(9_001))
    #expect(stop.kind == .damped && stop.stage == .damp && !stop.isOrderly)
    let last = stop.step(view(9_501), limits)
    #expect(last == .letGo)
  }

  @Test func whatIsNotLedIsNeverOverdue() {
    var stop = stop(.torqueOff)
    let step = stop.step(view(60_000), limits)
    #expect(step == .goOn)
  }

  @Test func itIsConfirmedWithEvidenceOnly() {
    var stop = stop(.torqueOff)
    var view = view(10)
    var steps = [stop.step(view, limits)]
    view.isOutOfPatience = true
    steps.append(stop.step(view, limits))
    view.isProven = true
    steps.append(stop.step(view, limits))
    #expect(steps == [.goOn, .unconfirmed, .confirmed])
  }

  // MARK: Joints with a way of their own

  @Test func ownKindsCountOnTheWayDownOnly() {
    var down = stop(.controlledDescent)
    let own = [StopKind.torqueOff, .damped, .hold].map { down.ownWay(of: 3, $0) }
    #expect(own == [.disable, .damp, .follow] && down.off == 0b1000)
    var other = stop(.controlledStop)
    let none = other.ownWay(of: 3, .torqueOff)
    #expect(none == .follow && other.off == 0)
  }

  @Test func whoGivesWayDoesSoOnceAndMakesOthersFeelSooner() {
    var stop = stop(.controlledDescent)
    let limit = Position(0.1)
    #expect(!stop.hasMet(Position(0.09), limit: limit))
    let first = stop.giveWay(2)
    let again = stop.giveWay(2)
    #expect(first && !again && stop.givesWay(2) && !stop.givesWay(1))
    #expect(stop.hasMet(Position(0.041), limit: limit))
    #expect(!stop.hasMet(Position(0.039), limit: limit))
  }

  @Test func aNewStopForgetsWhoGaveWay() {
    var stop = stop(.controlledDescent)
    _ = stop.giveWay(2)
    _ = stop.ownWay(of: 1, .torqueOff)
    stop.end()
    _ = stop.raise(
      StopCause(.damped, Fault(.ended), StopCause.Occasion()), latched: Fault(.none), held: 0,
      logged: 7, now: after(9_000))
    #expect(!stop.hasGivers && stop.off == 0 && stop.firstFinding == 7)
  }
}
