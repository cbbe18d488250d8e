public import RobotCore
public import Units

/// Joint impedance: makes of one joint a spring and a damper around its wanted motion.
///
/// effort = stiffness·(position − q) + damping·(velocity − q̇) + feed-forward, computed in the
/// drive.
public struct JointController: BitwiseCopyable, Sendable {
  /// N·m/rad or N/m.
  public let stiffness: Double
  /// N·m·s/rad or N·s/m.
  public let damping: Double
  /// Damping when nothing else holds the joint.
  public let stopDamping: Double

  /// Gains of one joint.
  @_noLocks public init(_ joint: JointConfiguration) {
    stiffness = joint.stiffness
    damping = joint.damping
    stopDamping = joint.stopDamping
  }

  /// Follows a motion. `gain` scales stiffness only, 0 at the first frame of an arming and 1 at its
  /// end; damping and feed-forward act in full from the first frame.
  ///
  /// A gripper is compensated like any other joint if the model gives it an effort; give zero where
  /// it does not.
  @_noLocks public func follow(_ sample: MotionSample, feedForward: Effort, gain: Double)
    -> JointCommand
  {
    var command = JointCommand()
    command.position = sample.position
    command.velocity = sample.velocity
    command.effort = feedForward
    command.stiffness = stiffness * (gain > 0 ? (gain < 1 ? gain : 1) : 0)
    command.damping = damping
    return command
  }

  /// Damping alone, at a joint that is at `position` now.
  @_noLocks public func damp(at position: Position) -> JointCommand {
    var command = JointCommand()
    command.position = position
    command.damping = stopDamping
    return command
  }
}
