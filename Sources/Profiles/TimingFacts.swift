import RobotCore

/// The keys of `timing`, `timing.bench` and their `overrun`.
enum TimingFacts {
  static let policies: KeyValuePairs<String, OverrunPolicy> = [
    "count": .count, "hold": .hold, "controlled_stop": .controlledStop,
  ]

  // Emulated benches run slower than any robot, so less than the 100 Hz of real ones is allowed.
  static let rate = Fact(
    "rate", .quantity([.frequency], .range(10, 4000)), "Cycles per second.",
    .core("the period of the loop"))
  static let overrun = Fact(
    "overrun", .group(FactGroup("robot.overrun", [policy, window, limit])),
    "Answer to cycles that come late or take too long.", .below)
  static let policy = Fact(
    "policy", .choice(policies.map(\.key)),
    "What too many overruns do: nothing but count, hold the pose, or stop.",
    .core("OverrunWindow"))
  static let window = Fact(
    "window", .quantity([.time], .upTo(60)), "Sliding window in which overruns are counted.",
    .core("OverrunWindow"))
  static let limit = Fact(
    "limit", .integer(1...1_000_000), "Overruns within the window at which the policy acts.",
    .core("OverrunWindow"))

  // What goes wrong unseen: a joint whose drive is silent runs on, a robot without its commander or
  // a drive without its controller keeps its torque. The slowest emulated bench needs 0.8, 2, 1 s.
  static let silenceLimit = Fact(
    "silence_limit", .quantity([.time], .upTo(1)),
    "Age of the oldest unanswered request at which a joint is silent; at least 3 periods.",
    .core("FeedbackFreshness"))
  static let commandTimeout = Fact(
    "command_timeout", .quantity([.time], .upTo(2)),
    "A streaming commander that is silent for so long is gone; at least one period.",
    .core("CommandTimeout"))
  static let driveTimeout = Fact(
    "drive_timeout", .quantity([.time], .upTo(2)),
    "The drives' own time-out, read back at arming; at least 3 periods and silence_limit.",
    .core("arming"))
  static let exchangeTimeout = Fact(
    "exchange_timeout", .quantity([.time], .upTo(5)),
    "Longest wait for one answer while arming; at least 3 periods.", .core("arming"))
  static let bench = Fact(
    "bench", .group(benchGroup), "The same on a bench of emulated buses, whose host wakes late.",
    .below)
  static let supplyAgeLimit = Fact(
    "supply_age_limit", .quantity([.time], .upTo(10)),
    "Older values of the supply monitor count as lost on a bench.", .core("SupplyMonitor"),
    .derived("four times the supply's age_limit, at most 10 s"))

  private static let shared = [
    rate, overrun, silenceLimit, commandTimeout, driveTimeout, exchangeTimeout,
  ]
  static let group = FactGroup("robot.timing", shared + [bench])
  private static let benchGroup = FactGroup("robot.bench_timing", shared + [supplyAgeLimit])
}
