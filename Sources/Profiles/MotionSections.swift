import RobotCore
import Units
import Wording

/// `motions`: named runs of waypoints.
struct MotionSections {
  private(set) var motions: [MotionConfiguration] = []
  private(set) var waypoints: [Waypoint] = []
  private var isComplete = true
  /// Nothing was found.
  private(set) var isSound = true

  /// `isComplete`: no entry of `joints` was refused; else unknown names are not blamed again here.
  static func read(
    _ top: Section, joints: [JointConfiguration], isComplete: Bool
  ) -> MotionSections {
    let before = top.findings.count
    var sections = MotionSections()
    sections.isComplete = isComplete
    for (name, section) in top.entries(RobotFacts.motions) {
      sections.add(name, section, joints)
    }
    if sections.motions.count > 16 {
      top.add(
        RobotFacts.motions, "has \(sections.motions.count) motions, at most 16 fit; remove some")
    }
    if sections.waypoints.count > Capacity.waypoints {
      top.add(
        RobotFacts.motions,
        "has \(sections.waypoints.count) waypoints in all, at most \(Capacity.waypoints) fit; remove some"
      )
    }
    sections.isSound = top.findings.count == before
    return sections
  }

  private mutating func add(_ name: String, _ section: Section, _ joints: [JointConfiguration]) {
    var motion = MotionConfiguration()
    motion.name = section.label(of: name, at: section.place, named: "motion name")
    motion.repeats = section.flag(MotionFacts.repeats)
    motion.speed = section.quantity(MotionFacts.speed)
    motion.first = UInt32(waypoints.count)
    let list = section.list(MotionFacts.waypoints)
    for entry in list { waypoints.append(waypoint(entry, joints)) }
    if list.isEmpty, section.has(MotionFacts.waypoints) {
      section.add(MotionFacts.waypoints, "is empty, expected at least one pose; add '- to: …'")
    }
    motion.count = UInt32(waypoints.count) - motion.first
    motions.append(motion)
    section.finish()
  }

  private func waypoint(_ section: Section, _ joints: [JointConfiguration]) -> Waypoint {
    var waypoint = Waypoint()
    waypoint.dwell = section.interval(MotionFacts.dwell)
    if let targets = section.section(MotionFacts.to) {
      let names = joints.map(\.name.text)
      for name in targets.names {
        guard let index = names.firstIndex(of: name) else {
          if !isComplete { continue }
          let hint = Suggestion.phrase(for: name, among: names, noun: "joints")
          targets.add(MotionFacts.target.named(name), "is no controlled joint; \(hint)")
          continue
        }
        waypoint.positions[index] = target(name, joints[index], targets)
        waypoint.mask |= 1 << UInt64(index)
      }
      if targets.names.isEmpty {
        section.add(MotionFacts.to, "names no joint; add 'joint: position'")
      }
    }
    section.finish()
    return waypoint
  }

  private func target(_ name: String, _ joint: JointConfiguration, _ section: Section) -> Double {
    let before = section.findings.count
    let target = MotionFacts.target.named(name)
    let dimension = target.dimension(joint.type)
    let value = section.quantity(target, of: joint.type)
    guard section.findings.count == before, joint.lower < joint.upper else { return value }
    if value < joint.lower.value || value > joint.upper.value {
      section.add(
        target,
        "is \(NumberText.shown(value)) \(dimension.unit), outside the limits "
          + "\(NumberText.shown(joint.lower.value)) … \(NumberText.shown(joint.upper.value)) "
          + "\(dimension.unit); move it inside")
    }
    return value
  }
}
