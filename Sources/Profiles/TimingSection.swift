import RobotCore
import Units

/// `timing` and `timing.bench`.
enum TimingSection {
  static func read(_ section: Section) -> TimingConfiguration {
    var timing = TimingConfiguration()
    // Emulated benches run slower than any robot, so less than the 100 Hz of real ones is allowed.
    let rate = section.quantity("rate", .frequency, .range(10, 4000, "Hz"))
    if rate > 0 { timing.period = Interval(nanoseconds: Int64((1e9 / rate).rounded())) }
    if let overrun = section.section("overrun", kind: "robot.overrun") {
      let policies: [String: OverrunPolicy] = [
        "count": .count, "hold": .hold, "controlled_stop": .controlledStop,
      ]
      if let policy = overrun.word("policy", policies) { timing.overrunPolicy = policy }
      timing.overrunWindow = overrun.interval("window", .upTo(milliseconds: 60_000))
      timing.overrunLimit = UInt32(overrun.integer("limit", 1...1_000_000) ?? 1)
      overrun.finish()
    }
    // What goes wrong unseen: a joint whose drive is silent runs on, a robot without its commander
    // or a drive without its controller keeps its torque. The slowest emulated bench needs 0.8, 2,
    // 1 s.
    timing.silenceLimit = section.interval("silence_limit", .upTo(milliseconds: 1_000))
    timing.commandTimeout = section.interval("command_timeout", .upTo(milliseconds: 2_000))
    timing.driveTimeout = section.interval("drive_timeout", .upTo(milliseconds: 2_000))
    timing.exchangeTimeout = section.interval("exchange_timeout", .upTo(milliseconds: 5_000))
    check(timing, section)
    return timing
  }

  /// How old the supply monitor's value may be on a bench; zero when the profile does not say.
  static func supplyAgeLimit(_ bench: Section) -> Interval {
    guard bench.has("supply_age_limit") else { return .zero }
    return bench.interval("supply_age_limit", .upTo(milliseconds: 10_000))
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
        "silence_limit",
        "is \(milliseconds(timing.silenceLimit)) ms, less than 3 periods of \(period) ms; "
          + "write at least \(milliseconds(timing.period * 3)) ms")
    }
    if isSet(timing.driveTimeout), timing.driveTimeout < timing.period * 3 {
      section.add(
        "drive_timeout",
        "is \(milliseconds(timing.driveTimeout)) ms, less than 3 periods of \(period) ms; "
          + "write at least \(milliseconds(timing.period * 3)) ms")
    }
    if isSet(timing.commandTimeout), timing.commandTimeout < timing.period {
      section.add(
        "command_timeout",
        "is \(milliseconds(timing.commandTimeout)) ms, less than one period of \(period) ms; lengthen it"
      )
    }
    // Asked within one cycle, answered in the next one, read in a third.
    if isSet(timing.exchangeTimeout), timing.exchangeTimeout < timing.period * 3 {
      section.add(
        "exchange_timeout",
        "is \(milliseconds(timing.exchangeTimeout)) ms, less than 3 periods of \(period) ms, in which "
          + "no answer can come; write at least \(milliseconds(timing.period * 3)) ms")
    }
    // A drive that hears nothing lets go; the robot's own, milder stop must come before that.
    if isSet(timing.driveTimeout), timing.driveTimeout < timing.silenceLimit {
      section.add(
        "drive_timeout",
        "is \(milliseconds(timing.driveTimeout)) ms, less than silence_limit "
          + "\(milliseconds(timing.silenceLimit)) ms: a drive without its commands would let go before "
          + "the robot stops; write at least \(milliseconds(timing.silenceLimit)) ms or shorten "
          + "'silence_limit'")
    }
    checkOverruns(timing, section)
    if isSet(timing.overrunWindow), timing.overrunWindow < timing.period {
      section.add(
        "overrun",
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
      "overrun",
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
