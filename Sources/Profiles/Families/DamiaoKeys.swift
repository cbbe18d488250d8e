import RobotCore
import Units

/// Keys of the Damiao DM series: ranges of the packed fields, two arbitration ids.
enum DamiaoKeys: FamilyKeys {
  static func readModel(_ top: Section, from path: String, into profile: inout DriveProfile) {
    profile.drive.firmware = UInt32(top.integer(DriveFacts.firmware) ?? 0)
    if let section = top.section(DriveFacts.ranges) { readRanges(section, into: &profile.drive) }
    profile.readOnCAN(top)
  }

  private static func readRanges(_ section: Section, into drive: inout DriveConfiguration) {
    drive.positionRange = Angle(section.quantity(DriveFacts.positionRange))
    drive.velocityRange = AngularVelocity(section.quantity(DriveFacts.velocityRange))
    drive.torqueRange = Torque(section.quantity(DriveFacts.torqueRange))
    drive.stiffnessRange = section.quantity(DriveFacts.stiffnessRange)
    drive.dampingRange = section.quantity(DriveFacts.dampingRange)
    section.finish()
  }

  static func readAddress(of joint: inout JointSection) {
    joint.refuse([JointFacts.node], "belongs to a CANopen drive; remove it")
    let section = joint.section
    joint.joint.drive.commandID = UInt32(section.integer(JointFacts.commandID) ?? 0)
    joint.joint.drive.feedbackID = UInt32(section.integer(JointFacts.feedbackID) ?? 0)
  }

  static func finish(_: inout JointSection, _: DriveProfile, _: BusSections) {}

  static func addresses(of joint: JointSection) -> [DriveAddress] {
    let drive = joint.joint.drive
    return [(JointFacts.commandID, drive.commandID), (JointFacts.feedbackID, drive.feedbackID)]
      .map { DriveAddress(fact: $0, id: Int($1), shown: Section.hex(Int($1))) }
  }

  /// Damiao drives listen on 0x100, 0x200 and 0x300 + id too (position, speed and force modes).
  static func check(
    _ joints: [JointSection], of robot: RobotChecks, taken: [String: String],
    _: [(name: String, timing: TimingConfiguration)]
  ) {
    for joint in joints {
      let own = Int(joint.joint.drive.commandID)
      guard let bus = robot.bus(of: joint), own > 0 else { continue }
      for base in [0x100, 0x200, 0x300] {
        guard let other = taken["\(bus) \(base + own)"] else { continue }
        joint.section.add(
          JointFacts.commandID,
          "\(Section.hex(own)) also listens on \(Section.hex(base + own)), which is \(other); "
            + "choose ids below 0x100")
      }
    }
  }

  static func remedy(for bus: BusConfiguration) -> String {
    bus.isFD
      ? "a Damiao drive has no setting (register 35 can_br); write bit_rate 1 Mbit/s and "
        + "data_bit_rate 2, 2.5, 3.2, 4, 5 or 8 Mbit/s"
      : "a Damiao drive has no setting (register 35 can_br); write 1 Mbit/s or 125, 200, 250 or "
        + "500 kbit/s"
  }
}
