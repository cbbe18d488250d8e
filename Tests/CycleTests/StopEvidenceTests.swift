import RobotCore
import Testing
import Units

@testable import Cycle

/// What counts as evidence that one joint has stopped, without a robot.
@Suite struct StopEvidenceTests {
  private let start = Instant(nanoseconds: 1_000_000_000)
  private var limits: StopEvidence.Limits {
    StopEvidence.Limits(
      TimingConfiguration(), standstill: Interval(milliseconds: 300),
      stop: Interval(milliseconds: 5_000))
  }

  /// A joint that is seen once a millisecond from 1 ms after the stop on, and answers.
  private struct Bench {
    let start: Instant
    let limits: StopEvidence.Limits
    var evidence = StopEvidence()
    var standstill = Standstill(limit: 0.08)
    var view = StopEvidence.View()

    init(_ start: Instant, _ limits: StopEvidence.Limits) {
      self.start = start
      self.limits = limits
      view.now = start
      view.isFresh = true
      view.isTimely = true
      evidence.begin()
    }

    mutating func run(_ cycles: Int, _ status: DriveStatus, velocity: Double = 0) {
      for _ in 0..<cycles {
        view.now = view.now + Interval(milliseconds: 1)
        view.sampled = view.now
        view.status = status
        // A pole of 0: the velocity counts as it is.
        standstill.step(Velocity(velocity), isTimely: view.isTimely, pole: 0, now: view.now)
        evidence.note(view, since: start)
      }
    }

    var isGiven: Bool { evidence.isGiven(view, standstill, since: start, limits) }
  }

  private func bench() -> Bench { Bench(start, limits) }

  @Test func torqueOffIsBelievedAfterTheDriveSaidSoAndTheJointStood() {
    var bench = bench()
    bench.run(1_000, .enabled)
    #expect(!bench.isGiven)
    bench.run(300, .disabled)
    #expect(!bench.isGiven)
    bench.run(1, .disabled)
    #expect(bench.isGiven)
  }

  @Test func aDriveThatStoppedItselfIsOff() {
    var bench = bench()
    bench.run(301, .fault)
    #expect(bench.isGiven)
  }

  @Test func aDriveThatIsOnAgainHasToSayItAnew() {
    var bench = bench()
    bench.run(301, .disabled)
    bench.run(1, .enabled)
    #expect(!bench.isGiven)
    bench.run(300, .disabled)
    #expect(!bench.isGiven)
    bench.run(1, .disabled)
    #expect(bench.isGiven)
  }

  @Test func whatWasSampledBeforeTheStopProvesNothing() {
    var bench = bench()
    bench.view.status = .disabled
    bench.view.sampled = start
    bench.evidence.note(bench.view, since: start)
    bench.view.now = start + Interval(milliseconds: 900)
    bench.standstill.step(.zero, isTimely: true, pole: 0, now: start)
    #expect(!bench.isGiven)
  }

  @Test func aJointThatSinksHasNotStopped() {
    var bench = bench()
    bench.run(2_000, .disabled, velocity: 0.5)
    #expect(!bench.isGiven)
    bench.run(301, .disabled)
    #expect(bench.isGiven)
  }

  @Test func aGripHoldsWhenItStandsUnderPowerAndAnswers() {
    var bench = bench()
    bench.view.isHeld = true
    bench.run(300, .enabled)
    #expect(!bench.isGiven)
    bench.run(1, .enabled)
    #expect(bench.isGiven)
    bench.view.isTimely = false
    #expect(!bench.isGiven)
    bench.view.isTimely = true
    bench.view.status = .disabled
    #expect(!bench.isGiven)
  }

  @Test func aNewStopWantsNewEvidence() {
    var bench = bench()
    bench.run(301, .disabled)
    bench.evidence.begin()
    #expect(!bench.isGiven)
  }

  @Test func patienceIsForThoseWhoCanStillProveIt() {
    var bench = bench()
    let timing = TimingConfiguration()
    let answer = timing.silenceLimit + timing.driveTimeout + timing.exchangeTimeout
    #expect(bench.evidence.patience(bench.view, limits) == answer)
    bench.run(1, .disabled)
    #expect(bench.evidence.patience(bench.view, limits) == Interval(milliseconds: 5_000))
    bench.view.isFresh = false
    #expect(bench.evidence.patience(bench.view, limits) == answer)
    // A short stop time-out leaves room for standing still all the same.
    let short = StopEvidence.Limits(
      timing, standstill: Interval(milliseconds: 300), stop: Interval(milliseconds: 100))
    #expect(short.rest == answer + Interval(milliseconds: 600))
  }

  @Test func sinkingIsMoreThanPlay() {
    var evidence = StopEvidence()
    evidence.lead(at: Position(1))
    #expect(evidence.sunk(at: Position(0.91), .revolute) == 0)
    #expect(abs(evidence.sunk(at: Position(0.8), .revolute) - 0.2) < 1e-12)
    #expect(evidence.sunk(at: Position(0.99), .prismatic) > 0.0099)
  }
}
