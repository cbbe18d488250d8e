import RobotCore
import Safety

/// The keys of `timing`, `timing.bench` and their `overrun`.
enum TimingFacts {

  // Emulated benches run slower than any robot, so less than the 100 Hz of real ones is allowed.
  static let rate = Fact(
    "rate", .quantity([.frequency], .range(10, 4000)), "Cycles per second.",
    .core("the period of the loop"))
  static let overrun = Fact(
    "overrun",
    .group(
      FactGroup(
        "robot.overrun",
        [SafetyFacts.overrunPolicy, SafetyFacts.overrunWindow, SafetyFacts.overrunLimit])),
    "Answer to cycles that come late or take too long.", .below, inner)

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

  private static let inner = Fact.Need.optional("the defaults of its keys hold")

  /// Times that follow from others where the profile does not say.
  struct Standard {
    /// Periods without an answer; one lost reply is not a fault.
    let silentPeriods: Double
    /// s; the least that is waited for drives.
    let least: Double
    static let exchangePeriods = 10.0

    var silence: Fact.Need { SafetyFacts.silence(periods: silentPeriods) }
    var drive: Fact.Need { .derived("\(shown), or twice silence_limit where that is longer") }
    var exchange: Fact.Need {
      .derived(
        "\(shown), or \(NumberText.shown(Self.exchangePeriods)) periods where that is longer")
    }
    private var shown: String { Dimension.time.shown(least) }
  }
  static let usual = Standard(silentPeriods: SafetyFacts.silentPeriods, least: 0.1)
  static let relaxed = Standard(silentPeriods: 20, least: 0.5)
  /// Hz; a bench that has to be no faster.
  static let benchRate = 100.0

  static let group = FactGroup(
    "robot.timing",
    [
      rate, overrun, SafetyFacts.silenceLimit, SafetyFacts.commandTimeout, driveTimeout,
      exchangeTimeout, bench,
    ])
  private static let benchGroup = FactGroup(
    "robot.bench_timing",
    [
      rate.needing(.derived("\(Int(benchRate)) Hz, or the robot's rate where that is lower")),
      Fact(
        overrun.key,
        .group(
          FactGroup(
            "robot.bench_overrun",
            [
              SafetyFacts.overrunPolicy.needing(.byDefault("count")), SafetyFacts.overrunWindow,
              SafetyFacts.overrunLimit,
            ])),
        overrun.meaning, .below, inner),
      SafetyFacts.silenceLimit.needing(relaxed.silence),
      SafetyFacts.commandTimeout.needing(.byDefault("500 ms")),
      driveTimeout.needing(relaxed.drive), exchangeTimeout.needing(relaxed.exchange),
      SafetyFacts.benchSupplyAge,
    ])
}
