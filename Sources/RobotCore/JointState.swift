public import Units

/// What is known of one joint, at the output side of its reducer.
public struct JointState: BitwiseCopyable, Sendable {
  /// Estimated position at the cycle's nominal time.
  public var position = Position(0)
  /// Estimated velocity at the cycle's nominal time.
  public var velocity = Velocity(0)
  /// Effort as the drive reports it.
  public var effort = Effort(0)
  /// Position as last decoded, before the estimator.
  public var rawPosition = Position(0)
  /// Velocity as last decoded, before the estimator.
  public var rawVelocity = Velocity(0)
  /// When the last measurement was taken (not when it arrived).
  public var sampled = Instant.zero
  /// When the oldest request that is still unanswered was sent; `.zero` when none is.
  public var waitingSince = Instant.zero
  /// Temperature of the drive's power stage.
  public var driverTemperature = Temperature(0)
  /// Temperature of the motor's winding or rotor, as the drive reports it.
  public var motorTemperature = Temperature(0)
  /// What the drive says of itself.
  public var status = DriveStatus.unknown
  /// The drive's fault, when `status` is `.fault`.
  public var driveFault = DriveFault.none
  /// True once a measurement has arrived since the process started.
  public var isKnown = false
  /// True when the zero of `position` is trustworthy (absolute encoder, or homed).
  public var isReferenced = false

  /// A joint of which nothing is known.
  @_noLocks public init() {}
}

/// What one joint is asked to do next, at the output side of its reducer.
///
/// effort = stiffness·(position − q) + damping·(velocity − q̇) + effort
public struct JointCommand: BitwiseCopyable, Sendable {
  /// Wanted position.
  public var position = Position(0)
  /// Wanted velocity.
  public var velocity = Velocity(0)
  /// Feed-forward effort.
  public var effort = Effort(0)
  /// N·m/rad or N/m; ≥ 0.
  public var stiffness = 0.0
  /// N·m·s/rad or N·s/m; ≥ 0, and > 0 whenever `stiffness` is.
  public var damping = 0.0

  /// No effort at all.
  @_noLocks public init() {}
}
