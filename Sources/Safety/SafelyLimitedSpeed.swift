import RobotCore
import Units

/// Safely limited speed (IEC 61800-5-2 SLS) of one joint.
///
/// Shapes the command so that neither its velocity nor the step from the last commanded position
/// is faster than the limit, and stops the robot when the joint itself is.
struct SafelyLimitedSpeed: BitwiseCopyable, Sendable {
  /// Measured speed may pass the commanded limit by a tenth: the controller overshoots, and the
  /// coarsest packing in use (12 bits over ±45 rad/s) has an LSB of 0.022 rad/s.
  static var margin: Double { @_noLocks get { 1.1 } }
  /// Measurements in a row that must be too fast: one outlier of a differentiated signal is no
  /// motion.
  static var confirmation: Int { @_noLocks get { 3 } }
  let limit: Velocity
  private var tooFast: Confirmation

  @_noLocks init(_ joint: JointConfiguration) {
    limit = joint.velocityLimit
    tooFast = Confirmation()
  }

  /// Measured side.
  @_noLocks mutating func monitor(_ state: JointState, joint: Int, now: Instant)
    -> SafetyFinding
  {
    let bound = limit * SafelyLimitedSpeed.margin
    let isBeyond = state.isKnown && state.velocity.magnitude > bound
    guard
      tooFast.step(
        isBeyond, read: state.sampled, elapsed: .zero, readings: SafelyLimitedSpeed.confirmation,
        time: .zero)
    else { return SafetyFinding() }
    let fault = Fault(
      .velocityLimit, subject: joint, value: state.velocity.value, limit: bound.value,
      setting: limit.value, instant: now)
    return SafetyFinding(fault, by: .speed, stop: .controlledDescent)
  }

  /// Command side: `reference` is the position commanded `elapsed` ago. True when it shaped.
  @_noLocks func limit(
    _ command: inout JointCommand, from reference: Position, elapsed: Interval
  ) -> Bool {
    // One part in 10⁹ above the limit, so that a motion exactly at it is not shaped by rounding.
    let reach = Position(limit.value * elapsed.seconds * (1 + 1e-9) + 1e-12)
    let position = command.position.clamped(reference - reach, reference + reach)
    let velocity = command.velocity.clamped(-limit, limit)
    guard position != command.position || velocity != command.velocity else { return false }
    command.position = position
    command.velocity = velocity
    return true
  }

  /// Forgets.
  @_noLocks mutating func reset() { tooFast.reset() }
}
