public import Units

/// What a drive that speaks CANopen needs beside the figures of every drive: its node, its units,
/// and how it is to behave when something goes wrong.
///
/// What each object means: CiA 301 (1xxx) and CiA 402 (6xxx). Everything is at the drive's own
/// report point.
public struct CANopenConfiguration: BitwiseCopyable, Sendable {
  /// Node id, 1…127; 0: no CANopen drive.
  public var node: UInt8 = 0
  /// Node id under which the master sends its own heartbeat, 1…127.
  public var master: UInt8 = 127
  /// Expected vendor (1018:1); 0: any.
  public var vendor: UInt32 = 0
  /// Expected product code (1018:2); 0: any.
  public var product: UInt32 = 0
  /// Expected revision (1018:3); 0: any.
  public var revision: UInt32 = 0
  /// Name that it must say (1008); empty: any.
  public var name = Label()
  /// Version of its software that it must say (100A); empty: any.
  public var software = Label()
  /// Its object server knows block transfers: texts are read in blocks.
  public var offersBlocks = false
  /// Counts of 6064 and 607A per turn, > 0.
  public var countsPerTurn = 65_536.0
  /// Units of 606C and 60FF per turn per second, > 0; equal to `countsPerTurn` where the drive
  /// counts in counts per second.
  public var velocityPerTurn = 65_536.0
  /// Torque behind 1000 ‰ of 6071, 6072, 6077 and 60B2 (6076), > 0.
  public var ratedTorque = Torque(1)
  /// Current behind 1000 ‰ of 6073 (6075), A; 0: the drive's own limit is left alone.
  public var ratedCurrent = Current(0)
  /// Largest current (6073), A; acts where `ratedCurrent` is stated.
  public var peakCurrent = Current(0)
  /// How set-points are given.
  public var mode = DriveMode.cyclicPosition
  /// Set-points and measurements pass with SYNC; else when they change, and once per cycle.
  public var isSynchronous = true
  /// The torque offset (60B2) is sent beside the set-point; cyclic position and velocity only.
  public var hasTorqueOffset = true
  /// How often the drive says that it lives (1017), whole ms.
  public var heartbeat = Interval(milliseconds: 50)
  /// How often the master says that it lives. For how long the drive waits for it (1016) is the
  /// robot's drive time-out.
  public var masterHeartbeat = Interval(milliseconds: 20)
  /// Quick stop (605A): 0 off, 1 slow ramp, 2 quick ramp, 3 current limit, 4 voltage limit; 5…8 the
  /// same, and the drive stays under torque.
  public var quickStop: Int8 = 2
  /// What it does in a fault (605E): 0 off, 1 slow ramp, 2 quick ramp, 3 current, 4 voltage limit.
  public var faultReaction: Int8 = 2
  /// What it does when commands cease (6007): 1 fault, 2 disable voltage, 3 quick stop. 0, nothing,
  /// would leave it without a time-out.
  public var abortConnection: Int8 = 1
  /// Distance from the set-point at which the drive stops itself (6065); 0: it is left alone.
  public var followingErrorWindow = Angle(0)
  /// How long that distance may last (6066), whole ms.
  public var followingErrorTime = Interval(milliseconds: 20)
  /// Largest speed the drive allows itself (6080 and 6081); 0: it is left alone.
  public var speedLimit = AngularVelocity(0)
  /// Largest torque the drive gives in any mode (6072), N·m; 0: its peak torque. Where the drive
  /// closes the loop itself no guard stands between set-point and torque, so the joint's own limit
  /// is set here.
  public var torqueLimit = Torque(0)
  /// Acceleration of profile position (6083, 6084) and of the quick stop (6085), rad/s²; 0: left
  /// alone.
  public var acceleration = 0.0
  /// It closes and opens a holding brake by itself and shows it in 60FE:1, bit 0.
  public var hasBrake = false
  /// It shows whether its STO input is open in 60FD, bit 3.
  public var hasSafeTorqueOffInput = false
  /// The drive's own homing (6098): its method's number; 0: none.
  public var homingMethod: Int8 = 0
  /// Speed towards the switch or stop (6099:1).
  public var homingSpeed = AngularVelocity(0)
  /// Speed back to the edge or index (6099:2).
  public var homingCreep = AngularVelocity(0)
  /// Acceleration in homing (609A), rad/s².
  public var homingAcceleration = 0.0
  /// What the drive calls its home position (607C).
  public var homingOffset = Angle(0)
  /// Its joint is homed in this way, so it must have the mode for it.
  public var homesItself = false

  /// No node.
  @_noLocks public init() {}
}
