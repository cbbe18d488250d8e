public import RobotCore
import Units

/// A number that is NaN or infinite never reaches a drive.
///
/// A bad command is replaced by damping alone: it needs no estimate, no model and no history, any
/// of which may be what went wrong. The robot stops as well.
struct NonFiniteGuard: BitwiseCopyable, Sendable {
  let damping: Double

  @_noLocks init(_ joint: JointConfiguration) {
    damping = joint.stopDamping.isFinite && joint.stopDamping > 0 ? joint.stopDamping : 0
  }

  /// Measured side. Damped, because a controlled stop needs the measurement that is broken.
  @_noLocks func monitor(
    _ state: JointState, setpoint: JointCommand, joint: Int, now: Instant
  ) -> SafetyFinding? {
    if !isFinite(state) { return found(joint, now: now, stop: .damped) }
    if !isFinite(setpoint) { return found(joint, now: now, stop: .controlledDescent) }
    return nil
  }

  /// Command side: `fallback` is a finite position to name in the safe command.
  @_noLocks func limit(
    _ command: inout JointCommand, state: JointState, fallback: Position, joint: Int,
    now: Instant
  ) -> SafetyFinding? {
    let isMeasured = isFinite(state)
    guard !isMeasured || !isFinite(command) else { return nil }
    command = JointCommand()
    command.position = state.isKnown && state.position.isFinite ? state.position : fallback
    command.damping = damping
    return found(joint, now: now, stop: isMeasured ? .controlledDescent : .damped)
  }

  @_noLocks private func found(_ joint: Int, now: Instant, stop: StopKind) -> SafetyFinding {
    SafetyFinding(Fault(.nonFinite, subject: joint, instant: now), by: .nonFinite, stop: stop)
  }

  @_noLocks private func isFinite(_ command: JointCommand) -> Bool {
    command.position.isFinite && command.velocity.isFinite && command.effort.isFinite
      && command.stiffness.isFinite && command.damping.isFinite
  }

  @_noLocks private func isFinite(_ state: JointState) -> Bool {
    state.position.isFinite && state.velocity.isFinite && state.effort.isFinite
      && state.rawPosition.isFinite && state.rawVelocity.isFinite
      && state.report.driverTemperature.isFinite && state.report.motorTemperature.isFinite
  }
}

extension SafetyFunction {
  /// A number that is none never reaches a drive.
  public static var nonFinite: SafetyFunction { @_noLocks get { SafetyFunction(rawValue: 2) } }
}

#if !hasFeature(Embedded)
  extension NonFiniteGuard {
    static var about: SafetyAbout {
      SafetyAbout(.nonFinite, "non-finite guard", short: "nonfinite", .none)
    }
  }
#endif
