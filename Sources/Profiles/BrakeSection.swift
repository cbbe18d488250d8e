import Drives
import RobotCore
import Units
import Wording

/// The `brake` of one joint, and what its kind of stop needs of it.
struct BrakeSection {
  let joint: Section
  let type: JointType
  /// The lines of safety.yaml; nil when that could not be read.
  let lines: [LineConfiguration]?

  /// Reads the section and checks what hangs on it.
  func read(_ configuration: inout JointConfiguration) {
    if joint.has(JointFacts.brake), let section = joint.section(JointFacts.brake) {
      configuration.brake = read(section, family: configuration.drive.family)
      section.finish()
      if configuration.loading != .braked {
        joint.add(
          JointFacts.brake, "is the brake of a joint that has none; write 'loading: braked'")
      }
    }
    // A brake that falls in with the power stage has no time in which the drive could hold.
    if configuration.stopKind == .brake,
      !configuration.brake.isOurs || configuration.loading != .braked
    {
      joint.add(
        JointFacts.stop,
        "is 'brake', but nothing here can close one while the drive holds: that needs 'loading: braked' "
          + "and a 'brake' with 'output: line' or 'output: drive'; write 'controlled_stop' where the "
          + "brake closes by itself when torque goes off, otherwise 'controlled_descent'")
    }
  }

  private func read(_ section: Section, family: DriveFamily) -> BrakeConfiguration {
    var brake = BrakeConfiguration()
    brake.output = section.word(BrakeFacts.output, BrakeFacts.outputs) ?? .automatic
    brake.engageTime = section.interval(BrakeFacts.engageTime)
    brake.releaseTime = section.interval(BrakeFacts.releaseTime)
    brake.slipEffort = Effort(section.quantity(BrakeFacts.slipEffort, of: type, otherwise: 0))
    if brake.output == .drive, !family.traits.hasBrakeOutput {
      section.add(
        BrakeFacts.output,
        "is 'drive', but drives of this family have no brake output that a frame switches; write "
          + "'power_stage' or 'line'")
    }
    readLine(section, &brake)
    return brake
  }

  private func readLine(_ section: Section, _ brake: inout BrakeConfiguration) {
    guard brake.output == .line else {
      if section.has(BrakeFacts.line) {
        section.add(BrakeFacts.line, "has a meaning with 'output: line' only; remove it")
      }
      return
    }
    guard section.has(BrakeFacts.line) else {
      section.findings.add(
        section.place,
        "\(section.name(of: BrakeFacts.line.key)) is missing: name the line of safety.yaml that opens "
          + "the brake")
      return
    }
    // Without a safety.yaml its own findings say enough.
    guard let name = section.text(BrakeFacts.line), let lines else { return }
    let outputs = lines.indices.filter { lines[$0].role == .brake }
    guard let index = outputs.first(where: { lines[$0].name.text == name }) else {
      let hint = Suggestion.phrase(
        for: name, among: outputs.map { lines[$0].name.text }, noun: "brake lines")
      section.add(
        BrakeFacts.line,
        "'\(Section.cut(name))' is no line of safety.yaml with 'role: brake'; \(hint)")
      return
    }
    brake.line = UInt8(index)
  }
}
