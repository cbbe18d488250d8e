public import RobotCore
import Units

/// Where the functions of this room act, for those who check profiles: one statement of each
/// margin.
public enum SafetyFacts {
  /// Measured speed at which the speed limit acts, as a multiple of the limit.
  public static var speedMargin: Double { @_noLocks get { SafelyLimitedSpeed.margin } }
  /// Measured effort at which the torque limit acts where the drive's frame carries it, as a
  /// multiple of the limit.
  public static var torqueMargin: Double { @_noLocks get { SafelyLimitedTorque.margin } }

  /// How far a joint may pass its lower and its upper limit before the position limit acts.
  @_noLocks public static func positionTolerance(
    _ joint: JointConfiguration
  ) -> (lower: Double, upper: Double) {
    let limit = SafelyLimitedPosition(joint)
    return (limit.lowerTolerance.value, limit.upperTolerance.value)
  }
}
