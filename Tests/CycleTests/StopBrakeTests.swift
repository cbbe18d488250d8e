import RobotCore
import Testing
import Units

@testable import Cycle

/// Stops of joints with holding brakes: nothing lets go before they hold. Without robot and drives.
@Suite struct StopBrakeTests {
  private let limits = Stopping.Limits(
    longest: Interval(milliseconds: 5_000), damped: Interval(milliseconds: 500))
  private let start = Instant(nanoseconds: 1_000_000_000)

  private func after(_ milliseconds: Int64) -> Instant {
    start + Interval(milliseconds: milliseconds)
  }

  private func view(
    _ milliseconds: Int64, hasArrived: Bool = false, isEngaged: Bool = false
  ) -> Stopping.View {
    var view = Stopping.View()
    view.now = after(milliseconds)
    view.hasArrived = hasArrived
    view.isEngaged = isEngaged
    return view
  }

  private func stop(_ kind: StopKind) -> Stopping {
    var stop = Stopping()
    _ = stop.raise(
      StopCause(kind, Fault(.followingError), StopCause.Occasion()), latched: Fault(.none), held: 0,
      logged: 0, now: start)
    return stop
  }

  @Test(arguments: [StopKind.controlledStop, .brake])
  func atRestTheBrakesCloseWhileThePositionIsHeld(_ kind: StopKind) {
    var stop = stop(kind)
    #expect(stop.stage == .decelerate && stop.keepsBrakesOpen)
    var steps = [stop.step(view(100, hasArrived: true), limits)]
    #expect(stop.stage == .engage && stop.isControlled && !stop.keepsBrakesOpen)
    steps.append(stop.step(view(139), limits))
    steps.append(stop.step(view(140, isEngaged: true), limits))
    #expect(stop.stage == .off && steps == [.goOn, .goOn, .letGo])
  }

  @Test func aDescentClosesThemAtTheRestPoseBeforeItIsDamped() {
    var stop = stop(.controlledDescent)
    var steps = [stop.step(view(100, hasArrived: true), limits)]
    steps.append(stop.step(view(900, hasArrived: true), limits))
    #expect(stop.stage == .engage && stop.isControlled)
    steps.append(stop.step(view(950, isEngaged: true), limits))
    #expect(stop.stage == .damp && stop.stageBegan == after(950) && !stop.isControlled)
    steps.append(stop.step(view(1_450, isEngaged: true), limits))
    #expect(steps == [.descend, .goOn, .goOn, .letGo])
  }

  @Test func aDampedStopGoesOnBeingDampedWhileTheyClose() {
    var stop = stop(.damped)
    var steps = [stop.step(view(500), limits)]
    #expect(stop.stage == .engage && !stop.isControlled && !stop.keepsBrakesOpen)
    steps.append(stop.step(view(560, isEngaged: true), limits))
    #expect(steps == [.goOn, .letGo])
  }

  @Test func torqueOffWaitsForNoBrake() {
    let stop = stop(.torqueOff)
    #expect(stop.stage == .off && !stop.keepsBrakesOpen)
  }

  @Test func whatClosesIsNotOverdue() {
    var stop = stop(.brake)
    _ = stop.step(view(4_900, hasArrived: true), limits)
    let step = stop.step(view(30_000), limits)
    #expect(step == .goOn)
  }

  @Test func aJointWithABrakeOfItsOwnStaysWhereItCameToRest() {
    var stop = stop(.controlledDescent)
    let first = stop.ownWay(of: 2, .brake)
    _ = stop.step(view(100, hasArrived: true, isEngaged: true), limits)
    let then = stop.ownWay(of: 2, .brake)
    #expect(first == .follow && then == .brake && stop.off == 0)
    stop.switchedOff(2)
    #expect(stop.off == 0b100)
  }

  @Test func aRobotOfBrakesStopsWithThemAndOneThatIsLostGoesNowhere() {
    var body = StopCause.Occasion()
    body.allBrake = true
    #expect(StopCause(.controlledDescent, Fault(.ended), body).kind == .brake)
    #expect(StopCause(.hold, Fault(.overrun), body).kind == .hold)
    body = StopCause.Occasion()
    body.isLost = true
    #expect(StopCause(.controlledDescent, Fault(.ended), body).kind == .damped)
    #expect(StopCause(.controlledStop, Fault(.ended), body).kind == .controlledStop)
  }
}
