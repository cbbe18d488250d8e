import Foundation
import RealTime
import RobotCore
import Units
import Wording

/// Reads `robot.yaml` and everything it names.
struct RobotReader {
  let findings: FindingList
  let searchRoots: [String]
  private var files: [String] = []

  init(findings: FindingList, searchRoots: [String]) {
    self.findings = findings
    self.searchRoots = searchRoots
  }

  mutating func read(_ nameOrPath: String) -> RobotProfile? {
    guard let path = ProfileLibrary.locate(nameOrPath, in: searchRoots, into: findings),
      let top = Section.top(RobotFacts.group, of: path, into: findings)
    else { return nil }
    files = [path]
    let name = readName(top)
    let line = top.text(RobotFacts.description) ?? ""
    let urdf = readURDF(top, path)
    let safety = readSafety(top, path)
    var configuration = RobotConfiguration()
    configuration.name = Label(name) ?? Label()
    let isTimingSound = readTiming(top, &configuration)
    let buses = BusSections.read(top)
    let supply = top.has(RobotFacts.supply) ? top.section(RobotFacts.supply) : nil
    if let supply {
      configuration.supply = SupplySection.read(supply, buses: buses)
      TimingSection.fillSupplyAgeLimit(&configuration)
    }
    // The folder above `robots/` holds the drives; a robot elsewhere uses the search path.
    let own = ProfileLibrary.resolve("../..", from: path)
    var library = PartLibrary(roots: [own] + searchRoots, findings: findings)
    let entries = top.entries(RobotFacts.joints)
    let defaults = JointDefaults.read(top)
    let joints = readJoints(
      top, entries, urdf?.model, &library, buses, defaults, lines: safety?.lines)
    if joints.count == entries.count { defaults.finish(joints) }
    let motions = MotionSections.read(
      top, joints: joints.map(\.joint), isComplete: joints.count == entries.count)
    top.finish()
    if let supply {
      configuration.supply = SupplySection.settled(
        configuration.supply, supply,
        drives: joints.filter { $0.isSound && $0.joint.hasFeedback }.map(\.joint.drive))
    }
    let checks = RobotChecks(
      top: top, joints: joints, buses: buses, supply: configuration.supply)
    checks.run(
      safety: safety,
      timings: [
        ("timing", configuration.timing), ("timing.bench", configuration.benchTiming),
      ])
    let isComplete = joints.count == entries.count
    if isTimingSound, buses.isSound, isComplete { checks.checkLoad(configuration.timing) }
    if let urdf, isComplete { checkControlled(urdf.model, joints) }
    guard let urdf, let safety else { return nil }
    fill(&configuration, buses, joints.map(\.joint), urdf.tree, motions, safety)
    if isComplete, safety.isGravityKnown, joints.allSatisfy(\.isSound),
      motions.isSound, urdf.tree.bodies.count <= 96
    {
      checkMimics(urdf.model, joints)
      var body = BodyChecks(joints: joints, configuration: configuration)
      body.run()
    }
    guard findings.count == 0 else { return nil }
    return RobotProfile(
      name: name, summaryLine: line, files: files + library.files,
      driveNames: joints.map(\.driveName), remarks: findings.remarks, compiled: configuration)
  }

  private func readName(_ top: Section) -> String {
    guard let name = top.text(RobotFacts.name) else { return "" }
    // The name becomes a file name in /dev/shm.
    if !BusSections.isName(name) || name.utf8.count > 40 {
      top.add(
        RobotFacts.name,
        "is '\(Section.cut(name))', expected at most 40 characters of a-z, 0-9, - and _")
    }
    return name
  }

  private mutating func readURDF(
    _ top: Section, _ path: String
  ) -> (model: URDFModel, tree: BodyTree)? {
    guard let text = top.text(RobotFacts.urdf),
      let file = NamedFile.path(text, RobotFacts.urdf, top, from: path, roots: searchRoots)
    else { return nil }
    files.append(file)
    guard let model = URDFModel.read(file, into: findings),
      let tree = BodyTree(model, into: findings)
    else { return nil }
    return (model, tree)
  }

  private mutating func readSafety(_ top: Section, _ path: String) -> SafetyProfile? {
    guard let text = top.text(RobotFacts.safety),
      let file = NamedFile.path(text, RobotFacts.safety, top, from: path, roots: searchRoots)
    else { return nil }
    files.append(file)
    return SafetyProfile.read(file, into: findings)
  }

