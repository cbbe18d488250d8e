import RobotCore
import Units

/// A joint of the URDF that follows another one, against its own limits.
struct MimicCheck {
  let follower: URDFJoint
  let mimic: URDFMimic
  let leader: JointSection
  let findings: FindingList

  func run() {
    let figures = leader.joint
    let dimensions = JointDimensions(follower.type)
    let unit = dimensions.position.unit
    // As for a joint of its own: a little outside is the error of setting zero.
    let slack = follower.type == .prismatic ? 0.01 : 0.1
    let ends = [(figures.lower.value, "lower"), (figures.upper.value, "upper")]
    for (end, word) in ends {
      let place = mimic.multiplier * end + mimic.offset
      guard place < follower.lower - slack || place > follower.upper + slack else { continue }
      findings.add(
        mimic.place,
        "joint \(follower.name) mimics \(mimic.leader) and goes to \(NumberText.shown(place)) \(unit) "
          + "where that stands at its \(word) limit of \(NumberText.shown(end)) \(unit), its own limits "
          + "are \(NumberText.shown(follower.lower)) … \(NumberText.shown(follower.upper)) \(unit); "
          + "correct multiplier and offset, or narrow '\(word)' of \(mimic.leader)")
    }
    let speed = figures.velocityLimit.value * abs(mimic.multiplier)
    guard speed > follower.velocity * (1 + 1e-9) else { return }
    let rate = dimensions.velocity.unit
    findings.add(
      mimic.place,
      "joint \(follower.name) mimics \(mimic.leader) at up to \(NumberText.shown(speed)) \(rate), its "
        + "own limit is \(NumberText.shown(follower.velocity)) \(rate); lower 'velocity' of "
        + "\(mimic.leader)")
  }
}
