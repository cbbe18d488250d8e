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
    "Answer to cycles that come late or take too long.", .below, inner)
  static let policy = Fact(
    "policy", .choice(policies.map(\.key)),
    "What too many overruns do: nothing but count, hold the pose, or stop.",
    .core("OverrunWindow"), .byDefault("hold"))
  static let window = Fact(
    "window", .quantity([.time], .upTo(60)), "Sliding window in which overruns are counted.",
    .core("OverrunWindow"), .byDefault("1 s"))
  static let limit = Fact(
    "limit", .integer(1...1_000_000), "Overruns within the window at which the policy acts.",
    .core("OverrunWindow"), .byDefault("10"))

  // What goes wrong unseen: a joint whose drive is silent runs on, a robot without its commander or
  // a drive without its controller keeps its torque. The slowest emulated bench needs 0.8, 2, 1 s.
  static let silenceLimit = Fact(
    "silence_limit", .quantity([.time], .upTo(Standard.longestSilence)),
    "Age of the oldest unanswered request at which a joint is silent; at least 3 periods.",
    .core("FeedbackFreshness"), usual.silence)
  static let commandTimeout = Fact(
    "command_timeout", .quantity([.time], .upTo(2)),
    "A streaming commander that is silent for so long is gone; at least one period.",
    .core("CommandTimeout"), .byDefault("200 ms"))
  static let driveTimeout = Fact(
    "drive_timeout", .quantity([.time], .upTo(2)),
    "The drives' own time-out, read back at arming; at least 3 periods and silence_limit.",
    .core("arming"), usual.drive)
  static let exchangeTimeout = Fact(
    "exchange_timeout", .quantity([.time], .upTo(5)),
    "Longest wait for one answer while arming; at least 3 periods.", .core("arming"),
    usual.exchange)
  static let bench = Fact(
    "bench", .group(benchGroup), "The same on a bench of emulated buses, whose host wakes late.",
    .below, inner)
  static let supplyAgeLimit = Fact(
    "supply_age_limit", .quantity([.time], .upTo(10)),
    "Older values of the supply monitor count as lost on a bench.", .core("SupplyMonitor"),
    .derived("four times the supply's age_limit, at most 10 s"))

  private static let inner = Fact.Need.optional("the defaults of its keys hold")

  /// Times that follow from others where the profile does not say.
  struct Standard {
    /// Periods without an answer; one lost reply is not a fault.
    let silentPeriods: Double
    /// s; the least that is waited for drives.
    let least: Double
    static let exchangePeriods = 10.0
    /// s
    static let longestSilence = 1.0

    var silence: Fact.Need {
      .derived(
        "\(NumberText.shown(silentPeriods)) periods, at most \(NumberText.shown(Self.longestSilence)) s"
      )
    }
    var drive: Fact.Need { .derived("\(shown), or twice silence_limit where that is longer") }
    var exchange: Fact.Need {
      .derived(
        "\(shown), or \(NumberText.shown(Self.exchangePeriods)) periods where that is longer")
    }
    private var shown: String { Dimension.time.shown(least) }
  }
  static let usual = Standard(silentPeriods: 15, least: 0.1)
  static let relaxed = Standard(silentPeriods: 20, least: 0.5)
  /// Hz; a bench that has to be no faster.
  static let benchRate = 100.0

  static let group = FactGroup(
    "robot.timing",
    [rate, overrun, silenceLimit, commandTimeout, driveTimeout, exchangeTimeout, bench])
  private static let benchGroup = FactGroup(
    "robot.bench_timing",
    [
      rate.needing(.derived("\(Int(benchRate)) Hz, or the robot's rate where that is lower")),
      Fact(
        overrun.key,
        .group(
          FactGroup(
            "robot.bench_overrun", [policy.needing(.byDefault("count")), window, limit])),
        overrun.meaning, .below, inner),
      silenceLimit.needing(relaxed.silence), commandTimeout.needing(.byDefault("500 ms")),
      driveTimeout.needing(relaxed.drive), exchangeTimeout.needing(relaxed.exchange),
      supplyAgeLimit,
    ])
}
