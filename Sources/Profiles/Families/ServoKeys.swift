import RobotCore
import Units
import Wording

/// Keys of hobby servos: their pulses, and the output of a PCA9685 that one hangs on.
enum ServoKeys: FamilyKeys {
  static func readModel(_ top: Section, from path: String, into profile: inout DriveProfile) {
    // Where it stands before its first pulse is assumed, see `ServoOutput`.
    profile.isAbsolute = true
    profile.isMultiTurn = true
    if let section = top.section(ServoFacts.model) {
      profile.servo.read(section, drive: &profile.drive, plant: &profile.plant)
    }
  }

  static func readAddress(of _: inout JointSection) {}

  /// A servo has no gains: a stiffness of 1 only says that its position is wanted.
  static func finish(_ joint: inout JointSection, _ profile: DriveProfile, _ buses: BusSections) {
    joint.joint.stiffness = 1
    joint.joint.damping = 0.001
    joint.joint.stopDamping = 0.001
    joint.joint.temperatureLimit = Temperature(200)
    guard joint.section.has(ServoFacts.joint) else {
      joint.section.add(
        JointFacts.drive,
        "'\(joint.driveName)' is a servo, which hangs on an output of a PCA9685; name it under "
          + "'servo'")
      return
    }
    joint.servo = joint.section.section(ServoFacts.joint)
    guard let servo = joint.servo else { return }
    ServoSection(section: servo, model: profile.servo).read(&joint.joint, buses: buses)
  }

  static func addresses(of _: JointSection) -> [DriveAddress] { [] }

  /// Outputs of chips: one servo each, one frequency for a chip, and no other part at its address.
  static func check(
    _ joints: [JointSection], of robot: RobotChecks, taken _: [String: String],
    _: [(name: String, timing: TimingConfiguration)]
  ) {
    let supply = robot.supply
    var outputs: [String: String] = [:]
    var frequencies: [String: (Double, String)] = [:]
    for joint in joints {
      let servo = joint.joint.drive.servo
      guard let section = joint.servo, !servo.device.text.isEmpty else { continue }
      let address = Section.hex(Int(servo.address))
      let chip = "\(servo.bus.text) \(address)"
      if supply.isPresent, supply.device.text == servo.device.text, supply.address == servo.address
      {
        section.add(
          ServoFacts.address,
          "\(address) is the supply monitor's on bus '\(servo.bus.text)'; give the chip another one "
            + "by its address pins")
      }
      if let other = outputs["\(chip) \(servo.channel)"] {
        section.add(
          ServoFacts.channel,
          "\(servo.channel) of the chip at \(address) is taken by \(other); use another")
      }
      outputs["\(chip) \(servo.channel)"] = joint.urdf.name
      if let (frequency, other) = frequencies[chip], frequency != servo.frequency {
        section.add(
          ServoFacts.channel,
          "is on the chip at \(address), whose pulses come \(NumberText.shown(frequency)) times a "
            + "second for \(other), and \(joint.driveName) takes \(NumberText.shown(servo.frequency)); "
            + "use another chip")
      }
      guard frequencies[chip] == nil else { continue }
      frequencies[chip] = (servo.frequency, joint.urdf.name)
      if frequencies.count > ServoConfiguration.mostChips {
        section.add(
          ServoFacts.address,
          "\(address) is chip \(frequencies.count) of this robot, at most "
            + "\(ServoConfiguration.mostChips) fit; use fewer")
      }
    }
  }

  static func remedy(for _: BusConfiguration) -> String {
    "a servo has no use; it hangs on a PCA9685"
  }
}
