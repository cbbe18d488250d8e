import Drives
import RobotCore
import Safety

/// The keys of a drive model's file.
enum DriveFacts {
  static let families = FamilyWords.all
  private static let onCAN = only { $0.traits.isOnCAN }

  /// What belongs into the files of some families only.
  private static func only(_ isOwner: (DriveFamily) -> Bool) -> Fact.Condition {
    Fact.Condition(key: "family", words: families.filter { isOwner($0.value) }.map(\.key))
  }

  static let schema = Fact(
    "schema", .constant("sinew-drive/1"), "What kind of file this is.",
    .reading("a file of another kind is refused"))
  static let family = Fact(
    "family", .choice(families.map(\.key)), "Whose frames it speaks.", .core("frames"))
  static let model = Fact(
    "model", .text("the drive's model, such as 'DM-J4310'", longest: 47), "Name of the model.",
    .core("fault cards, reports"))
  static let reportsAt = Fact(
    "reports_at",
    .group(FactGroup("drive.reports_at", ["position", "velocity", "torque"].map(reportPoint))),
    "Where the drive measures what its frames say.", .below,
    .optional("the defaults of its keys hold"), only: onCAN)
  static let ranges = Fact(
    "ranges", .group(rangesGroup), "Packed ranges of its frames, ± where a sign is carried.",
    .below,
    only: only { $0 == .damiao })
  static let canopen = Fact(
    "canopen", .group(CANopenFacts.group), "What its objects are to hold.", .below,
    only: only { $0 == .ciA402 })
  static let latency = Fact(
    "latency", .quantity([.time], .range(0, 0.1)), "From sampling to the start of the frame.",
    .core("the estimate, the twin"), only: onCAN)
  static let firmware = Fact(
    "firmware", .integer(1...Int(UInt32.max), or: "any"), "Version that it must have.",
    .core("identity at arming"), .byDefault("any"), only: only { $0 == .damiao })
  static let protections = Fact(
    "protections", .group(protectionsGroup), "What the drive does to protect itself.", .below,
    only: onCAN)
  static let motor = Fact(
    "motor", .group(motorGroup), "Figures of motor and gear ratio.", .below, only: onCAN)
  static let gear = Fact(
    "gear", .group(gearGroup), "Figures of the integrated gear.", .below, only: onCAN)
  static let encoder = Fact(
    "encoder", .group(encoderGroup), "Figures of the encoder.", .below, only: onCAN)

  // Damiao actuators speak of their output flange; a rotor-side drive brings its own family.
  static func reportPoint(_ quantity: String) -> Fact {
    Fact(
      quantity, .choice(["output"]), "Where the drive reports \(quantity): its output flange.",
      .reading("no other place is known"), .byDefault("output"))
  }

  // MARK: ranges

  static let positionRange = Fact(
    "position", .quantity([.angle], .positive), "Largest packed position (PMAX).", .core("frames"))
  static let velocityRange = Fact(
    "velocity", .quantity([.angularVelocity], .positive), "Largest packed velocity (VMAX).",
    .core("frames"))
  static let torqueRange = Fact(
    "torque", .quantity([.torque], .positive), "Largest packed torque (TMAX).", .core("frames"))
  static let stiffnessRange = Fact(
    "stiffness", .quantity([.angularStiffness], .positive), "Largest packed stiffness.",
    .core("frames"))
  static let dampingRange = Fact(
    "damping", .quantity([.angularDamping], .positive), "Largest packed damping.", .core("frames"))
  private static let rangesGroup = FactGroup(
    "drive.ranges", [positionRange, velocityRange, torqueRange, stiffnessRange, dampingRange])

  // MARK: protections

  static let temperature = Fact(
    "temperature", .quantity([.temperature], .range(0, 200)),
    "Winding temperature at which the drive lets go.", .core("read-back at arming, the twin"))
  static let underVoltage = Fact(
    "under_voltage", .quantity([.voltage], .positive), "Voltage below which the drive lets go.",
    .core("read-back at arming, the twin"))
  static let overVoltage = Fact(
    "over_voltage", .quantity([.voltage], .positive), "Voltage above which the drive lets go.",
    .core("read-back at arming, the twin"))
  static let commandTimeout = Fact(
    "command_timeout", .flag, "The drive stops itself when commands stay away.",
    .reading("false needs the waiver 'timeout'"))
  private static let protectionsGroup = FactGroup(
    "drive.protections",
    [temperature, SafetyFacts.driverTemperature, underVoltage, overVoltage, commandTimeout])

  // MARK: motor

