import RobotCore
import Testing
import Units

@testable import Cycle

/// What arming waits for and for how long, without drives.
@Suite struct ArmingTests {
  private let limits = Arming.Limits(
    exchange: Interval(milliseconds: 100), silence: Interval(milliseconds: 15),
    ramp: Interval(milliseconds: 300))
  private let start = Instant(nanoseconds: 1_000_000_000)

  private func after(_ milliseconds: Int64) -> Instant {
    start + Interval(milliseconds: milliseconds)
  }

  private func arming(in stage: Arming.Stage) -> Arming {
    var arming = Arming()
    arming.begin(now: start)
    arming.enter(stage, now: start)
    return arming
  }

  @Test func nothingCarriesTorqueBeforeTheFenceIsDown() {
    let enabling = [Arming.Stage.prepare, .fence, .enable, .ramp].map { arming(in: $0).isEnabling }
    #expect(enabling == [false, false, true, true])
  }

  @Test func theFirstFindingIsTold() {
    var arming = arming(in: .prepare)
    arming.note(Fault(.configurationMismatch, subject: 2))
    arming.note(Fault(.driveTimeoutOff, subject: 1))
    #expect(arming.found.code == .configurationMismatch && arming.found.subject == 2)
    arming.begin(now: after(1))
    #expect(arming.found.code == .none)
  }

  @Test func aQueueThatDoesNotDrainIsThrownAwayOnce() {
    var arming = arming(in: .fence)
    let steps = [
      arming.fence(closedBy: 1, now: after(100), limits),
      arming.fence(closedBy: 1, now: after(101), limits),
      arming.fence(closedBy: 1, now: after(201), limits),
      arming.fence(closedBy: 1, now: after(202), limits),
    ]
    #expect(steps == [.wait, .purge, .wait, .failed])
  }

  @Test func everyBusIsThrownAwayOnItsOwn() {
    var arming = arming(in: .fence)
    let steps = [
      arming.fence(closedBy: 0, now: after(101), limits),
      arming.fence(closedBy: 3, now: after(202), limits),
      arming.fence(closedBy: 0, now: after(303), limits),
    ]
    #expect(steps == [.purge, .purge, .failed])
  }

  @Test func anotherAttemptMayThrowAwayAgain() {
    var arming = arming(in: .fence)
    _ = arming.fence(closedBy: 0, now: after(101), limits)
    arming.begin(now: after(200))
    arming.enter(.fence, now: after(200))
    let step = arming.fence(closedBy: 0, now: after(301), limits)
    #expect(step == .purge)
  }

  @Test func drivesAreAskedAgainUntilTheirTimeIsOver() {
    var arming = arming(in: .enable)
    let steps = [15, 16, 31, 32, 100, 101].map { arming.enable(now: after($0), limits) }
    #expect(steps == [.wait, .askAgain, .wait, .askAgain, .askAgain, .failed])
    #expect(arming.asked == after(100))
  }

  @Test func theRampGoesFromNothingToAll() {
    let arming = arming(in: .ramp)
    #expect(arming.gains(now: start, limits) == 0)
    #expect(arming.gains(now: after(150), limits) == 0.5)
    #expect(arming.gains(now: after(300), limits) == 1)
    let none = Arming.Limits(exchange: limits.exchange, silence: limits.silence, ramp: .zero)
    #expect(arming.gains(now: start, none) == 1)
  }
}
