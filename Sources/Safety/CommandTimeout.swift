import RobotCore
import Units

/// Command time-out: a streaming commander that falls silent has left.
struct CommandTimeout: BitwiseCopyable, Sendable {
  let limit: Interval

  @_noLocks init(_ timing: TimingConfiguration) { limit = timing.commandTimeout }

  /// Stops as the profile says once the silence is longer than the limit.
  @_noLocks func step(_ inputs: SafetyInputs) -> SafetyFinding {
    guard inputs.isEnabled, inputs.commanderSilence > limit else { return SafetyFinding() }
    let fault = Fault(
      .commandTimeout, value: inputs.commanderSilence.seconds * 1e3, limit: limit.seconds * 1e3,
      instant: inputs.now)
    return SafetyFinding(fault, by: .commandTimeout, stop: .controlledDescent)
  }
}
