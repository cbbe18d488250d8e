import Drives
import RobotCore
import Safety
import Units

/// A drive model as its file describes it.
struct DriveProfile {
  /// Ranges, latency, identity; without addresses.
  var drive = DriveConfiguration()
  /// Motor, gear and encoder.
  var plant = PlantConfiguration()
  /// The encoder is absolute at the output.
  var isAbsolute = false
  /// It counts its turns through a loss of power too.
  var isMultiTurn = false
  /// Its pulses, when it is a servo.
  var servo = ServoModel()
  /// The drive stops itself when commands stay away.
  var hasTimeout = false
  /// Files that it names.
  var files: [String] = []

  static func read(_ path: String, into findings: FindingList) -> DriveProfile? {
    let before = findings.count
    guard let top = Section.top(DriveFacts.group, of: path, into: findings) else { return nil }
    var profile = DriveProfile()
    profile.readIdentity(top)
    profile.refuseOtherFamilies(top)
    profile.drive.family.keys.readModel(top, from: path, into: &profile)
    top.finish()
    profile.drive.traits = profile.drive.family.traits.traits(of: profile.drive)
    return findings.count == before ? profile : nil
  }

  private mutating func readIdentity(_ top: Section) {
    if let family = top.word(DriveFacts.family, DriveFacts.families) { drive.family = family }
    drive.model = top.label(DriveFacts.model)
  }

  /// What every drive says of itself that is on a CAN bus.
  mutating func readOnCAN(_ top: Section) {
    if let section = top.section(DriveFacts.reportsAt) {
      for fact in section.group.facts { _ = section.word(fact, ["output": true]) }
      section.finish()
    }
    drive.latency = top.interval(DriveFacts.latency)
    if let section = top.section(DriveFacts.protections) { readProtections(section) }
    if let section = top.section(DriveFacts.motor) { readMotor(section) }
    if let section = top.section(DriveFacts.gear) { readGear(section) }
    if let section = top.section(DriveFacts.encoder) { readEncoder(section) }
  }

  /// A family has keys of its own; those of another are refused.
  private func refuseOtherFamilies(_ top: Section) {
    let word = DriveFacts.families.first { $0.value == drive.family }?.key ?? ""
    for fact in DriveFacts.group.facts {
      guard let only = fact.only, !only.words.contains(word), top.has(fact) else { continue }
      top.add(fact, "belongs to family '\(only.words.joined(separator: ", "))' only; remove it")
    }
  }

  private mutating func readProtections(_ section: Section) {
    drive.protectionTemperature = Temperature(
      section.quantity(DriveFacts.temperature))
    drive.driverTemperatureLimit = Temperature(
      section.quantity(SafetyFacts.driverTemperature))
    drive.underVoltage = Voltage(section.quantity(DriveFacts.underVoltage))
    drive.overVoltage = Voltage(section.quantity(DriveFacts.overVoltage))
    if drive.overVoltage.value > 0, drive.overVoltage <= drive.underVoltage {
      section.add(
        DriveFacts.overVoltage,
        "is \(NumberText.shown(drive.overVoltage.value)) V, must exceed under_voltage "
          + "\(NumberText.shown(drive.underVoltage.value)) V; swap them")
    }
    hasTimeout = section.flag(DriveFacts.commandTimeout)
    section.finish()
  }

  private mutating func readMotor(_ section: Section) {
    drive.gearRatio = section.number(DriveFacts.gearRatio)
    plant.polePairs = UInt32(section.integer(DriveFacts.polePairs) ?? 1)
    let rated = section.quantity(DriveFacts.ratedTorque, otherwise: 0)
    drive.peakTorque = Torque(section.quantity(DriveFacts.peakTorque))
    if rated > drive.peakTorque.value, drive.peakTorque.value > 0 {
      section.add(
        DriveFacts.ratedTorque,
        "is \(NumberText.shown(rated)) N*m, above peak_torque "
          + "\(NumberText.shown(drive.peakTorque.value)) N*m; swap them")
    }
    plant.torqueConstant = section.quantity(DriveFacts.torqueConstant)
    plant.currentLimit = section.quantity(DriveFacts.peakCurrent)
    plant.resistance = section.quantity(DriveFacts.resistance)
    plant.inductance = section.quantity(DriveFacts.inductance)
    plant.currentBandwidth = section.quantity(DriveFacts.currentBandwidth)
    let rotor = section.quantity(DriveFacts.rotorInertia)
    plant.reflectedInertia = rotor * drive.gearRatio * drive.gearRatio
    plant.thermalResistance = section.quantity(DriveFacts.thermalResistance)
    plant.thermalCapacity = section.quantity(DriveFacts.thermalCapacity)
    section.finish()
  }

  private mutating func readGear(_ section: Section) {
    plant.efficiency = section.quantity(DriveFacts.efficiency)
    plant.coulombFriction = section.quantity(DriveFacts.coulombFriction)
    plant.viscousFriction = section.quantity(DriveFacts.viscousFriction)
    plant.backlash = section.quantity(DriveFacts.backlash)
    plant.torsionalStiffness = section.quantity(DriveFacts.torsionalStiffness)
    plant.torsionalDamping = section.quantity(DriveFacts.torsionalDamping)
    section.finish()
  }

  private mutating func readEncoder(_ section: Section) {
    plant.encoderCounts = section.number(DriveFacts.counts)
    isAbsolute = section.flag(DriveFacts.absolute)
    isMultiTurn = section.flag(DriveFacts.multiTurn)
    if isMultiTurn, !isAbsolute, section.has(DriveFacts.absolute) {
      section.add(
        DriveFacts.multiTurn,
        "is true while 'absolute' is false, but what counts its turns through a loss of power is "
          + "absolute; correct one of them")
    }
    plant.encoderNoise = section.quantity(DriveFacts.noise)
    plant.encoderDelay = section.interval(DriveFacts.delay)
    section.finish()
  }
}
