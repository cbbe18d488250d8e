public import RobotCore
import Units

/// Safely limited speed (IEC 61800-5-2 SLS) of one joint.
///
/// Shapes the command so that neither its velocity nor the step from the last commanded position
/// is faster than the limit, and stops the robot when the joint itself is.
struct SafelyLimitedSpeed: BitwiseCopyable, Sendable {
  static var function: SafetyFunction { @_noLocks get { .speed } }
  /// Measured speed may pass the commanded limit by a tenth: the controller overshoots, and the
  /// coarsest packing in use (12 bits over ±45 rad/s) has an LSB of 0.022 rad/s.
  static var margin: Double { @_noLocks get { 1.1 } }
  /// Measurements in a row that must be too fast: one outlier of a differentiated signal is no
  /// motion.
  static var confirmation: Int { @_noLocks get { 3 } }
  let limit: Velocity
  /// Measured speed from which it acts.
  let bound: Velocity
  /// 1 / bound.
  private let share: Double
  private var tooFast: Confirmation

  @_noLocks init(_ joint: JointConfiguration) {
    limit = joint.velocityLimit
    bound = limit * SafelyLimitedSpeed.margin
    share = bound > .zero ? 1 / bound.value : 0
    tooFast = Confirmation()
  }

  @_noLocks mutating func follow(_ state: JointState) { reset() }

  /// Measured side.
  @_noLocks mutating func monitor(
    _ state: JointState, setpoint: JointCommand, _ watch: JointWatch, _ board: inout SafetyBoard
  ) -> SafetyFinding? {
    let isBeyond = state.isKnown && state.velocity.magnitude > bound
    if state.isKnown {
      board.near(
        .speed, used: state.velocity.magnitude.value * share, value: state.velocity.value,
        limit: bound.value, joint: watch.joint, now: watch.now)
    }
    guard
      tooFast.step(
        isBeyond, read: state.sampled, elapsed: .zero, readings: SafelyLimitedSpeed.confirmation,
        time: .zero)
    else { return nil }
    let fault = Fault(
      .velocityLimit, subject: watch.joint, value: state.velocity.value, limit: bound.value,
      setting: limit.value, instant: watch.now)
    return SafetyFinding(fault, by: .speed, stop: .controlledDescent)
  }

  /// Command side: neither the velocity nor the step from `reference` is faster than the limit.
  @_noLocks mutating func limit(
    _ command: inout JointCommand, _ state: JointState, _ watch: inout JointWatch
  ) -> Bool {
    // One part in 10⁹ above the limit, so that a motion exactly at it is not shaped by rounding.
    let reach = Position(limit.value * watch.elapsed.seconds * (1 + 1e-9) + 1e-12)
    let position = command.position.clamped(
      watch.reference - reach, watch.reference + reach)
    let velocity = command.velocity.clamped(-limit, limit)
    guard position != command.position || velocity != command.velocity else { return false }
    command.position = position
    command.velocity = velocity
    return true
  }

  /// Forgets.
  @_noLocks mutating func reset() { tooFast.reset() }
}

extension SafetyFunction {
  /// Safely limited speed (IEC 61800-5-2 SLS).
  public static var speed: SafetyFunction { @_noLocks get { SafetyFunction(rawValue: 9) } }
}

#if !hasFeature(Embedded)
  extension SafelyLimitedSpeed {
    static var about: SafetyAbout { SafetyAbout(.speed, "speed limit", short: "speed", .velocity) }
  }

  extension SafetyFacts {
    package static let velocity = Fact(
      "velocity", .quantity(JointDimensions.velocity, .positive), "Largest speed.",
      .core("SafelyLimitedSpeed"))
    /// Measured speed at which the speed limit acts, as a multiple of the limit.
    package static var speedMargin: Double { SafelyLimitedSpeed.margin }
  }
#endif
