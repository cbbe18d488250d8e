public import RobotCore
import Units

/// Command time-out: the commander whose motion runs has fallen silent.
///
/// The limit is the time-out of its lease. The robot stops and holds (IEC 61800-5-2 SS2): what was
/// wanted is known no more, but where the robot is, is safe to keep. A commander that streams its
/// setpoints will be held against `command_timeout` of the profile; no request streams yet.
struct CommandTimeout: BitwiseCopyable, Sendable {
  @_noLocks init() {}

  /// Stops and holds once the silence is longer than the limit.
  @_noLocks func step(_ inputs: SafetyInputs, _ board: inout SafetyBoard) -> SafetyFinding {
    let limit = inputs.commanderTimeout
    guard inputs.isEnabled, limit > .zero else { return SafetyFinding() }
    let (silence, most) = (inputs.commanderSilence.seconds * 1e3, limit.seconds * 1e3)
    board.near(
      .commandTimeout, used: silence / most, value: silence, limit: most, now: inputs.now)
    guard inputs.commanderSilence > limit else { return SafetyFinding() }
    let fault = Fault(.commandTimeout, value: silence, limit: most, instant: inputs.now)
    return SafetyFinding(fault, by: .commandTimeout, stop: .hold)
  }
}

extension SafetyFunction {
  /// The commander has fallen silent.
  public static var commandTimeout: SafetyFunction { @_noLocks get { SafetyFunction(rawValue: 5) } }
}

#if !hasFeature(Embedded)
  extension CommandTimeout {
    static var about: SafetyAbout {
      SafetyAbout(.commandTimeout, "command time-out", short: "time-out", .milliseconds)
    }
  }

  extension SafetyFacts {
    package static let commandTimeout = Fact(
      "command_timeout", .quantity([.time], .upTo(2)),
      "A streaming commander that is silent for so long is gone; at least one period.",
      .core("CommandTimeout"), .byDefault("200 ms"))
  }
#endif
