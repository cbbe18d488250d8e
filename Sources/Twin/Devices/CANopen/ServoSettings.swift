import RobotCore
import Units
import Wording

/// What a CiA 402 servo was built as, and how it was set up at its place in the robot.
struct ServoSettings {
  /// Node id, 1…127.
  var node: UInt8 = 1
  /// Identity (object 1018h). Vendor 0 is no vendor's number.
  var vendor: UInt32 = 0
  var product: UInt32 = 0x402
  var revision: UInt32 = 0x0001_0000
  var serial: UInt32 = 1
  /// What it calls itself (1008h), and its software (100Ah).
  var name = "Virtual servo drive, CiA 402"
  var software = "1.0"
  /// Encoder increments per turn of the motor (608Fh).
  var increments: UInt32 = 4_096
  /// Turns of the motor per turn of the drive's output (6091h).
  var motorTurns: UInt32 = 1
  var shaftTurns: UInt32 = 1
  /// N·m at the output that 1 000 ‰ stand for (6076h).
  var ratedTorque = 1.0
  /// A that 1 000 ‰ of current stand for (6075h).
  var ratedCurrent = 1.0
  /// Largest torque as a multiple of the rated one.
  var overload = 3.0
  /// rad/s at the output.
  var topSpeed = 30.0
  /// What it moves at its output, kg·m²: its controllers are tuned to it.
  var inertia = 0.01
  /// The encoder knows its place without power: within one turn, or across turns too.
  var isAbsolute = false
  var isMultiTurn = false
  /// Where its encoder has one of its index marks, rad at the output: one comes in each turn.
  var indexPlace = 0.0
  /// A holding brake is wired to its output.
  var hasBrake = false
  /// How long that brake takes to open or to close, s: torque holds the motor for so long.
  var brakeTime = 0.04
  /// V.
  var underVoltage = 15.0
  var overVoltage = 60.0
  /// °C of the winding.
  var windingLimit = 120.0
  /// From a request to the start of its answer.
  var answerDelay = Interval(microseconds: 100)
  /// Heartbeats and deadlines are kept and read back but never acted on: a defect to be found.
  var ignoresTimeout = false
}

extension ServoSettings {
  /// The servo of a joint's profile.
  init(
    _ joint: JointConfiguration, _ circumstances: VirtualDrive.Circumstances
  ) {
    let figures = joint.drive.canopen
    node = figures.node
    vendor = figures.vendor
    if figures.product != 0 { product = figures.product }
    if figures.revision != 0 { revision = figures.revision }
    serial = circumstances.serial
    if figures.name[0] != 0 { name = figures.name.text }
    if figures.software[0] != 0 { software = figures.software.text }
    increments = UInt32(min(4e9, max(1, figures.countsPerTurn.rounded())))
    ratedTorque = max(1e-3, figures.ratedTorque.value)
    let rated = figures.ratedCurrent.value
    ratedCurrent = rated > 0 ? rated : ratedTorque / max(1e-9, joint.plant.torqueConstant)
    let ability = joint.plant.torqueConstant * joint.plant.currentLimit
    let peak = joint.drive.peakTorque.value > 0 ? joint.drive.peakTorque.value : ability
    overload = min(30, max(1, peak / ratedTorque))
    // As delivered it goes faster than the profile lets it.
    let limit = figures.speedLimit.value
    topSpeed = max(1e-3, limit > 0 ? 1.2 * limit : joint.drive.velocityRange.value)
    inertia = circumstances.inertia
    indexPlace = circumstances.home
    isAbsolute = joint.isAbsolute
    isMultiTurn = joint.isMultiTurn
    hasBrake = figures.hasBrake
    brakeTime = max(joint.brake.engageTime.seconds, joint.brake.releaseTime.seconds) + 0.01
    underVoltage = joint.drive.underVoltage.value
    overVoltage = joint.drive.overVoltage.value
    windingLimit = joint.drive.protectionTemperature.value
    let least = Interval(microseconds: 10)
    let rest = joint.drive.latency - joint.plant.encoderDelay
    answerDelay = rest > least ? rest : least
    ignoresTimeout = circumstances.ignoresTimeout
  }
}
