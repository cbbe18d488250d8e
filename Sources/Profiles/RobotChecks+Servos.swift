import RobotCore
import Wording

extension RobotChecks {
  /// Outputs of chips: one servo each, one frequency for a chip, and no other part at its address.
  func checkServos(supply: SupplyConfiguration) {
    var outputs: [String: String] = [:]
    var frequencies: [String: (Double, String)] = [:]
    for joint in joints where joint.joint.drive.family == .servo {
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

  /// A joint that says nothing is refused unless somebody has signed for it.
  func checkFeedback(_ safety: SafetyProfile) {
    let isWaived = safety.waivers.contains { $0.text.hasPrefix(WaiverFacts.feedback.key + ":") }
    for joint in joints where joint.isSound && !joint.joint.hasFeedback && !isWaived {
      joint.section.add(
        JointFacts.drive,
        "'\(joint.driveName)' says nothing of itself, so nothing that it does can be evidence; name "
          + "the waiver '\(WaiverFacts.feedback.key): open_loop' in safety.yaml")
    }
  }
}
