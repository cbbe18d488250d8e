import RobotCore
import Units

/// What the functions of one joint are told of one cycle besides its state and command.
struct JointWatch: BitwiseCopyable, Sendable {
  /// Index of the joint.
  let joint: Int
  /// When the cycle began to work.
  let now: Instant
  /// Nominal time since the cycle before.
  let elapsed: Interval
  /// Where the joint was wanted a cycle ago: the position last commanded, after the limits of
  /// position and speed, before that of torque, which gives way to what blocks a joint.
  var reference: Position
  /// `reference` means something, and the joint is position controlled.
  var isControlled: Bool
  /// It looks for its place, and nobody knows where its limits are.
  let isSearching: Bool

  @_noLocks init(
    joint: Int, now: Instant, elapsed: Interval, reference: Position, isControlled: Bool,
    isSearching: Bool = false
  ) {
    self.joint = joint
    self.now = now
    self.elapsed = elapsed
    self.reference = reference
    self.isControlled = isControlled
    self.isSearching = isSearching
  }
}
