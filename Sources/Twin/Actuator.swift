import CMath
import RobotCore
import Units
import Wording

/// Motor, gear and encoder of one axis, all at the drive's output. `Plant` moves what is behind it.
struct Actuator {
  /// What lies between the drive's output and the joint.
  let gear: Gear
  /// N·m per A.
  let torqueConstant: Double
  /// Largest current the power stage makes, A.
  let currentLimit: Double
  /// Phase resistance at 25 °C, Ω.
  let resistance: Double
  let coulomb: Double
  let viscous: Double
  /// Share of the carried torque that the gear loses, 0…1.
  let loss: Double
  private let plant: PlantConfiguration
  private let currentStep: Double

  /// Stiffness of the gear as used: never more than the sub-steps can integrate.
  var stiffness = 0.0
  /// Damping of the gear as used.
  var damping = 0.0
  /// Output angle of the rotor, rad; its own state only when the gear is elastic.
  var rotor: Double
  /// Its speed, rad/s.
  var speed = 0.0
  /// Torque-making current (peak of the phase current), A.
  private(set) var current = 0.0
  /// Winding, °C.
  var winding = Actuator.ambient
  /// Power stage, °C.
  var stage = Actuator.ambient
  /// Effort beyond the gear's own friction that holds the joint, N·m or N: a jam.
  var jam = 0.0
  /// What holds the joint without torque.
  var lock: Lock
  /// Its sensor.
  var encoder: Encoder
  /// Electrical energy taken in the tick so far, J.
  private var energy = 0.0
  private var heat = 0.0

  /// Surroundings, °C.
  static let ambient = 25.0
  /// Copper's resistance grows by this share per kelvin.
  private static let copper = 0.003_93
  /// Power stage to ambient, K/W, and time constant, s: a plausible small board.
  private static let stageResistance = 4.0
  private static let stageTime = 30.0
  /// Share of the copper loss that the power stage loses too (on-resistance against winding).
  private static let stageShare = 0.1

  init(_ joint: JointConfiguration, step: Double, seed: UInt64) throws(TwinError) {
    gear = try Gear(joint)
    plant = joint.plant
    torqueConstant = plant.torqueConstant
    currentLimit = plant.currentLimit
    resistance = plant.resistance
    coulomb = max(0, plant.coulombFriction)
    viscous = max(0, plant.viscousFriction)
    loss = min(1, max(0, 1 - plant.efficiency))
    // The first-order current loop, exact for a reference that is constant over the step.
    currentStep = 1 - math_exp(-plant.currentBandwidth * step)
    rotor = gear.drive(joint.startPosition.value)
    encoder = Encoder(plant, at: rotor, step: step, seed: seed)
    lock = Lock(joint)
    let name = joint.name.text
    guard torqueConstant > 0, currentLimit > 0, plant.thermalCapacity > 0,
      plant.thermalResistance > 0
    else {
      throw .configuration(
        "joint \(name): torque constant, current limit and thermal figures must be above 0")
    }
  }

  /// Torque on the rotor before friction, N·m.
  var torque: Double { torqueConstant * current }

  /// The drive asks for `wanted` N·m at a supply of `voltage`; nil: the power stage is off and the
  /// current gone within one sub-step (freewheeling through the diodes).
  mutating func energise(_ wanted: Double?, voltage: Double, step: Double) {
    guard let wanted, wanted.isFinite else {
      current = 0
      return
    }
    // Amplitude-invariant phase quantities: torque = 3/2 · ψ · i, so the voltage the turning rotor
    // induces is torqueConstant / 1.5 per rad/s, against at most U/√3 from the power stage. It
    // gives 200 turns a minute for a J4310 at 24 V without load, as its data sheet does.
    let hot = resistance * (1 + Actuator.copper * (winding - Actuator.ambient))
    let room = voltage * 0.577_350_269
    let induced = torqueConstant / 1.5 * speed
    var reference = min(currentLimit, max(-currentLimit, wanted / torqueConstant))
    if hot > 0 { reference = min((room - induced) / hot, max((-room - induced) / hot, reference)) }
    current += (reference - current) * currentStep
    let copperLoss = 1.5 * hot * current * current
    heat += copperLoss * step
    energy += (copperLoss + torque * speed) * step
  }

  /// Most friction of the gear, N·m at the drive's output: Coulomb, viscous, and the share of the
  /// carried torque that `efficiency` leaves out.
  var friction: Double { coulomb + viscous * abs(speed) + loss * abs(torque) }

  /// Torque of spring and damper between rotor and joint, N·m at the drive's output.
  func mesh(joint angle: Double, rate: Double) -> Double {
    let twist = rotor - angle
    let play = gear.backlash / 2
    if twist > play {
      return max(0, stiffness * (twist - play) + damping * (speed - rate))
    }
    if twist < -play {
      return min(0, stiffness * (twist + play) + damping * (speed - rate))
    }
    return 0
  }

  /// Temperatures after a tick of `elapsed` seconds; returns the mean electrical power, W.
  mutating func settle(elapsed: Double) -> Double {
    let power = energy / elapsed
    let lost = heat / elapsed
    winding +=
      elapsed / plant.thermalCapacity
      * (lost - (winding - Actuator.ambient) / plant.thermalResistance)
    let stageTarget = Actuator.ambient + Actuator.stageResistance * Actuator.stageShare * lost
    stage += elapsed / Actuator.stageTime * (stageTarget - stage)
    energy = 0
    heat = 0
    return power
  }
}
