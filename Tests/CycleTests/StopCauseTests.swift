import RobotCore
import Testing
import Units

@testable import Cycle

/// What a stop makes of one more cause: graver or not, told, latched, who may hold.
@Suite struct StopCauseTests {
  private let start = Instant(nanoseconds: 1_000_000_000)
  private let later = Instant(nanoseconds: 2_000_000_000)

  private func body(isArmed: Bool = true, held: UInt64 = 0) -> StopCause.Occasion {
    var body = StopCause.Occasion()
    body.isArmed = isArmed
    body.held = held
    return body
  }

  private func cause(
    _ kind: StopKind, _ code: FaultCode, value: Double = 0, subject: Int = -1
  ) -> StopCause {
    StopCause(kind, Fault(code, subject: subject, value: value), body())
  }

  /// A stop, what stands latched and who holds.
  private struct Bench {
    var stop = Stopping()
    var latched = Fault(.none)
    var held: UInt64 = 0

    mutating func raise(_ cause: StopCause, at now: Instant) -> Stopping.Raised {
      let raised = stop.raise(cause, latched: latched, held: held, logged: 0, now: now)
      if raised.isLatched { latched = cause.found }
      return raised
    }
  }

  // MARK: The cause itself

  @Test func whatIsPartlyEnabledHasNoChoice() {
    var body = body()
    body.isPartly = true
    #expect(StopCause(.controlledDescent, Fault(.followingError), body).kind == .torqueOff)
  }

  @Test func aRobotWhoseJointsAllHoldHoldsUnlessItIsTheEnd() {
    var body = body()
    body.allHold = true
    #expect(StopCause(.controlledDescent, Fault(.followingError), body).kind == .hold)
    #expect(StopCause(.controlledDescent, Fault(.ended), body).kind == .controlledDescent)
    #expect(StopCause(.damped, Fault(.followingError), body).kind == .damped)
  }

  @Test func onlyEndHoldAndNothingAreOrderly() {
    #expect(cause(.controlledDescent, .ended).isOrderly && cause(.hold, .operatorStop).isOrderly)
    #expect(!cause(.controlledDescent, .operatorStop).isOrderly)
    #expect(!cause(.hold, .overrun).isOrderly)
  }

  @Test func aGripIsKeptWhereAStopLeavesAChoice() {
    #expect(cause(.controlledDescent, .followingError).mayHold == .max)
    #expect(cause(.torqueOff, .emergencyStop).mayHold == 0)
    #expect(cause(.controlledDescent, .ended).mayHold == 0)
    #expect(cause(.controlledDescent, .motionImpossible).mayHold == 0)
    // No stop gives torque to what had none; the operator's own keeps what it has.
    let still = body(isArmed: false, held: 0b10)
    #expect(StopCause(.damped, Fault(.followingError), still).mayHold == 0b10)
    #expect(StopCause(.torqueOff, Fault(.operatorStop), still).mayHold == 0b10)
    #expect(StopCause(.torqueOff, Fault(.emergencyStop), still).mayHold == 0)
  }

  // MARK: The first cause

  @Test func aFindingBeginsAStopIsToldAndLatched() {
    var bench = Bench()
    let raised = bench.raise(cause(.controlledDescent, .followingError), at: start)
    #expect(raised.isAnew && raised.isTold && raised.isLatched && !raised.endsLatched)
    #expect(bench.stop.kind == .controlledDescent && bench.stop.began == start)
  }

  @Test func anOperatorsStopDoesNotForgetWhatIsLatched() {
    var bench = Bench(latched: Fault(.followingError))
    let raised = bench.raise(cause(.torqueOff, .operatorStop), at: start)
    #expect(raised.isAnew && !raised.isTold && !raised.isLatched)
    // And neither does the end of the run: it is orderly, but does not end free.
    bench = Bench(latched: Fault(.followingError))
    _ = bench.raise(cause(.controlledDescent, .ended), at: start)
    #expect(!bench.stop.isOrderly)
  }

  // MARK: One more cause

  @Test func itBecomesGraverAndNeverMilder() {
    var bench = Bench()
    _ = bench.raise(cause(.controlledDescent, .followingError), at: start)
    let milder = bench.raise(cause(.hold, .overrun), at: later)
    #expect(!milder.isAnew && milder.isTold && !milder.isLatched)
    #expect(bench.stop.kind == .controlledDescent && bench.stop.began == start)
    let graver = bench.raise(cause(.torqueOff, .busLost), at: later)
    #expect(graver.isAnew && graver.isTold && !graver.isLatched)
    #expect(bench.stop.kind == .torqueOff && bench.stop.stage == .off)
    #expect(bench.stop.began == later && bench.latched.code == .followingError)
  }

  @Test func theFirstFindingOfAnOperatorsStopIsItsCause() {
    var bench = Bench()
    _ = bench.raise(cause(.controlledDescent, .operatorStop), at: start)
    #expect(bench.latched.code == .operatorStop)
    let raised = bench.raise(cause(.controlledDescent, .followingError), at: later)
    #expect(!raised.isAnew && raised.isTold && raised.isLatched && !raised.endsLatched)
  }

  @Test func aFindingOnAnOrderlyWayMakesItEndLatched() {
    var bench = Bench()
    _ = bench.raise(cause(.controlledDescent, .ended), at: start)
    #expect(bench.stop.isOrderly)
    let raised = bench.raise(cause(.controlledDescent, .followingError), at: later)
    #expect(!raised.isAnew && raised.isTold && raised.isLatched && raised.endsLatched)
    #expect(!bench.stop.isOrderly && bench.stop.began == start)
  }

  @Test func whatIsKnownIsNotToldAgain() {
    var bench = Bench()
    _ = bench.raise(cause(.controlledDescent, .followingError, subject: 2), at: start)
    let same = bench.raise(cause(.controlledDescent, .followingError, subject: 2), at: later)
    #expect(!same.isTold && !same.isAnew)
    let other = bench.raise(cause(.controlledDescent, .followingError, subject: 3), at: later)
    #expect(other.isTold && !other.isLatched)
  }

  @Test func anOperatorAddsNothingToAStopUnderWay() {
    var bench = Bench()
    _ = bench.raise(cause(.controlledDescent, .followingError), at: start)
    let asked = bench.raise(cause(.controlledDescent, .operatorStop), at: later)
    #expect(!asked.isTold && !asked.isLatched && !asked.isAnew)
    let button = bench.raise(cause(.torqueOff, .emergencyStop, value: 2), at: later)
    #expect(button.isAnew && bench.latched.code == .followingError)
  }

  @Test func whatHoldsAtTheEndLetsGoWithTimeOfItsOwn() {
    var bench = Bench()
    _ = bench.raise(cause(.torqueOff, .busLost), at: start)
    bench.held = 0b100
    let raised = bench.raise(cause(.torqueOff, .emergencyStop), at: later)
    #expect(raised.isAnew && bench.stop.stageBegan == later && bench.stop.began == start)
    #expect(!bench.stop.mayHold(2))
  }

  @Test func whoMayHoldOnlyBecomesFewer() {
    var bench = Bench()
    _ = bench.raise(cause(.controlledDescent, .followingError), at: start)
    #expect(bench.stop.mayHold(0))
    _ = bench.raise(cause(.controlledDescent, .ended), at: later)
    #expect(!bench.stop.mayHold(0))
    _ = bench.raise(cause(.damped, .driveFault), at: later)
    #expect(!bench.stop.mayHold(0) && bench.stop.kind == .damped)
  }
}
