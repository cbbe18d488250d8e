import RobotCore
import Units

/// Following error: the joint is not where the guarded command wanted it, for too long.
///
/// Held against the position after the limits and before the torque limit, which gives way to a
/// blocked joint and would hide it. A gripper is left out: one that holds something never arrives,
/// that is how it grips, and its torque limit guards it.
struct FollowingError: BitwiseCopyable, Sendable {
  let limit: Position
  let time: Interval
  let isGripper: Bool
  private var exceeded: Confirmation

  @_noLocks init(_ joint: JointConfiguration) {
    limit = joint.followingErrorLimit
    time = joint.followingErrorTime
    isGripper = joint.isGripper
    exceeded = Confirmation()
  }

  /// `wanted` is the position last commanded; nil while the joint is not position controlled.
  @_noLocks mutating func step(
    wanted: Position?, state: JointState, joint: Int, now: Instant, elapsed: Interval
  ) -> SafetyFinding {
    guard let wanted, state.isKnown, !isGripper else {
      exceeded.reset()
      return SafetyFinding()
    }
    let error = wanted - state.position
    guard
      exceeded.step(
        error.magnitude > limit, read: state.sampled, elapsed: elapsed, readings: 3, time: time)
    else { return SafetyFinding() }
    let fault = Fault(
      .followingError, subject: joint, value: error.value, limit: limit.value, instant: now)
    return SafetyFinding(fault, by: .followingError, stop: .controlledDescent)
  }

  /// Forgets how long.
  @_noLocks mutating func reset() { exceeded.reset() }
}
