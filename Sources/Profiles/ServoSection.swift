import RobotCore
import Units
import Wording

/// `servo` of a drive's file.
struct ServoModel {
  /// Width of the pulse at either end, s.
  private(set) var shortest = 0.0
  private(set) var longest = 0.0
  /// rad between the ends.
  private(set) var travel = 0.0

  /// Fills drive and plant with what a servo has of them.
  mutating func read(
    _ section: Section, drive: inout DriveConfiguration, plant: inout PlantConfiguration
  ) {
    drive.servo.frequency = section.quantity(ServoFacts.frequency)
    shortest = section.quantity(ServoFacts.shortest)
    longest = section.quantity(ServoFacts.longest)
    if longest > 0, longest <= shortest {
      section.add(
        ServoFacts.longest,
        "is \(Self.shown(longest)), must be above shortest_pulse \(Self.shown(shortest)); swap them"
      )
    }
    if longest >= 0.5 / max(drive.servo.frequency, 1) {
      section.add(
        ServoFacts.frequency,
        "is \(NumberText.shown(drive.servo.frequency)) Hz, whose period must be more than twice "
          + "longest_pulse \(Self.shown(longest)); lower it")
    }
    travel = section.quantity(ServoFacts.travel)
    drive.servo.speed = AngularVelocity(section.quantity(ServoFacts.speed))
    drive.servo.timeConstant = section.interval(ServoFacts.timeConstant)
    drive.velocityRange = drive.servo.speed
    drive.positionRange = Angle(travel / 2)
    drive.peakTorque = Torque(section.quantity(ServoFacts.torque))
    drive.torqueRange = drive.peakTorque
    // The twin's motor: one ampere for each N·m, and no winding that could get warm.
    plant.torqueConstant = 1
    plant.currentLimit = drive.peakTorque.value
    plant.resistance = 0
    plant.reflectedInertia = section.quantity(ServoFacts.inertia)
    plant.coulombFriction = section.quantity(ServoFacts.friction)
    plant.viscousFriction = 0
    plant.efficiency = 1
    section.finish()
  }

  /// Width of the pulse at an angle of the servo, s.
  func pulse(at angle: Double) -> Double {
    (shortest + longest) / 2 + angle / max(travel, 1e-9) * (longest - shortest)
  }

  static func shown(_ seconds: Double) -> String {
    "\(NumberText.shown((seconds * 1e7).rounded() / 10)) µs"
  }
}

/// `servo` of a joint.
struct ServoSection {
  let section: Section
  let model: ServoModel

  /// Reads where the servo hangs and what its pulses are at the joint's limits.
  func read(_ joint: inout JointConfiguration, buses: BusSections) {
    readBus(&joint.drive.servo, buses)
    joint.drive.servo.address = UInt8(section.integer(ServoFacts.address) ?? 0x40)
    joint.drive.servo.channel = UInt8(section.integer(ServoFacts.channel) ?? 0)
    let lower = angle(of: joint.lower, joint)
    let upper = angle(of: joint.upper, joint)
    joint.drive.servo.lower = Angle(lower)
    joint.drive.servo.upper = Angle(upper)
    joint.drive.servo.rest = Angle(angle(of: joint.restPosition, joint))
    joint.drive.servo.pulseAtLower = pulse(ServoFacts.pulseAtLower, at: lower)
    joint.drive.servo.pulseAtUpper = pulse(ServoFacts.pulseAtUpper, at: upper)
    if joint.drive.servo.pulseAtLower == joint.drive.servo.pulseAtUpper {
      section.add(
        ServoFacts.pulseAtUpper, "is the same as pulse_at_lower, so it would never move; change one"
      )
    }
    section.finish()
  }

  private func readBus(_ servo: inout ServoConfiguration, _ buses: BusSections) {
    let names = Array(buses.i2c.keys)
    let only = names.count == 1 && buses.refused.isEmpty ? names.first : nil
    guard let bus = section.text(ServoFacts.bus, otherwise: only) else { return }
    if let device = buses.i2c[bus] {
      servo.bus = section.label(
        of: bus, at: section.spot(of: ServoFacts.bus).place, named: "bus")
      servo.device = device
    } else if !buses.refused.contains(bus) {
      let hint = Suggestion.phrase(for: bus, among: names, noun: "I2C buses")
      section.add(ServoFacts.bus, "'\(Section.cut(bus))' is no I2C bus of this robot; \(hint)")
    }
  }

  private func angle(of position: Position, _ joint: JointConfiguration) -> Double {
    (position.value - joint.reducer.offset.value) * joint.reducer.drivePerJoint
      * joint.reducer.sign
  }

  /// What the file says, or what the model makes of the angle; never beyond the model's ends.
  private func pulse(_ fact: Fact, at angle: Double) -> Interval {
    let width = section.quantity(fact, otherwise: model.pulse(at: angle))
    if width < model.shortest - 1e-9 || width > model.longest + 1e-9 {
      section.add(
        fact,
        "is \(ServoModel.shown(width)), the servo takes \(ServoModel.shown(model.shortest)) … "
          + "\(ServoModel.shown(model.longest)); narrow 'lower' … 'upper', or correct 'offset'")
    }
    return Interval(nanoseconds: Int64((width * 1e9).rounded()))
  }
}
