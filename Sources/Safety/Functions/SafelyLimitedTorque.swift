public import RobotCore
import Units

/// Safely limited torque (IEC 61800-5-2 SLT) of one joint; force for a prismatic one.
///
/// Limits what the drive will make of a command: spring + damper + feed-forward. What is too much
/// is taken from the spring first (the position gives way), then from the damper, then from the
/// feed-forward, and no term ever changes its direction.
///
/// A drive that closes the loop itself makes its own torque of a position or a velocity. There a
/// position that gives way would only be another set-point, and a wrong one: its feed-forward is
/// limited here, the rest by the drive's own torque limit, which arming sets and reads back.
struct SafelyLimitedTorque: BitwiseCopyable, Sendable {
  static var function: SafetyFunction { @_noLocks get { .torque } }
  /// Measured effort may pass the limit by a quarter: packing, current ripple, and a drive that
  /// computes its own spring and damper between two commands.
  static var margin: Double { @_noLocks get { 1.25 } }
  /// Far beyond the limit for so long is no shock but a drive that does not obey.
  static var time: Interval { @_noLocks get { Interval(milliseconds: 50) } }
  let limit: Effort
  /// Measured effort from which it acts: the limit with its margin, or three steps below the most
  /// that the drive's frame can carry where that is less. What a frame cannot say is never found.
  let bound: Effort
  private let closesOwnLoop: Bool
  /// 1 / bound.
  private let share: Double
  /// Its drive says where it is; without that nobody knows what a command makes of it.
  private let hasFeedback: Bool
  private var exceeded: Confirmation

  @_noLocks init(_ joint: JointConfiguration) {
    limit = joint.effortLimit
    closesOwnLoop = joint.drive.traits.closesOwnLoop
    let margin = limit * SafelyLimitedTorque.margin
    let carried = SafelyLimitedTorque.carried(joint)
    bound = carried > .zero && carried < margin ? carried : margin
    share = bound > .zero ? 1 / bound.value : 0
    hasFeedback = joint.hasFeedback
    exceeded = Confirmation()
  }

  /// Three steps below the end of a frame's torque at the joint.
  @_noLocks static func carried(_ joint: JointConfiguration) -> Effort {
    let range = joint.drive.torqueRange.value - 3 * joint.drive.traits.torqueStep
    switch joint.reducer.kind {
    case .direct: return Effort(range)
    case .planetary, .strainWave, .cycloidal: return Effort(range * joint.reducer.ratio)
    case .linear: return Effort(range / joint.reducer.metresPerRadian)
    }
  }

  @_noLocks mutating func follow(_ state: JointState) { reset() }

  /// Measured side, as the drive reports it.
  @_noLocks mutating func monitor(
    _ state: JointState, setpoint: JointCommand, _ watch: JointWatch, _ board: inout SafetyBoard
  ) -> SafetyFinding? {
    let isBeyond = state.isKnown && state.effort.magnitude >= bound
    if state.isKnown {
      board.near(
        .torque, used: state.effort.magnitude.value * share, value: state.effort.value,
        limit: bound.value, joint: watch.joint, now: watch.now)
    }
    guard
      exceeded.step(
        isBeyond, read: state.sampled, elapsed: watch.elapsed, readings: 3,
        time: SafelyLimitedTorque.time)
    else { return nil }
    let fault = Fault(
      .effortLimit, subject: watch.joint, value: state.effort.value, limit: bound.value,
      setting: limit.value, instant: watch.now)
    return SafetyFinding(fault, by: .torque, stop: .controlledDescent)
  }

  /// Command side. What it takes from the spring is no place that the joint was asked to be at: the
  /// reference stays where the limits before it left it.
  @_noLocks mutating func limit(
    _ command: inout JointCommand, _ state: JointState, _ watch: inout JointWatch
  ) -> Bool {
    watch.reference = command.position
    guard hasFeedback else { return false }
    var isShaped = false
    if command.stiffness < 0 || command.damping < 0 {
      if command.stiffness < 0 { command.stiffness = 0 }
      if command.damping < 0 { command.damping = 0 }
      isShaped = true
    }
    if command.stiffness > 0, command.damping == 0 {
      command.stiffness = 0  // an undamped spring would make the joint ring
      isShaped = true
    }
    let forward = command.effort.clamped(-limit, limit)
    if forward != command.effort {
      command.effort = forward
      isShaped = true
    }
    guard state.isKnown, !closesOwnLoop else { return isShaped }
    let spring = command.stiffness * (command.position - state.position).value
    let damper = command.damping * (command.velocity - state.velocity).value
    let total = spring + damper + forward.value
    let direction: Double = total < 0 ? -1 : 1
    // One part in 10⁹ above the limit, so that a command shaped before is not shaped again.
    guard total * direction > limit.value * (1 + 1e-9) else { return isShaped }
    var excess = total * direction - limit.value
    let lessSpring = share(of: spring * direction, taking: excess)
    excess -= lessSpring
    let lessDamper = share(of: damper * direction, taking: excess)
    excess -= lessDamper
    if lessSpring > 0 {
      command.position =
        state.position + Position((spring - direction * lessSpring) / command.stiffness)
    }
    if lessDamper > 0 {
      command.velocity =
        state.velocity + Velocity((damper - direction * lessDamper) / command.damping)
    }
    command.effort =
      forward - Effort(direction * share(of: forward.value * direction, taking: excess))
    return true
  }

  /// How much of `excess` a term can give without changing its direction.
  @_noLocks private func share(of term: Double, taking excess: Double) -> Double {
    guard term > 0, excess > 0 else { return 0 }
    return term < excess ? term : excess
  }

  /// Forgets how long.
  @_noLocks mutating func reset() { exceeded.reset() }
}

extension SafetyFunction {
  /// Safely limited torque (IEC 61800-5-2 SLT).
  public static var torque: SafetyFunction { @_noLocks get { SafetyFunction(rawValue: 10) } }
}

#if !hasFeature(Embedded)
  extension SafelyLimitedTorque {
    static var about: SafetyAbout { SafetyAbout(.torque, "torque limit", short: "torque", .effort) }
  }

  extension SafetyFacts {
    package static let effort = Fact(
      "effort", .quantity(JointDimensions.effort, .positive), "Largest torque or force.",
      .core("SafelyLimitedTorque"))
  }
#endif
