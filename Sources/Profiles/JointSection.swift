import RobotCore
import Units
import Wording

/// One entry of `joints`.
struct JointSection {
  let section: Section
  let urdf: URDFJoint
  let dimensions: JointDimensions
  private(set) var joint = JointConfiguration()
  /// The drive file that was named.
  private(set) var driveName = ""
  /// Its drive has a time-out of its own.
  private(set) var hasTimeout = true
  /// Every key was good: what is computed from them means something.
  private(set) var isSound = false

  private static let loadings: [String: JointLoading] = [
    "gravity_loaded": .gravityLoaded, "self_holding": .selfHolding, "braked": .braked,
  ]
  private static let stops: [String: StopKind] = [
    "hold": .hold, "controlled_descent": .controlledDescent, "controlled_stop": .controlledStop,
    "damped": .damped, "brake": .brake, "torque_off": .torqueOff,
  ]

  init(_ section: Section, urdf: URDFJoint) {
    self.section = section
    self.urdf = urdf
    dimensions = JointDimensions(urdf.type)
  }

  /// Reads every key; cross-checks follow when all of them were good.
  mutating func read(library: inout PartLibrary, buses: BusSections) {
    let before = section.findings.count
    joint.name = Label(urdf.name) ?? Label()
    joint.type = urdf.type
    let drive = readDrive(&library, buses)
    readReducer(&library)
    readBehaviour()
    readLimits()
    readControl()
    section.finish()
    guard section.findings.count == before, drive else { return }
    isSound = true
    JointChecks(section: section, urdf: urdf, joint: joint).run()
  }

  private mutating func readDrive(_ library: inout PartLibrary, _ buses: BusSections) -> Bool {
    driveName = section.text("drive", expected: "a drive such as 'damiao/dm-j4310'") ?? ""
    var isRead = false
    if !driveName.isEmpty, let profile = library.drive(driveName, for: section) {
      joint.drive = profile.drive
      joint.plant = profile.plant
      joint.isAbsolute = profile.isAbsolute
      joint.isMultiTurn = profile.isMultiTurn
      hasTimeout = profile.hasTimeout
      isRead = true
    }
    if let bus = section.text("bus", expected: "the name of a CAN bus of 'buses'") {
      if let index = buses.canNames.firstIndex(of: bus) {
        joint.drive.bus = UInt8(index)
      } else if !buses.refused.contains(bus) {
        let hint = Suggestion.phrase(for: bus, among: buses.canNames, noun: "CAN buses")
        section.add("bus", "'\(Section.cut(bus))' is no CAN bus of this robot; \(hint)")
      } else {
        isRead = false  // the bus has its own finding
      }
    }
    // Damiao: ids of 11 bits; 0x7FF is the register channel, 0 is the factory's "no id".
    let ids = 0x01...0x7FE
    joint.drive.commandID = UInt32(section.integer("command_id", ids, isHex: true) ?? 0)
    joint.drive.feedbackID = UInt32(section.integer("feedback_id", ids, isHex: true) ?? 0)
    return isRead
  }

  private mutating func readReducer(_ library: inout PartLibrary) {
    if let name = section.text("reducer", expected: "a reducer such as 'direct'"),
      let reducer = library.reducer(name, for: section)
    {
      joint.reducer = reducer
      if (reducer.kind == .linear) != (urdf.type == .prismatic) {
        section.add(
          "reducer",
          "'\(name)' is \(reducer.kind == .linear ? "linear" : "rotary") but the joint is "
            + "\(urdf.type) in the URDF; choose a reducer that fits")
      }
    }
    joint.reducer.sign = section.word("sign", ["1": 1.0, "+1": 1.0, "-1": -1.0]) ?? 1
    joint.reducer.offset = Position(section.quantity("offset", dimensions.position))
  }

  private mutating func readBehaviour() {
    joint.loading = section.word("loading", Self.loadings) ?? .gravityLoaded
    joint.stopKind = section.word("stop", Self.stops) ?? .controlledDescent
    joint.isGripper = section.flag("gripper", default: false)
    if joint.isGripper, joint.stopKind != .hold {
      section.add("stop", "of a gripper must be 'hold', as a stop never opens a grip; write 'hold'")
    }
    // A brake needs a line or a drive that closes it and the time it takes; profiles name neither.
    if joint.stopKind == .brake {
      section.add(
        "stop",
        "is 'brake', but nothing in a profile can close a brake yet; write 'controlled_stop' where "
          + "the brake closes by itself when torque goes off, otherwise 'controlled_descent'")
    }
  }

  private mutating func readLimits() {
    joint.lower = Position(
      section.quantity("lower", dimensions.position, default: urdf.lower))
    joint.upper = Position(
      section.quantity("upper", dimensions.position, default: urdf.upper))
    let margin = section.quantity("stop_margin", dimensions.position, .notNegative)
    joint.lowerStop = Position(joint.lower.value - margin)
    joint.upperStop = Position(joint.upper.value + margin)
    joint.velocityLimit = Velocity(section.quantity("velocity", dimensions.velocity, .positive))
    // 0: the share of the velocity limit that safety.yaml says.
    joint.standstill = Velocity(
      section.quantity("standstill", dimensions.velocity, .positive, default: 0))
    joint.accelerationLimit = Acceleration(
      section.quantity("acceleration", dimensions.acceleration, .positive))
    joint.effortLimit = Effort(section.quantity("effort", dimensions.effort, .positive))
    // A motor in a hot hall has 40 °C before it moves: a limit below would stop a cold one.
    joint.temperatureLimit = Temperature(
      section.quantity("temperature", .temperature, .range(40, 200, "degC")))
    if let following = section.section("following_error", kind: "robot.following_error") {
      joint.followingErrorLimit = Position(
        following.quantity("limit", dimensions.position, .positive))
      // A joint that is not where it should be for 2 s has left its path.
      joint.followingErrorTime = following.interval("time", .milliseconds(0, 2_000))
      following.finish()
    }
  }

  /// A motion slower than a thousandth of a unit per second takes hours and looks like a fault.
  private func motion(_ dimension: Dimension) -> Allowed {
    Allowed(words: "0.001 \(dimension.unit) or more") { $0 >= 0.001 }
  }

  private mutating func readControl() {
    joint.stiffness = section.quantity("stiffness", dimensions.stiffness, .positive)
    joint.damping = section.quantity("damping", dimensions.damping, .notNegative)
    joint.stopDamping = section.quantity("stop_damping", dimensions.damping, .positive)
    joint.motionVelocity = Velocity(
      section.quantity("motion_velocity", dimensions.velocity, motion(dimensions.velocity)))
    joint.motionAcceleration = Acceleration(
      section.quantity(
        "motion_acceleration", dimensions.acceleration, motion(dimensions.acceleration)))
    // The velocity is 1/ω late, at 20 rad/s by 50 ms. A bound of ours, against slips of the pen.
    joint.estimatorBandwidth = section.quantity(
      "estimator_bandwidth", .bandwidth, .range(20, 10_000, "rad/s"))
    joint.restPosition = Position(section.quantity("rest", dimensions.position))
    joint.startPosition = Position(section.quantity("start", dimensions.position))
  }
}
