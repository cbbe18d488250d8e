import RobotCore
import Testing
import Units

@testable import Cycle

/// When a joint counts as standing still, without a robot: velocities and times go in by hand.
@Suite struct StandstillTests {
  private let rule = StandstillRule(TimingConfiguration())
  private let limit = 0.08

  /// A joint that is stepped once a millisecond.
  private struct Bench {
    var joint: Standstill
    let rule: StandstillRule
    var now = Instant(nanoseconds: 1_000_000_000)

    mutating func run(_ cycles: Int, _ velocity: Double, isTimely: Bool = true) {
      for _ in 0..<cycles {
        now = now + Interval(milliseconds: 1)
        joint.step(
          Velocity(velocity), isTimely: isTimely, pole: rule.pole(over: Interval(milliseconds: 1)),
          now: now)
      }
    }

    func hasStood(since instant: Instant = Instant(nanoseconds: 0)) -> Bool {
      joint.hasStood(for: rule.time, since: instant, now: now)
    }
  }

  private func bench() -> Bench { Bench(joint: Standstill(limit: limit), rule: rule) }

  @Test func ofAnswersOfTenMillisecondsItTakesThreeHundred() {
    #expect(rule.time == Interval(milliseconds: 300))
    var timing = TimingConfiguration()
    timing.silenceLimit = Interval(milliseconds: 200)
    #expect(StandstillRule(timing).time == Interval(milliseconds: 600))
  }

  @Test func itIsEvidenceAfterItsTimeAndNotBefore() {
    var bench = bench()
    bench.run(300, 0)
    #expect(!bench.hasStood())
    bench.run(1, 0)
    #expect(bench.hasStood())
  }

  @Test func oneAnswerThatIsTooOldBeginsItAnew() {
    var bench = bench()
    bench.run(299, 0)
    bench.run(1, 0, isTimely: false)
    bench.run(300, 0)
    #expect(!bench.hasStood())
    bench.run(1, 0)
    #expect(bench.hasStood())
  }

  @Test func whatStoodBeforeACertainInstantDoesNotCount() {
    var bench = bench()
    bench.run(1_000, 0)
    let stop = bench.now
    bench.run(299, 0)
    #expect(bench.hasStood() && !bench.hasStood(since: stop))
    bench.run(1, 0)
    #expect(bench.hasStood(since: stop))
  }

  /// An encoder's noise at rest is faster than the limit for an instant and slower in its mean.
  @Test func noiseAtRestIsStandstill() {
    var bench = bench()
    for cycle in 0..<1_000 { bench.run(1, cycle.isMultiple(of: 2) ? 0.12 : -0.12) }
    #expect(bench.hasStood())
    #expect(!bench.joint.hasMoved(within: rule.time, now: bench.now))
  }

  /// Three times the limit is no noise: one cycle of it counts, and is what it is told by.
  @Test func whatMovesFastIsSeenAtOnce() {
    var bench = bench()
    bench.run(1_000, 0)
    bench.run(1, 0.25)
    #expect(!bench.hasStood())
    #expect(bench.joint.hasMoved(within: rule.time, now: bench.now))
    #expect(bench.joint.lastSpeed == 0.25)
  }

  @Test func aSlowFallIsSeenByItsMean() {
    var bench = bench()
    bench.run(1_000, 0)
    bench.run(500, 0.1)
    #expect(!bench.hasStood())
    #expect(bench.joint.lastSpeed > limit && bench.joint.lastSpeed <= 0.1)
  }

  @Test func aVelocityThatIsNoNumberMoves() {
    var bench = bench()
    bench.run(1_000, 0)
    bench.run(1, .nan)
    #expect(!bench.hasStood())
  }

  @Test func timeInWhichNobodyLookedCountsForNothing() {
    var bench = bench()
    bench.run(200, 0)
    let away = Interval(milliseconds: 150)
    bench.now = bench.now + away
    bench.joint.excuse(away)
    bench.run(1, 0)
    #expect(!bench.hasStood())
    bench.run(100, 0)
    #expect(bench.hasStood())
  }
}
