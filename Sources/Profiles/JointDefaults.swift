import RobotCore

/// `defaults`: values that many joints share. Nearest first: the joint's own, its drive model's,
/// those of all joints, the fact's.
struct JointDefaults {
  private var joints: Section?
  private var drives: [(name: String, section: Section)] = []

  static func read(_ top: Section) -> JointDefaults {
    var defaults = JointDefaults()
    guard top.has(RobotFacts.defaults), let section = top.section(RobotFacts.defaults) else {
      return defaults
    }
    if section.has(Self.ofAll) { defaults.joints = section.section(Self.ofAll) }
    if section.has(Self.ofDrives) { defaults.drives = section.entries(Self.ofDrives) }
    section.finish()
    return defaults
  }

  /// Lets a joint take what it does not say itself; `drive` is known once it was read.
  func stand(behind joint: Section, drive: String? = nil) {
    joint.fallbacks = [drives.first { $0.name == drive }?.section, joints].compactMap(\.self)
  }

  /// What nobody took up, or could. Only when every joint was read.
  func finish(_ read: [JointSection]) {
    joints?.finishFallback(refusing: Self.identity)
    let names = Set(read.map(\.driveName)).sorted()
    for (name, section) in drives {
      guard !names.contains(name) else {
        section.finishFallback(refusing: Self.identity.union([JointFacts.drive.key]))
        continue
      }
      let hint = Suggestion.phrase(for: name, among: names, noun: "drives of the joints")
      section.findings.add(
        section.place, "\(section.path) is the drive of no joint; \(hint)")
    }
  }

  // MARK: Facts

  /// What tells joints on one bus apart.
  private static let identity: Set<String> = [
    JointFacts.commandID.key, JointFacts.feedbackID.key, JointFacts.node.key,
  ]
  private static let ofAll = Fact(
    "joints", .group(JointFacts.group.defaults("robot.joint_default", without: identity)),
    "Values for every joint: the keys of a joint but its ids.", .below,
    .optional("each joint has its own"))
  private static let ofDrives = Fact(
    "drives",
    .entries(
      Fact(
        "*",
        .group(
          JointFacts.group.defaults(
            "robot.drive_default", without: identity.union([JointFacts.drive.key]))),
        "Values for the joints with that drive.", .below), names: JointFacts.partName,
      count: 0...Capacity.joints
    ),
    "Values for every joint with a drive of that name, nearer than those of all joints.", .below,
    .optional("drives make no difference"))

  static let group = FactGroup("robot.defaults", [ofAll, ofDrives])
  static let keys = Set(JointFacts.group.facts.map(\.key)).subtracting(identity)
}

extension FactGroup {
  /// The same keys as defaults of others: none is required, in no group below either.
  fileprivate func defaults(_ name: String, without keys: Set<String>) -> FactGroup {
    let facts = facts.filter { !keys.contains($0.key) }.map { fact in
      guard case .group(let below) = fact.form else {
        return fact.needing(.optional("each joint has its own"))
      }
      return Fact(
        fact.key, .group(below.defaults(below.name + "_default", without: [])), fact.meaning,
        fact.acts, .optional("each joint has its own"))
    }
    return FactGroup(name, facts, copies: self.name)
  }
}
