import Drives
import RobotCore

/// One arbitration id that a joint uses.
struct DriveAddress {
  /// The key that it comes from.
  let fact: Fact
  let id: Int
  /// As its owner writes it.
  let shown: String
}

// Who listens and speaks where: a clash makes two drives answer at once.
extension RobotChecks {
  /// What each family demands of its drives among each other, and that no two use one id.
  func checkAddresses(_ timings: [(name: String, timing: TimingConfiguration)]) {
    var taken: [String: String] = [:]
    for joint in joints {
      guard let bus = bus(of: joint) else { continue }
      var refused: String?
      for address in joint.joint.drive.family.keys.addresses(of: joint) where address.id > 0 {
        guard address.fact.key != refused else { continue }  // they follow from the same key
        if let other = taken["\(bus) \(address.id)"] {
          joint.section.add(
            address.fact,
            "\(address.shown) is taken on bus '\(bus)' by \(other); give each its own id")
          refused = address.fact.key
          continue
        }
        taken["\(bus) \(address.id)"] = joint.section.name(of: address.fact.key)
      }
    }
    for family in FamilyWords.all.map(\.value) {
      let own = joints.filter { $0.joint.drive.family == family }
      family.keys.check(own, of: self, taken: taken, timings)
    }
  }

  /// The name of the CAN bus that a joint's drive is on; nil for none.
  func bus(of joint: JointSection) -> String? {
    let index = Int(joint.joint.drive.bus)
    return buses.canNames.indices.contains(index) ? buses.canNames[index] : nil
  }
}