  static let gearRatio = Fact(
    "gear_ratio", .number(.range(1, 1000)), "Motor turns per output turn.",
    .core("read-back at arming, the twin"))
  static let polePairs = Fact(
    "pole_pairs", .integer(1...100), "Pole pairs of the motor.", .twin("registers"))
  static let ratedTorque = Fact(
    "rated_torque", .quantity([.torque], .positive), "Torque for ever, at the output.",
    .reading("must not exceed peak_torque"), .optional("nothing is held against peak_torque"))
  static let peakTorque = Fact(
    "peak_torque", .quantity([.torque], .positive), "Torque for a moment, at the output.",
    .core("bound of 'effort'"))
  static let torqueConstant = Fact(
    "torque_constant", .quantity([.torqueConstant], .positive),
    "Torque at the output per current.", .twin("motor"))
  static let peakCurrent = Fact(
    "peak_current", .quantity([.current], .positive), "Largest current.", .twin("motor"))
  static let resistance = Fact(
    "resistance", .quantity([.resistance], .positive), "Resistance of the winding.", .twin("heat"))
  static let inductance = Fact(
    "inductance", .quantity([.inductance], .positive), "Inductance of the winding.",
    .twin("registers"))
  static let currentBandwidth = Fact(
    "current_bandwidth", .quantity([.bandwidth], .positive), "Bandwidth of the current loop.",
    .twin("motor"))
  static let rotorInertia = Fact(
    "rotor_inertia", .quantity([.inertia], .positive), "Inertia of the rotor, before the gear.",
    .twin("motor"))
  static let thermalResistance = Fact(
    "thermal_resistance", .quantity([.thermalResistance], .positive), "Winding to ambient.",
    .twin("heat"))
  static let thermalCapacity = Fact(
    "thermal_capacity", .quantity([.heatCapacity], .positive), "Heat capacity of the winding.",
    .twin("heat"))
  private static let motorGroup = FactGroup(
    "drive.motor",
    [
      gearRatio, polePairs, ratedTorque, peakTorque, torqueConstant, peakCurrent, resistance,
      inductance, currentBandwidth, rotorInertia, thermalResistance, thermalCapacity,
    ])

  // MARK: gear

  static let efficiency = Fact(
    "efficiency", .quantity([.share], .upTo(1)), "Share of the torque that passes.", .twin("gear"))
  static let coulombFriction = Fact(
    "coulomb_friction", .quantity([.torque], .notNegative), "Dry friction at the output.",
    .twin("gear; also what a rest pose may weigh"))
  static let viscousFriction = Fact(
    "viscous_friction", .quantity([.angularDamping], .notNegative),
    "Friction that grows with speed, at the output.", .twin("gear"))
  static let backlash = Fact(
    "backlash", .quantity([.angle], .range(0, 0.2)), "Play at the output.", .twin("gear"),
    .byDefault("0 rad"))
  static let torsionalStiffness = Fact(
    "torsional_stiffness", .quantity([.angularStiffness], .notNegative),
    "Stiffness of the gear; 0: rigid.", .twin("gear"), .byDefault("0 N*m/rad"))
  static let torsionalDamping = Fact(
    "torsional_damping", .quantity([.angularDamping], .notNegative), "Damping of the gear.",
    .twin("gear"), .byDefault("0 N*m*s/rad"))
  private static let gearGroup = FactGroup(
    "drive.gear",
    [
      efficiency, coulombFriction, viscousFriction, backlash, torsionalStiffness, torsionalDamping,
    ])

  // MARK: encoder

  static let counts = Fact(
    "counts", .number(.range(16, 67_108_864)), "Counts per output turn.", .twin("encoder"))
  static let absolute = Fact(
    "absolute", .flag, "It knows its place at power-up.",
    .reading("false: each joint with it needs 'homing'"))
  static let multiTurn = Fact(
    "multi_turn", .flag,
    "It counts its turns through a loss of power; else it knows its place within one turn.",
    .core("reference at arming"), .byDefault("false"))
  static let noise = Fact(
    "noise", .quantity([.angle], .range(0, 0.1)), "Standard deviation of a reading.",
    .twin("encoder"))
  static let delay = Fact(
    "delay", .quantity([.time], .range(0, 0.1)), "Age of a reading when the drive uses it.",
    .twin("encoder"))
  private static let encoderGroup = FactGroup(
    "drive.encoder", [counts, absolute, multiTurn, noise, delay])

  static let group = FactGroup(
    "drive",
    [
      schema, family, model, reportsAt, ranges, canopen, latency, firmware, protections, motor,
      gear, encoder, ServoFacts.model,
    ])
}
