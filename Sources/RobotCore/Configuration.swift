public import RealTime
public import Units

/// Everything the runtime knows of a robot: flat, of fixed size, checked before it gets here.
///
/// Written by `Profiles` from YAML and URDF, read by the core as bytes. The same bytes go into the
/// flight deck and into each recording. All angles rad, lengths m, times ns, at the joint's side of
/// the reducer unless a name says otherwise.
public struct RobotConfiguration: BitwiseCopyable, Sendable {
  /// "SINEWCFG" in ASCII, first byte lowest.
  public static let magicNumber: UInt64 = 0x4746_4357_454E_4953
  /// Raised whenever a field is added, removed or moved.
  public static let layoutVersion: UInt64 = 1

  /// `magicNumber`.
  public var magic = RobotConfiguration.magicNumber
  /// `layoutVersion` mixed with the size of each part; another build's bytes are refused.
  public var layoutHash: UInt64 = 0
  /// FNV-1a over all bytes with this field 0.
  public var checksum: UInt64 = 0
  /// Name of the robot's profile, also the name of its flight deck.
  public var name = Label()
  /// Rate and time limits on real buses.
  public var timing = TimingConfiguration()
  /// Rate and time limits on a vcan bench.
  public var benchTiming = TimingConfiguration()
  /// Limits and stop behaviour of the whole robot.
  public var safety = SafetyConfiguration()
  /// CAN buses.
  public var buses = FixedList<BusConfiguration, 8>(repeating: BusConfiguration(), count: 0)
  /// Controlled axes: one drive each.
  public var joints = FixedList<JointConfiguration, 64>(repeating: JointConfiguration(), count: 0)
  /// The body as a tree: parents before children.
  public var bodies = FixedList<BodyConfiguration, 96>(repeating: BodyConfiguration(), count: 0)
  /// Named motions.
  public var motions = FixedList<MotionConfiguration, 16>(
    repeating: MotionConfiguration(), count: 0)
  /// Waypoints of all motions, one after the other.
  public var waypoints = FixedList<Waypoint, 64>(repeating: Waypoint(), count: 0)
  /// GPIO inputs and outputs.
  public var lines = FixedList<LineConfiguration, 8>(repeating: LineConfiguration(), count: 0)
  /// The monitor of the drives' supply; `isPresent` false when the robot has none.
  public var supply = SupplyConfiguration()
  /// Named waivers of `safety.yaml`: what a drive family lacks, and its substitute.
  public var waivers = FixedList<Label, 16>(repeating: Label(), count: 0)

  /// An empty robot.
  @_noLocks public init() {}
}

/// Answer to a cycle that came late or took too long.
public enum OverrunPolicy: UInt8, BitwiseCopyable, Sendable {
  case count, hold, controlledStop
}

/// Rate and time limits of one world.
public struct TimingConfiguration: BitwiseCopyable, Sendable {
  /// One cycle.
  public var period = Interval(milliseconds: 1)
  /// Answer to overruns.
  public var overrunPolicy = OverrunPolicy.count
  /// Sliding window in which overruns are counted.
  public var overrunWindow = Interval(milliseconds: 1_000)
  /// Overruns within the window that trigger the policy.
  public var overrunLimit: UInt32 = 10
  /// Freshness limit: age of the oldest unanswered request at which a joint counts as silent.
  public var silenceLimit = Interval(milliseconds: 10)
  /// A streaming commander silent for so long is gone.
  public var commandTimeout = Interval(milliseconds: 200)
  /// Time-out that each drive must have of its own, read back at arming.
  public var driveTimeout = Interval(milliseconds: 100)
  /// Longest wait for one answer while arming.
  public var exchangeTimeout = Interval(milliseconds: 100)

  /// Defaults for 1 kHz.
  @_noLocks public init() {}
}

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

/// One CAN bus.
public struct BusConfiguration: BitwiseCopyable, Sendable {
  /// Name in the profile, the BUS of `--can BUS=IFACE`.
  public var name = Label()
  /// Default interface (stable name given by the udev rules).
  public var interface = Label()
  /// CAN FD frames with bit-rate switch.
  public var isFD = false
  /// Arbitration bit rate, bit/s.
  public var bitRate: UInt32 = 1_000_000
  /// Data bit rate, bit/s; equal to `bitRate` without FD.
  public var dataBitRate: UInt32 = 1_000_000
  /// Sample point, per mille.
  public var samplePoint: UInt32 = 750
  /// Data sample point, per mille.
  public var dataSamplePoint: UInt32 = 750
  /// Kernel transmit queue length to set (`txqueuelen`).
  public var queueLength: UInt32 = 32
  /// Most own frames in flight before sending pauses.
  public var inFlightLimit: UInt32 = 32

