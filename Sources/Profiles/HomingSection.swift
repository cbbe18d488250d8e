import Drives
import RobotCore
import Units
import Wording

/// The `homing` of one joint.
struct HomingSection {
  let section: Section
  let dimensions: JointDimensions
  let type: JointType
  /// The lines of safety.yaml; nil when that could not be read.
  let lines: [LineConfiguration]?

  /// Reads the section; the joint's limits and motion are known.
  func read(_ joint: inout JointConfiguration) {
    var homing = HomingConfiguration()
    homing.method = section.word(HomingFacts.to, HomingFacts.methods) ?? .none
    homing.isUpwards = section.word(HomingFacts.toward, HomingFacts.ends) ?? false
    let speed = joint.motionVelocity.value
    homing.speed = Velocity(section.quantity(HomingFacts.speed, of: type, otherwise: speed * 0.2))
    below(HomingFacts.speed, homing.speed.value, speed, dimensions.velocity, "motion_velocity")
    let effort = joint.effortLimit.value
    homing.effort = Effort(section.quantity(HomingFacts.effort, of: type, otherwise: effort * 0.2))
    below(
      HomingFacts.effort, homing.effort.value, effort * 0.5, dimensions.effort, "half its effort")
    let stop = homing.isUpwards ? joint.upperStop : joint.lowerStop
    homing.position = Position(
      section.quantity(
        HomingFacts.position, of: type, otherwise: homing.method == .stop ? stop.value : nil))
    readLine(&homing)
    if homing.method == .drive { readDrive(&joint, into: &homing) }
    if homing.method == .index {
      if joint.drive.family.traits.hasIndex {
        readIndex(&joint, homing)
      } else {
        section.add(
          HomingFacts.to,
          "is 'index', but drives of this family tell no index; write 'stop', 'switch' or 'mark'")
      }
    }
    if homing.position < joint.lowerStop || homing.position > joint.upperStop {
      section.add(
        HomingFacts.position,
        "is \(shown(homing.position.value)), outside the joint's mechanical stops "
          + "\(shown(joint.lowerStop.value)) … \(shown(joint.upperStop.value))")
    }
    joint.homing = homing
    // Whatever its encoder knows: the place is what homing finds.
    joint.isAbsolute = false
    section.finish()
  }

  /// A drive that looks by itself.
  private func readDrive(_ joint: inout JointConfiguration, into homing: inout HomingConfiguration)
  {
    homing.time = section.interval(HomingFacts.time)
    if joint.drive.canopen.homingMethod != 0 {
      joint.drive.canopen.homesItself = true
    } else {
      section.add(
        HomingFacts.to,
        "is 'drive', but its drive model says nothing of a homing of its own ('homing' in its "
          + "'canopen' section); write 'stop', 'switch' or 'mark'")
    }
  }

  private func below(
    _ fact: Fact, _ value: Double, _ most: Double, _ dimension: Dimension, _ what: String
  ) {
    guard value > most * (1 + 1e-9), most > 0 else { return }
    section.add(
      fact,
      "is \(NumberText.shown(value)) \(dimension.unit), above \(what) of "
        + "\(NumberText.shown(most)) \(dimension.unit): homing is slow and gentle; lower it")
  }

  private func shown(_ value: Double) -> String {
    "\(NumberText.shown(value)) \(dimensions.position.unit)"
  }

  private func readLine(_ homing: inout HomingConfiguration) {
    guard homing.method == .switch else {
      if section.has(HomingFacts.line) {
        section.add(HomingFacts.line, "has a meaning with 'to: switch' only; remove it")
      }
      return
    }
    guard section.has(HomingFacts.line) else {
      section.findings.add(
        section.place,
        "\(section.name(of: HomingFacts.line.key)) is missing: name the line of safety.yaml that the "
          + "switch is on")
      return
    }
    // Without a safety.yaml its own findings say enough.
    guard let name = section.text(HomingFacts.line), let lines else { return }
    let inputs = lines.indices.filter { lines[$0].role == .homing }
    guard let index = inputs.first(where: { lines[$0].name.text == name }) else {
      let hint = Suggestion.phrase(
        for: name, among: inputs.map { lines[$0].name.text }, noun: "homing lines")
      section.add(
        HomingFacts.line,
        "'\(Section.cut(name))' is no line of safety.yaml with 'role: homing'; \(hint)")
      return
    }
    homing.line = UInt8(index)
  }
}
