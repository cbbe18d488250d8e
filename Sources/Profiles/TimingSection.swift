import RobotCore
import Safety
import Units

/// `timing` and `timing.bench`.
enum TimingSection {
  /// `robot`: the rate of the robot, for its bench.
  static func read(
    _ section: Section, _ standard: TimingFacts.Standard, rate robot: Double? = nil
  ) -> TimingConfiguration {
    var timing = TimingConfiguration()
    let rate = section.quantity(
      TimingFacts.rate, otherwise: robot.map { min($0, TimingFacts.benchRate) })
    if rate > 0 { timing.period = Interval(nanoseconds: Int64((1e9 / rate).rounded())) }
    if let overrun = section.section(TimingFacts.overrun) {
      if let policy = overrun.word(SafetyFacts.overrunPolicy, SafetyFacts.overrunPolicies) {
        timing.overrunPolicy = policy
      }
      timing.overrunWindow = overrun.interval(SafetyFacts.overrunWindow)
      timing.overrunLimit = UInt32(overrun.integer(SafetyFacts.overrunLimit) ?? 1)
      overrun.finish()
    }
    timing.silenceLimit = section.interval(
      SafetyFacts.silenceLimit,
      otherwise: min(
        timing.period.seconds * standard.silentPeriods, SafetyFacts.longestSilence))
    timing.commandTimeout = section.interval(SafetyFacts.commandTimeout)
    timing.driveTimeout = section.interval(
      TimingFacts.driveTimeout, otherwise: max(standard.least, timing.silenceLimit.seconds * 2))
    timing.exchangeTimeout = section.interval(
      TimingFacts.exchangeTimeout,
      otherwise: max(
        standard.least, timing.period.seconds * TimingFacts.Standard.exchangePeriods))
    check(timing, section)
    return timing
  }

  /// How old the supply monitor's value may be on a bench; zero when the profile does not say.
  static func supplyAgeLimit(_ bench: Section) -> Interval {
    bench.interval(SafetyFacts.benchSupplyAge, otherwise: 0)
  }

  /// What the bench takes when the profile does not say: the slow thread has no real-time priority,
  /// and on a bench it shares one processor with the loop and the drives. Under load it was seen
  /// 575 ms late; four times the robot's own limit, as the bench relaxes its other times, and at
  /// most what a profile may write.
  static func fillSupplyAgeLimit(_ configuration: inout RobotConfiguration) {
    guard configuration.benchTiming.supplyAgeLimit == .zero else { return }
    let longest = Interval(milliseconds: 10_000)
    let relaxed = configuration.supply.ageLimit * 4
    configuration.benchTiming.supplyAgeLimit = relaxed < longest ? relaxed : longest
  }

  private static func check(_ timing: TimingConfiguration, _ section: Section) {
    guard timing.period.nanoseconds > 0 else { return }
    let period = milliseconds(timing.period)
    // Design: one missing reply is not a fault.
    if isSet(timing.silenceLimit), timing.silenceLimit < timing.period * 3 {
      section.add(
        SafetyFacts.silenceLimit,
        "is \(milliseconds(timing.silenceLimit)) ms, less than 3 periods of \(period) ms; "
          + "write at least \(milliseconds(timing.period * 3)) ms")
    }
    if isSet(timing.driveTimeout), timing.driveTimeout < timing.period * 3 {
      section.add(
        TimingFacts.driveTimeout,
        "is \(milliseconds(timing.driveTimeout)) ms, less than 3 periods of \(period) ms; "
          + "write at least \(milliseconds(timing.period * 3)) ms")
    }
    if isSet(timing.commandTimeout), timing.commandTimeout < timing.period {
      section.add(
        SafetyFacts.commandTimeout,
        "is \(milliseconds(timing.commandTimeout)) ms, less than one period of \(period) ms; lengthen it"
      )
    }
    // Asked within one cycle, answered in the next one, read in a third.
    if isSet(timing.exchangeTimeout), timing.exchangeTimeout < timing.period * 3 {
      section.add(
        TimingFacts.exchangeTimeout,
        "is \(milliseconds(timing.exchangeTimeout)) ms, less than 3 periods of \(period) ms, in which "
          + "no answer can come; write at least \(milliseconds(timing.period * 3)) ms")
    }
    // A drive that hears nothing lets go; the robot's own, milder stop must come before that.
    if isSet(timing.driveTimeout), timing.driveTimeout < timing.silenceLimit {
      section.add(
        TimingFacts.driveTimeout,
        "is \(milliseconds(timing.driveTimeout)) ms, less than silence_limit "
          + "\(milliseconds(timing.silenceLimit)) ms: a drive without its commands would let go before "
          + "the robot stops; write at least \(milliseconds(timing.silenceLimit)) ms or shorten "
          + "'silence_limit'")
    }
    checkOverruns(timing, section)
    if isSet(timing.overrunWindow), timing.overrunWindow < timing.period {
      section.add(
        TimingFacts.overrun,
        "has a window of \(milliseconds(timing.overrunWindow)) ms, less than one period; lengthen it"
      )
    }
  }

  /// A window holds so many cycles and no more.
  private static func checkOverruns(_ timing: TimingConfiguration, _ section: Section) {
    let most = timing.overrunWindow.nanoseconds / timing.period.nanoseconds
    guard timing.overrunPolicy != .count, most > 0, Int64(timing.overrunLimit) > most else {
      return
    }
    section.add(
      TimingFacts.overrun,
      "counts to a limit of \(timing.overrunLimit), but its window of "
        + "\(milliseconds(timing.overrunWindow)) ms holds \(most) cycles, so it never acts; write a limit "
        + "of at most \(most) or a longer window")
  }

  /// A time that was missing or wrong reads as 0 and has its finding already.
  private static func isSet(_ interval: Interval) -> Bool { interval > .zero }

  static func milliseconds(_ interval: Interval) -> String {
    NumberText.shown(Double(interval.nanoseconds) / 1e6)
  }
}
