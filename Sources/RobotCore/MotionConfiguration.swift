public import Units

/// A named motion: a run of waypoints.
public struct MotionConfiguration: BitwiseCopyable, Sendable {
  /// Name, as typed after `--motion`.
  public var name = Label()
  /// Index of its first waypoint.
  public var first: UInt32 = 0
  /// Number of waypoints, ≥ 1.
  public var count: UInt32 = 0
  /// True when it starts again after its last waypoint until told to hold.
  public var repeats = false
  /// Share of each joint's `motionVelocity`, 0…1.
  public var speed = 1.0

  /// An empty motion.
  @_noLocks public init() {}
}

/// One pose of a motion; joints not in `mask` stay where they are.
public struct Waypoint: BitwiseCopyable, Sendable {
  /// Target of each joint.
  public var positions = PerJoint<Double>(repeating: 0)
  /// Bit i: joint i has a target.
  public var mask: UInt64 = 0
  /// Pause on arrival.
  public var dwell = Interval.zero

  /// No target.
  @_noLocks public init() {}
}
