import Drives
import RobotCore
import Safety
import Units
import Wording

/// One entry of `joints`.
struct JointSection {
  let section: Section
  let urdf: URDFJoint
  let dimensions: JointDimensions
  var joint = JointConfiguration()
  /// The drive file that was named.
  private(set) var driveName = ""
  /// Its drive has a time-out of its own.
  private(set) var hasTimeout = true
  /// Where its servo hangs, when it has one.
  var servo: Section?
  /// Every key was good: what is computed from them means something.
  private(set) var isSound = false

  init(_ section: Section, urdf: URDFJoint) {
    self.section = section
    self.urdf = urdf
    dimensions = JointDimensions(urdf.type)
  }

  /// Reads every key; cross-checks follow when all of them were good.
  mutating func read(
    library: inout PartLibrary, buses: BusSections, defaults: JointDefaults,
    lines: [LineConfiguration]?
  ) {
    let before = section.findings.count
    joint.name = Label(urdf.name) ?? Label()
    joint.type = urdf.type
    defaults.stand(behind: section)
    driveName = section.text(JointFacts.drive) ?? ""
    defaults.stand(behind: section, drive: driveName)
    let profile = driveName.isEmpty ? nil : library.drive(driveName, for: section)
    // A joint whose drive has findings of its own is read as what its keys say it is.
    let hasFeedback = profile?.drive.traits.hasFeedback ?? !section.has(ServoFacts.joint)
    let drive = profile.map { readDrive($0, buses) } ?? false
    if profile == nil, hasFeedback {
      _ = readBus(buses)
      readAnyAddress()
    }
    readReducer(&library)
    readBehaviour(lines)
    readLimits()
    if hasFeedback { readFeedback() }
    readControl()
    if let profile { profile.drive.family.keys.finish(&self, profile, buses) }
    if section.has(JointFacts.homing), let homing = section.section(JointFacts.homing) {
      HomingSection(section: homing, dimensions: dimensions, type: urdf.type, lines: lines)
        .read(&joint)
    }
    section.finish()
    guard section.findings.count == before, drive else { return }
    isSound = true
    JointChecks(section: section, urdf: urdf, joint: joint).run()
  }

  private mutating func readDrive(_ profile: DriveProfile, _ buses: BusSections) -> Bool {
    joint.drive = profile.drive
    joint.plant = profile.plant
    joint.isAbsolute = profile.isAbsolute
    joint.isMultiTurn = profile.isMultiTurn
    hasTimeout = profile.hasTimeout
    profile.drive.family.keys.readAddress(of: &self)
    guard profile.drive.family.traits.isOnCAN else {
      joint.drive.bus = DriveConfiguration.noBus
      return true
    }
    return readBus(buses)
  }

  /// False when the bus has its own finding.
  private mutating func readBus(_ buses: BusSections) -> Bool {
    var isRead = true
    if let bus = section.text(JointFacts.bus, otherwise: buses.onlyCAN) {
      if let index = buses.canNames.firstIndex(of: bus) {
        joint.drive.bus = UInt8(index)
      } else if !buses.refused.contains(bus) {
        let hint = Suggestion.phrase(for: bus, among: buses.canNames, noun: "CAN buses")
        section.add(JointFacts.bus, "'\(Section.cut(bus))' is no CAN bus of this robot; \(hint)")
      } else {
        isRead = false  // the bus has its own finding
      }
    }
    return isRead
  }

  /// Keys that belong to drives of another family.
  func refuse(_ facts: [Fact], _ sentence: String) {
    for fact in facts where section.has(fact) { section.add(fact, sentence) }
  }

  /// Of a drive that is unknown the address may be anything.
  private mutating func readAnyAddress() {
    func id(_ fact: Fact) -> UInt32 {
      section.has(fact) ? UInt32(section.integer(fact) ?? 0) : 0
    }
    joint.drive.commandID = id(JointFacts.commandID)
    joint.drive.feedbackID = id(JointFacts.feedbackID)
    _ = id(JointFacts.node)
  }

