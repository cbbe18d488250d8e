public import Units

/// Kind of a joint.
public enum JointType: UInt8, BitwiseCopyable, Sendable {
  case fixed, revolute, prismatic
}

/// What holds a joint when torque is off.
public enum JointLoading: UInt8, BitwiseCopyable, Sendable {
  case gravityLoaded, selfHolding, braked
}

/// One controlled axis.
public struct JointConfiguration: BitwiseCopyable, Sendable {
  /// Name, as in the URDF.
  public var name = Label()
  /// rad or m.
  public var type = JointType.revolute
  /// What holds it without torque.
  public var loading = JointLoading.gravityLoaded
  /// Its holding brake, for `.braked`.
  public var brake = BrakeConfiguration()
  /// Stop kind on a stop that leaves a choice.
  public var stopKind = StopKind.controlledDescent
  /// True for a gripper: it holds its grip in a stop and never opens.
  public var isGripper = false
  /// The drive's encoder is absolute at the output, so position is referenced from the start; false
  /// for a joint that is homed, whatever its encoder knows.
  public var isAbsolute = true
  /// The encoder counts its turns through a loss of power; else it knows its place within one turn
  /// of the drive's report point only, and the turn must follow from the stops.
  public var isMultiTurn = false
  /// How it finds its place when it is not absolute.
  public var homing = HomingConfiguration()
  /// Soft limits.
  public var lower = Position(0)
  /// Soft limits.
  public var upper = Position(0)
  /// Mechanical stops.
  public var lowerStop = Position(0)
  /// Mechanical stops.
  public var upperStop = Position(0)
  /// Speed limit, > 0.
  public var velocityLimit = Velocity(0)
  /// Speed up to which it counts as standing still; 0: the share of `velocityLimit` that the
  /// robot's `standstillSpeed` says.
  public var standstill = Velocity(0)
  /// Acceleration used by motions and by the braking-distance-aware approach, > 0.
  public var accelerationLimit = Acceleration(0)
  /// Effort limit, > 0.
  public var effortLimit = Effort(0)
  /// Largest allowed difference of wanted and measured position.
  public var followingErrorLimit = Position(0)
  /// Settings that nothing but one safety function knows, in SI: which place is whose, and which
  /// key of the profile it comes from, says that function's file.
  public var own = InlineArray<8, Double>(repeating: 0)
  /// Stiffness in hold and motion.
  public var stiffness = 0.0
  /// Damping in hold and motion.
  public var damping = 0.0
  /// Damping in a damped stop.
  public var stopDamping = 0.0
  /// Speed of point-to-point moves and named motions.
  public var motionVelocity = Velocity(0)
  /// Acceleration of point-to-point moves and named motions.
  public var motionAcceleration = Acceleration(0)
  /// Observer bandwidth, rad/s.
  public var estimatorBandwidth = 300.0
  /// Winding temperature at which the robot stops.
  public var temperatureLimit = Temperature(90)
  /// Rest pose.
  public var restPosition = Position(0)
  /// Pose in which the twin starts.
  public var startPosition = Position(0)
  /// What lies between the drive's report point and the joint.
  public var reducer = ReducerConfiguration()
  /// The drive.
  public var drive = DriveConfiguration()
  /// The plant: used by the twin only.
  public var plant = PlantConfiguration()

  /// Its drive says where it is. All that demands feedback (freshness, following error, evidence of
  /// a stop, findings of silence) leaves a joint out that has none; the waiver `feedback` of
  /// safety.yaml names that.
  public var hasFeedback: Bool { @_noLocks get { drive.traits.hasFeedback } }

  /// An empty joint.
  @_noLocks public init() {}
}
