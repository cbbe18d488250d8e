import RobotCore
import Safety

/// The keys of one of `joints`.
enum JointFacts {
  static let loadings: KeyValuePairs<String, JointLoading> = [
    "gravity_loaded": .gravityLoaded, "self_holding": .selfHolding, "braked": .braked,
  ]
  static let stops: KeyValuePairs<String, StopKind> = [
    "hold": .hold, "controlled_descent": .controlledDescent, "controlled_stop": .controlledStop,
    "damped": .damped, "torque_off": .torqueOff, "brake": .brake,
  ]
  static let partName = "[a-z0-9_-]+(/[a-z0-9_-]+)*"
  // Damiao: ids of 11 bits; 0x7FF is the register channel, 0 is the factory's "no id".
  private static let ids = 0x01...0x7FE
  /// A motion slower than a thousandth of a unit per second takes hours and looks like a fault.
  private static let motion = Allowed.atLeast(0.001)
  static let motionVelocityShare = 0.25
  static let motionAccelerationShare = 0.1

  /// A share of a limit that is fast enough for a motion.
  static func ofLimit(_ limit: Double, _ share: Double) -> Double { max(limit * share, motion.low) }

  /// Why a key may be missing that every drive on CAN needs.
  private static let noServo = "a servo has none, every other drive needs it"
  private static let isDamiao = "a CANopen drive has 'node' in its place, a servo 'servo'"

  static let drive = Fact(
    "drive", .text("a drive such as 'damiao/dm-j4310'", pattern: partName),
    "The drive's file below drives/, without .yaml.", .core("everything in that file"))
  static let bus = Fact(
    "bus", .text("the name of a CAN bus of 'buses'", pattern: BusSections.namePattern),
    "The CAN bus that its drive is on.", .core("where its frames go"),
    .derived("the robot's only CAN bus"))
  static let commandID = Fact(
    "command_id", .integer(ids, isHex: true),
    "Arbitration id of commands (Damiao ESC_ID); no other on its bus.",
    .core("frames to the drive"), .optional(isDamiao))
  static let feedbackID = Fact(
    "feedback_id", .integer(ids, isHex: true),
    "Arbitration id of feedback (Damiao MST_ID); no other on its bus.",
    .core("frames from the drive"), .optional(isDamiao))
  static let node = Fact(
    "node", .integer(1...127), "Node id of a CANopen drive; no other on its bus.",
    .core("frames from and to the drive"), .optional("only CANopen drives have one"))
  static let reducer = Fact(
    "reducer", .text("a reducer such as 'direct'", pattern: partName),
    "The reducer's file below reducers/, without .yaml.", .core("everything in that file"),
    .byDefault("direct"))
  static let sign = Fact(
    "sign", .choice(["1", "-1"]), "-1 where the drive turns against the joint.",
    .core("the reducer"), .byDefault("1"))
  static let offset = Fact(
    "offset", .quantity(JointDimensions.position, .any),
    "Position of the joint where its drive reads 0.", .core("the reducer"), .byDefault("0"))
  static let loading = Fact(
    "loading", .choice(loadings.map(\.key)), "What holds it when torque is off.",
    .core("stops, disarming, the twin"), .byDefault("gravity_loaded"))
  static let brake = Fact(
    "brake", .group(BrakeFacts.group), "Its holding brake, of a joint with 'loading: braked'.",
    .below, .optional("a brake that its drive works by itself, 30 ms each way"))
  static let stop = Fact(
    "stop", .choice(stops.map(\.key)),
    "How it stops where a stop leaves a choice.", .core("stops"),
    .derived("controlled_descent, hold of a gripper"))
  static let gripper = Fact(
    "gripper", .flag, "Holds its grip in a stop; its 'stop' is 'hold' then.", .core("stops"),
    .byDefault("false"))
  static let homing = Fact(
    "homing", .group(HomingFacts.group),
    "How it finds its place after power-up, instead of asking its encoder.", .below,
    .optional("the encoder knows its place"))
  static let standstill = Fact(
    "standstill", .quantity(JointDimensions.velocity, .positive),
    "Speed up to which it stands still: from 3 steps of the drive's velocity to half of 'velocity'.",
    .core("evidence of a stop"), .derived("the share of 'velocity' that safety.yaml says"))
  static let stiffness = Fact(
    "stiffness", .quantity(JointDimensions.stiffness, .positive),
    "Stiffness in hold and motion; at most what the drive's frame carries.", .core("hold, motions"),
    .optional(noServo))
  static let damping = Fact(
    "damping", .quantity(JointDimensions.damping, .notNegative),
    "Damping in hold and motion; at most what the drive's frame carries.", .core("hold, motions"),
    .optional(noServo))
  static let stopDamping = Fact(
    "stop_damping", .quantity(JointDimensions.damping, .positive), "Damping in a damped stop.",
    .core("stops"), .optional(noServo))
  static let motionVelocity = Fact(
    "motion_velocity", .quantity(JointDimensions.velocity, motion),
    "Speed of moves and named motions; at most 'velocity'.", .core("motions"),
    .derived("\(NumberText.shown(motionVelocityShare * 100)) % of 'velocity'"))
  static let motionAcceleration = Fact(
    "motion_acceleration", .quantity(JointDimensions.acceleration, motion),
    "Acceleration of moves and named motions; at most 'acceleration'.", .core("motions"),
    .derived("\(NumberText.shown(motionAccelerationShare * 100)) % of 'acceleration'"))
  // The velocity is 1/ω late, at 20 rad/s by 50 ms. A bound of ours, against slips of the pen.
  static let estimatorBandwidth = Fact(
    "estimator_bandwidth", .quantity([.bandwidth], .range(20, 10_000)),
    "Bandwidth of the observer that estimates position and velocity.", .core("the estimate"),
    .byDefault("300 rad/s"))
  static let rest = Fact(
    "rest", .quantity(JointDimensions.position, .any),
    "Where it goes before torque goes off, and stays without it.", .core("descent, disarming"),
    .derived("0 where that is within lower and upper, else it is required"))
  static let start = Fact(
    "start", .quantity(JointDimensions.position, .any), "Where it stands when the twin begins.",
    .twin("its first pose"), .derived("'rest'"))

  static let group = FactGroup(
    "robot.joint",
    [
      drive, bus, commandID, feedbackID, node, ServoFacts.joint, reducer, sign, offset, loading,
      brake, stop, gripper, homing, SafetyFacts.lower, SafetyFacts.upper,
      SafetyFacts.stopMargin, SafetyFacts.velocity, standstill, SafetyFacts.acceleration,
      SafetyFacts.effort, SafetyFacts.temperature, SafetyFacts.followingError,
      stiffness,
      damping, stopDamping, motionVelocity, motionAcceleration, estimatorBandwidth, rest, start,
    ] + SafetyFacts.settings.filter { $0.below == nil }.map(\.fact))
}
