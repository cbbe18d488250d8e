import RobotCore
import Units

/// What a command becomes in the drive's own units.
///
/// The command's law is torque = stiffness·(q − p) + damping·(v − ṗ) + torque. A mode of the drive
/// realises it as far as it can: cyclic torque wholly, computed here from the last report; cyclic
/// velocity by the velocity at which spring and damper balance; the position modes take the
/// position, and the drive's own loop is as stiff as it is tuned. Without stiffness the position
/// modes follow the shaft: nothing pulls it anywhere, and only the drive's speed loop damps.
struct SetPoint: BitwiseCopyable, Sendable {
  /// 607A.
  let position: Int32
  /// 60FF.
  let velocity: Int32
  /// 6071 or 60B2, ‰ of the rated torque.
  let torque: Int16

  /// Without a command: where the shaft is, no speed, no torque.
  @_noLocks init(_ command: DriveCommand?, _ process: ProcessState, _ plan: SetupPlan) {
    guard let command else {
      position = process.position
      velocity = 0
      torque = 0
      return
    }
    let node = plan.node
    let turn = 2 * Double.pi
    let p = Double(process.position) * turn / node.countsPerTurn
    let v = Double(process.velocity) * turn / node.velocityPerTurn
    position =
      command.stiffness > 0
      ? SetPoint.whole(command.position.value / turn * node.countsPerTurn) : process.position
    var speed = command.velocity.value
    if command.damping > 0 {
      speed += command.stiffness / command.damping * (command.position.value - p)
    }
    let top = node.speedLimit.value
    if top > 0 {
      speed = AngularVelocity(speed).clamped(AngularVelocity(-top), AngularVelocity(top)).value
    }
    velocity = SetPoint.whole(speed / turn * node.velocityPerTurn)
    var newtonMetres = command.torque.value
    if node.mode == .cyclicTorque {
      newtonMetres += command.stiffness * (command.position.value - p)
      newtonMetres += command.damping * (command.velocity.value - v)
    }
    let peak = plan.peakTorque
    if peak > 0 { newtonMetres = Torque(newtonMetres).clamped(Torque(-peak), Torque(peak)).value }
    torque = SetPoint.share(newtonMetres / node.ratedTorque.value * 1e3)
  }

  /// The nearest whole number that fits.
  @_noLocks static func whole(_ value: Double) -> Int32 {
    guard value > -2_147_483_648 else { return Int32.min }
    guard value < 2_147_483_647 else { return Int32.max }
    return Int32(value < 0 ? value - 0.5 : value + 0.5)
  }

  /// The same in 16 bits.
  @_noLocks static func share(_ value: Double) -> Int16 {
    guard value > -32_768 else { return Int16.min }
    guard value < 32_767 else { return Int16.max }
    return Int16(value < 0 ? value - 0.5 : value + 0.5)
  }
}