  private mutating func readReducer(_ library: inout PartLibrary) {
    if let name = section.text(JointFacts.reducer),
      let reducer = library.reducer(name, for: section)
    {
      joint.reducer = reducer
      if (reducer.kind == .linear) != (urdf.type == .prismatic) {
        section.add(
          JointFacts.reducer,
          "'\(name)' is \(reducer.kind == .linear ? "linear" : "rotary") but the joint is "
            + "\(urdf.type) in the URDF; choose a reducer that fits")
      }
    }
    joint.reducer.sign = section.word(JointFacts.sign, ["1": 1.0, "+1": 1.0, "-1": -1.0]) ?? 1
    joint.reducer.offset = position(JointFacts.offset)
  }

  private mutating func readBehaviour(_ lines: [LineConfiguration]?) {
    joint.loading = section.word(JointFacts.loading, JointFacts.loadings) ?? .gravityLoaded
    joint.isGripper = section.flag(JointFacts.gripper)
    // A brake output without a brake says nothing.
    if joint.loading != .braked { joint.drive.canopen.hasBrake = false }
    let usual = joint.isGripper ? StopKind.hold : .controlledDescent
    joint.stopKind = section.word(JointFacts.stop, JointFacts.stops, otherwise: usual) ?? usual
    if joint.isGripper, joint.stopKind != .hold {
      section.add(
        JointFacts.stop, "of a gripper must be 'hold', as a stop never opens a grip; write 'hold'")
    }
    BrakeSection(joint: section, type: urdf.type, lines: lines).read(&joint)
  }

  private mutating func readLimits() {
    joint.lower = position(SafetyFacts.lower, otherwise: urdf.lower)
    joint.upper = position(SafetyFacts.upper, otherwise: urdf.upper)
    let margin = quantity(SafetyFacts.stopMargin)
    joint.lowerStop = Position(joint.lower.value - margin)
    joint.upperStop = Position(joint.upper.value + margin)
    joint.velocityLimit = Velocity(quantity(SafetyFacts.velocity))
    // 0: the share of the velocity limit that safety.yaml says.
    joint.standstill = Velocity(quantity(JointFacts.standstill, otherwise: 0))
    joint.accelerationLimit = Acceleration(quantity(SafetyFacts.acceleration))
    joint.effortLimit = Effort(quantity(SafetyFacts.effort))
    readOwn(below: nil, in: section)
  }

  /// What nothing but a safety function knows: the function's own file says where it goes.
  private mutating func readOwn(below group: Fact?, in keys: Section) {
    for setting in SafetyFacts.settings where setting.below?.key == group?.key {
      joint.own[setting.place] = keys.quantity(setting.fact, of: urdf.type)
    }
  }

  /// What a joint needs whose drive says where it is, and follows a stiffness.
  private mutating func readFeedback() {
    joint.temperatureLimit = Temperature(quantity(SafetyFacts.temperature))
    if let following = section.section(SafetyFacts.followingError) {
      joint.followingErrorLimit = Position(
        following.quantity(SafetyFacts.followingLimit, of: urdf.type))
      readOwn(below: SafetyFacts.followingError, in: following)
      following.finish()
    }
    joint.stiffness = quantity(JointFacts.stiffness)
    joint.damping = quantity(JointFacts.damping)
    joint.stopDamping = quantity(JointFacts.stopDamping)
    joint.estimatorBandwidth = quantity(JointFacts.estimatorBandwidth)
  }

  private mutating func readControl() {
    joint.motionVelocity = Velocity(
      quantity(
        JointFacts.motionVelocity,
        otherwise: JointFacts.ofLimit(joint.velocityLimit.value, JointFacts.motionVelocityShare)))
    joint.motionAcceleration = Acceleration(
      quantity(
        JointFacts.motionAcceleration,
        otherwise: JointFacts.ofLimit(
          joint.accelerationLimit.value, JointFacts.motionAccelerationShare)))
    let hasZero = joint.lower.value <= 0 && joint.upper.value >= 0
    joint.restPosition = position(JointFacts.rest, otherwise: hasZero ? 0 : nil)
    joint.startPosition = position(JointFacts.start, otherwise: joint.restPosition.value)
  }

  private func quantity(_ fact: Fact, otherwise: Double? = nil) -> Double {
    section.quantity(fact, of: urdf.type, otherwise: otherwise)
  }

  private func position(_ fact: Fact, otherwise: Double? = nil) -> Position {
    Position(quantity(fact, otherwise: otherwise))
  }
}
