import RobotCore
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
  /// The drive stops itself when commands stay away.
  var hasTimeout = false

  private static let schema = "sinew-drive/1"

  static func read(_ path: String, into findings: FindingList) -> DriveProfile? {
    guard let file = SourceFile.read(path, into: findings),
      let mapping = YAMLDocument.mapping(of: file, into: findings)
    else { return nil }
    let before = findings.count
    let top = Section(
      kind: "drive", path: "", file: path, mapping: mapping, findings: findings)
    top.require(schema: schema)
    var profile = DriveProfile()
    profile.readIdentity(top)
    if let section = top.section("ranges", kind: "drive.ranges") { profile.readRanges(section) }
    if let section = top.section("protections", kind: "drive.protections") {
      profile.readProtections(section)
    }
    if let section = top.section("motor", kind: "drive.motor") { profile.readMotor(section) }
    if let section = top.section("gear", kind: "drive.gear") { profile.readGear(section) }
    if let section = top.section("encoder", kind: "drive.encoder") { profile.readEncoder(section) }
    top.finish()
    return findings.count == before ? profile : nil
  }

  private mutating func readIdentity(_ top: Section) {
    if let family = top.word("family", ["damiao": DriveFamily.damiao]) { drive.family = family }
    drive.model = top.label("model", expected: "the drive's model, such as 'DM-J4310'")
    if let section = top.section("reports_at", kind: "drive.reports_at") {
      for key in ["position", "velocity", "torque"] {
        // Damiao actuators speak of their output flange; a rotor-side drive brings its own family.
        _ = section.word(key, ["output": true])
      }
      section.finish()
    }
    drive.latency = top.interval("latency", .milliseconds(0, 100))
    guard let firmware = top.text("firmware", expected: "'any' or a version number") else { return }
    if firmware != "any" {
      drive.firmware = UInt32(top.integer("firmware", 1...Int(UInt32.max)) ?? 0)
    }
  }

  private mutating func readRanges(_ section: Section) {
    drive.positionRange = Angle(section.quantity("position", .angle, .positive))
    drive.velocityRange = AngularVelocity(
      section.quantity("velocity", .angularVelocity, .positive))
    drive.torqueRange = Torque(section.quantity("torque", .torque, .positive))
    drive.stiffnessRange = section.quantity("stiffness", .angularStiffness, .positive)
    drive.dampingRange = section.quantity("damping", .angularDamping, .positive)
    section.finish()
  }

  private mutating func readProtections(_ section: Section) {
    drive.protectionTemperature = Temperature(
      section.quantity("temperature", .temperature, .range(0, 200, "degC")))
    // Damiao cuts off at 120 °C whatever is set (manual of DM-J8009P, protections): what acts
    // nearer than 5 K to that comes too late to lower an arm.
    drive.driverTemperatureLimit = Temperature(
      section.quantity(
        "driver_temperature", .temperature, .range(40, 115, "degC"),
        default: drive.driverTemperatureLimit.value))
    drive.underVoltage = Voltage(section.quantity("under_voltage", .voltage, .positive))
    drive.overVoltage = Voltage(section.quantity("over_voltage", .voltage, .positive))
    if drive.overVoltage.value > 0, drive.overVoltage <= drive.underVoltage {
      section.add(
        "over_voltage",
        "is \(NumberText.shown(drive.overVoltage.value)) V, must exceed under_voltage "
          + "\(NumberText.shown(drive.underVoltage.value)) V; swap them")
    }
    hasTimeout = section.flag("command_timeout")
    section.finish()
  }

  private mutating func readMotor(_ section: Section) {
    drive.gearRatio = section.number("gear_ratio", .range(1, 1000))
    plant.polePairs = UInt32(section.integer("pole_pairs", 1...100) ?? 1)
    let rated = section.quantity("rated_torque", .torque, .positive)
    drive.peakTorque = Torque(section.quantity("peak_torque", .torque, .positive))
    if rated > drive.peakTorque.value, drive.peakTorque.value > 0 {
      section.add(
        "rated_torque",
        "is \(NumberText.shown(rated)) N*m, above peak_torque "
          + "\(NumberText.shown(drive.peakTorque.value)) N*m; swap them")
    }
    plant.torqueConstant = section.quantity("torque_constant", .torqueConstant, .positive)
    plant.currentLimit = section.quantity("peak_current", .current, .positive)
    plant.resistance = section.quantity("resistance", .resistance, .positive)
    plant.inductance = section.quantity("inductance", .inductance, .positive)
    plant.currentBandwidth = section.quantity("current_bandwidth", .bandwidth, .positive)
    let rotor = section.quantity("rotor_inertia", .inertia, .positive)
    plant.reflectedInertia = rotor * drive.gearRatio * drive.gearRatio
    plant.thermalResistance = section.quantity("thermal_resistance", .thermalResistance, .positive)
    plant.thermalCapacity = section.quantity("thermal_capacity", .heatCapacity, .positive)
    section.finish()
  }

  private mutating func readGear(_ section: Section) {
    let efficiency = Allowed(words: "more than 0 % up to 100 %") { $0 > 0 && $0 <= 1 }
    plant.efficiency = section.quantity("efficiency", .share, efficiency)
    plant.coulombFriction = section.quantity("coulomb_friction", .torque, .notNegative)
    plant.viscousFriction = section.quantity("viscous_friction", .angularDamping, .notNegative)
    plant.backlash = section.quantity("backlash", .angle, .range(0, 0.2, "rad"))
    plant.torsionalStiffness = section.quantity(
      "torsional_stiffness", .angularStiffness, .notNegative)
    plant.torsionalDamping = section.quantity("torsional_damping", .angularDamping, .notNegative)
    section.finish()
  }

  private mutating func readEncoder(_ section: Section) {
    plant.encoderCounts = section.number("counts", .range(16, 67_108_864))
    isAbsolute = section.flag("absolute")
    isMultiTurn = section.flag("multi_turn", default: false)
    if isMultiTurn, !isAbsolute, section.has("absolute") {
      section.add(
        "multi_turn",
        "is true while 'absolute' is false, but what counts its turns through a loss of power is "
          + "absolute; correct one of them")
    }
    plant.encoderNoise = section.quantity("noise", .angle, .range(0, 0.1, "rad"))
    plant.encoderDelay = section.interval("delay", .milliseconds(0, 100))
    section.finish()
  }
}

extension Section {
  /// Checks the first key of every file.
  func require(schema: String) {
    guard let text = text("schema", expected: "'\(schema)'"), text != schema else { return }
    add("schema", "is '\(Self.cut(text))', expected '\(schema)'; is this the right kind of file")
  }
}