  /// A classic bus at 1 Mbit/s.
  @_noLocks public init() {}
}

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
  /// Stop kind on a stop that leaves a choice.
  public var stopKind = StopKind.controlledDescent
  /// True for a gripper: it holds its grip in a stop and never opens.
  public var isGripper = false
  /// The drive's encoder is absolute at the output, so position is referenced from the start.
  public var isAbsolute = true
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
  /// Acceleration used by motions and by the braking-distance-aware approach, > 0.
  public var accelerationLimit = Acceleration(0)
  /// Effort limit, > 0.
  public var effortLimit = Effort(0)
  /// Largest allowed difference of wanted and measured position.
  public var followingErrorLimit = Position(0)
  /// How long the difference may last.
  public var followingErrorTime = Interval(milliseconds: 50)
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

  /// An empty joint.
  @_noLocks public init() {}
}

/// Kinds of reducer outside the drive's report point.
public enum ReducerKind: UInt8, BitwiseCopyable, Sendable {
  /// joint = sign · ratio⁻¹ · drive + offset, ratio 1.
  case direct
  /// Rotary gear: ratio = drive turns per joint turn.
  case planetary, strainWave, cycloidal
  /// Rack, screw or linkage taken as linear: m of joint per rad of drive.
  case linear
}

/// What lies between the drive's report point and the joint.
public struct ReducerConfiguration: BitwiseCopyable, Sendable {
  /// Kind.
  public var kind = ReducerKind.direct
  /// Drive rad per joint rad (rotary), > 0. 1 for `direct` and `linear`.
  public var ratio = 1.0
  /// m of joint per rad of drive, > 0; `linear` only.
  public var metresPerRadian = 1.0
  /// +1 or −1.
  public var sign = 1.0
  /// Joint position at drive position 0.
  public var offset = Position(0)

  /// Direct.
  @_noLocks public init() {}
}

/// Drive families the runtime speaks.
public enum DriveFamily: UInt8, BitwiseCopyable, Sendable {
  case damiao
}

/// One drive: address, ranges of its packed fields, expected identity.
public struct DriveConfiguration: BitwiseCopyable, Sendable {
  /// Family.
  public var family = DriveFamily.damiao
  /// Model, as in its profile.
  public var model = Label()
  /// Index of its bus.
  public var bus: UInt8 = 0
  /// Arbitration id of commands (Damiao ESC_ID).
  public var commandID: UInt32 = 0
  /// Arbitration id of feedback (Damiao MST_ID).
  public var feedbackID: UInt32 = 0
  /// Packed position range ±, rad (PMAX).
  public var positionRange = Angle(12.5)
  /// Packed velocity range ±, rad/s (VMAX).
  public var velocityRange = AngularVelocity(30)
  /// Packed torque range ±, N·m (TMAX).
  public var torqueRange = Torque(10)
  /// Largest packed stiffness, N·m/rad.
  public var stiffnessRange = 500.0
  /// Largest packed damping, N·m·s/rad.
  public var dampingRange = 5.0
  /// From the sampling of a measurement to the start of its frame.
  public var latency = Interval(microseconds: 100)
  /// Expected firmware version (Damiao sw_ver); 0: any.
  public var firmware: UInt32 = 0
  /// Gear ratio of the integrated actuator, motor turns per output turn (plant and read-back only).
  public var gearRatio = 1.0
  /// Peak torque at the output, N·m.
  public var peakTorque = Torque(0)
  /// Highest winding temperature the drive's own protection allows, °C.
  public var protectionTemperature = Temperature(100)
  /// Least supply voltage, V.
  public var underVoltage = Voltage(15)
  /// Largest supply voltage, V.
  public var overVoltage = Voltage(52)

  /// A drive without an address.
  @_noLocks public init() {}
}

/// Figures of motor, reducer and encoder, used by the twin only.
public struct PlantConfiguration: BitwiseCopyable, Sendable {
  /// N·m per A at the drive's output.
  public var torqueConstant = 1.0
  /// Largest current, A.
  public var currentLimit = 10.0
  /// Current loop bandwidth, rad/s.
  public var currentBandwidth = 6_000.0
  /// Winding resistance, Ω.
  public var resistance = 0.5
  /// Winding inductance, H; what a virtual drive answers for it, the plant uses `currentBandwidth`.
  public var inductance = 350e-6
  /// Pole pairs of the motor; what a virtual drive answers.
  public var polePairs: UInt32 = 14
  /// Rotor inertia reflected to the drive's output, kg·m².
  public var reflectedInertia = 0.01
  /// Winding to ambient, K/W.
  public var thermalResistance = 2.0
  /// Heat capacity of the winding, J/K.
  public var thermalCapacity = 60.0
  /// Share of torque that passes the gear, 0…1.
  public var efficiency = 0.9
  /// Coulomb friction at the drive's output, N·m.
  public var coulombFriction = 0.1
  /// Viscous friction at the drive's output, N·m·s/rad.
  public var viscousFriction = 0.05
  /// Play of the gear at the output, rad.
  public var backlash = 0.0
  /// Torsional stiffness of the gear, N·m/rad; 0: rigid.
  public var torsionalStiffness = 0.0
  /// Torsional damping of the gear, N·m·s/rad.
  public var torsionalDamping = 0.0
  /// Encoder counts per output turn.
  public var encoderCounts = 16_384.0
  /// Standard deviation of encoder noise, rad.
  public var encoderNoise = 0.0
  /// Age of a measurement when the drive uses it.
  public var encoderDelay = Interval(microseconds: 50)

