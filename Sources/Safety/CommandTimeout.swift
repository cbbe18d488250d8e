import RobotCore
import Units

/// Command time-out: the commander whose motion runs has fallen silent.
///
/// The limit is the time-out of its lease. The robot stops and holds (IEC 61800-5-2 SS2): what was
/// wanted is known no more, but where the robot is, is safe to keep. A commander that streams its
/// setpoints will be held against `command_timeout` of the profile; no request streams yet.
struct CommandTimeout: BitwiseCopyable, Sendable {
  @_noLocks init() {}

  /// Stops and holds once the silence is longer than the limit.
  @_noLocks func step(_ inputs: SafetyInputs) -> SafetyFinding {
    let limit = inputs.commanderTimeout
    guard inputs.isEnabled, limit > .zero, inputs.commanderSilence > limit else {
      return SafetyFinding()
    }
    let fault = Fault(
      .commandTimeout, value: inputs.commanderSilence.seconds * 1e3, limit: limit.seconds * 1e3,
      instant: inputs.now)
    return SafetyFinding(fault, by: .commandTimeout, stop: .hold)
  }
}
