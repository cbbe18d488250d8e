public import Units

/// Limits and stop behaviour of the whole robot.
public struct SafetyConfiguration: BitwiseCopyable, Sendable {
  /// Joint speed on the way to the rest pose, as a fraction of each joint's velocity limit, 0…1.
  public var descentSpeed = 0.2
  /// Time in the damped phase before torque goes off.
  public var dampedTime = Interval(milliseconds: 500)
  /// Longest time a stop may take before the next more severe one.
  public var stopTimeout = Interval(milliseconds: 5_000)
  /// Ramp of stiffness at arming, ≥ 200 ms.
  public var armingRamp = Interval(milliseconds: 300)
  /// A joint counts as at standstill below this fraction of its velocity limit.
  public var standstillSpeed = 0.02
  /// How long a position is held after a one-shot command before rest pose and off; 0: for ever.
  public var holdTime = Interval(milliseconds: 0)
  /// Lease time-out given to a commander who asks for none.
  public var leaseTimeout = Interval(milliseconds: 2_000)
  /// Gravity in the world frame, m/s².
  public var gravityX = 0.0
  /// Gravity in the world frame, m/s².
  public var gravityY = 0.0
  /// Gravity in the world frame, m/s².
  public var gravityZ = -9.81

  /// Defaults.
  @_noLocks public init() {}
}