  /// A plausible small actuator.
  @_noLocks public init() {}
}

/// One body of the tree with the joint that carries it.
public struct BodyConfiguration: BitwiseCopyable, Sendable {
  /// Link name.
  public var name = Label()
  /// Index of the parent body, −1 for the world. Always less than the own index.
  public var parent: Int32 = -1
  /// How it moves against its parent.
  public var type = JointType.fixed
  /// Index of the controlled joint that moves it, −1 when fixed. A mimic names the joint it follows.
  public var joint: Int32 = -1
  /// Mimic only: own coordinate = multiplier · joint + offset. 1 and 0 otherwise.
  public var multiplier = 1.0
  /// Mimic only.
  public var offset = 0.0
  /// True when this body follows another body's joint.
  public var isMimic = false
  /// Origin of the joint in the parent's frame, m.
  public var translation = SIMD3<Double>(0, 0, 0)
  /// Orientation of the joint frame in the parent's frame, row-major rotation matrix rows.
  public var rotationX = SIMD3<Double>(1, 0, 0)
  /// Second row.
  public var rotationY = SIMD3<Double>(0, 1, 0)
  /// Third row.
  public var rotationZ = SIMD3<Double>(0, 0, 1)
  /// Unit axis in the joint frame.
  public var axis = SIMD3<Double>(0, 0, 1)
  /// kg.
  public var mass = 0.0
  /// Centre of mass in the body frame, m.
  public var centreOfMass = SIMD3<Double>(0, 0, 0)
  /// Inertia about the centre of mass, body axes: xx, yy, zz, kg·m².
  public var inertiaDiagonal = SIMD3<Double>(0, 0, 0)
  /// Inertia: xy, xz, yz, kg·m².
  public var inertiaProducts = SIMD3<Double>(0, 0, 0)

  /// A massless body fixed to the world.
  @_noLocks public init() {}
}

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
  public var positions = InlineArray<64, Double>(repeating: 0)
  /// Bit i: joint i has a target.
  public var mask: UInt64 = 0
  /// Pause on arrival.
  public var dwell = Interval.zero

  /// No target.
  @_noLocks public init() {}
}

/// What a GPIO line is for.
public enum LineRole: UInt8, BitwiseCopyable, Sendable {
  /// Input: open (inactive) means emergency stop.
  case emergencyStop
  /// Output: enable line.
  case enable
}

/// One GPIO line.
public struct LineConfiguration: BitwiseCopyable, Sendable {
  /// Name in the profile.
  public var name = Label()
  /// Character device, such as /dev/gpiochip0 or a stable udev name.
  public var chip = Label()
  /// Line offset on the chip.
  public var offset: UInt32 = 0
  /// Meaning.
  public var role = LineRole.emergencyStop
  /// The electrical level is inverted.
  public var isActiveLow = false
  /// Debounce, 0 for none.
  public var debounce = Interval.zero

  /// No line.
  @_noLocks public init() {}
}

/// INA226 that watches the drives' supply.
public struct SupplyConfiguration: BitwiseCopyable, Sendable {
  /// False when the robot has none.
  public var isPresent = false
  /// I2C character device, such as /dev/i2c-1 or a stable udev name.
  public var device = Label()
  /// Name of the I2C bus in the profile.
  public var bus = Label()
  /// 7-bit address.
  public var address: UInt8 = 0x40
  /// Shunt, Ω.
  public var shuntResistance = 0.002
  /// Largest expected current, A; sets the current LSB.
  public var currentRange = 40.0
  /// Nominal supply, V; used by the twin.
  public var nominal = Voltage(24)
  /// Below this the supply counts as cut.
  public var lowest = Voltage(18)
  /// Read once per.
  public var period = Interval(milliseconds: 20)
  /// Older values count as lost.
  public var ageLimit = Interval(milliseconds: 500)

  /// None.
  @_noLocks public init() {}
}