  /// True when nothing was found.
  private func readTiming(_ top: Section, _ configuration: inout RobotConfiguration) -> Bool {
    let before = findings.count
    guard let section = top.section(RobotFacts.timing) else { return false }
    configuration.timing = TimingSection.read(section, TimingFacts.usual)
    if let bench = section.section(TimingFacts.bench) {
      configuration.benchTiming = TimingSection.read(
        bench, TimingFacts.relaxed, rate: 1 / configuration.timing.period.seconds)
      configuration.benchTiming.supplyAgeLimit = TimingSection.supplyAgeLimit(bench)
      bench.finish()
    }
    section.finish()
    return findings.count == before
  }

  private func readJoints(
    _ top: Section, _ entries: [(name: String, section: Section)], _ model: URDFModel?,
    _ library: inout PartLibrary, _ buses: BusSections, _ defaults: JointDefaults,
    lines: [LineConfiguration]?
  ) -> [JointSection] {
    if entries.isEmpty, top.has(RobotFacts.joints) {
      top.add(RobotFacts.joints, "is empty, expected one entry per controlled joint of the URDF")
    }
    if entries.count > Capacity.joints {
      top.add(RobotFacts.joints, "has \(entries.count) joints, at most \(Capacity.joints) fit")
    }
    // Without a URDF the types are unknown, and its own findings say enough.
    guard let model else { return [] }
    var joints: [JointSection] = []
    let movable = model.joints.filter { $0.type != .fixed && $0.mimic == nil }
    for (name, section) in entries.prefix(Capacity.joints) {
      guard let urdf = movable.first(where: { $0.name == name }) else {
        findings.add(section.place, Self.notMovable(name, model, movable.map(\.name)))
        continue
      }
      var joint = JointSection(section, urdf: urdf)
      joint.read(library: &library, buses: buses, defaults: defaults, lines: lines)
      joints.append(joint)
    }
    return joints
  }

  private static func notMovable(_ name: String, _ model: URDFModel, _ names: [String]) -> String {
    if let found = model.joints.first(where: { $0.name == name }) {
      let why = found.type == .fixed ? "fixed" : "a mimic"
      return "joints.\(Section.cut(name)) is \(why) in the URDF and has no drive; remove it"
    }
    let hint = Suggestion.phrase(for: name, among: names, noun: "joints of the URDF")
    return "joints.\(Section.cut(name)) is not a joint of the URDF; \(hint)"
  }

  private func checkControlled(_ model: URDFModel, _ joints: [JointSection]) {
    let controlled = Set(joints.map { $0.urdf.name })
    for joint in model.joints
    where joint.type != .fixed && joint.mimic == nil && !controlled.contains(joint.name) {
      findings.add(
        joint.place,
        "joint \(joint.name) moves but robot.yaml gives it no drive; add it to 'joints' or make it "
          + "fixed")
    }
  }

  /// A joint that follows another goes where its leader's limits send it, and as fast.
  private func checkMimics(_ model: URDFModel, _ joints: [JointSection]) {
    for joint in model.joints {
      guard let mimic = joint.mimic,
        let leader = joints.first(where: { $0.urdf.name == mimic.leader })
      else { continue }
      MimicCheck(follower: joint, mimic: mimic, leader: leader, findings: findings).run()
    }
  }

  private func fill(
    _ configuration: inout RobotConfiguration, _ buses: BusSections,
    _ joints: [JointConfiguration], _ tree: BodyTree, _ motions: MotionSections,
    _ safety: SafetyProfile
  ) {
    for bus in buses.can { configuration.buses.append(bus) }
    for joint in joints { configuration.joints.append(joint) }
    let indices = Dictionary(uniqueKeysWithValues: joints.enumerated().map { ($1.name.text, $0) })
    for body in tree.configurations(joints: indices) { configuration.bodies.append(body) }
    for motion in motions.motions { configuration.motions.append(motion) }
    for waypoint in motions.waypoints { configuration.waypoints.append(waypoint) }
    configuration.safety = safety.safety
    for line in safety.lines { configuration.lines.append(line) }
    for waiver in safety.waivers { configuration.waivers.append(waiver) }
  }
}
