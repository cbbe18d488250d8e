/// What a servo watches of itself: supply, temperatures, load and the STO input.
struct ServoProtection {
  /// Power stage limit, °C: a choice of ours.
  static let stageLimit = 110.0

  let settings: ServoSettings
  private var overTime = 0.0

  init(_ settings: ServoSettings) { self.settings = settings }

  static func isInhibited(_ reading: DriveReading) -> Bool {
    reading.switches & TwinSwitch.safeTorqueOff.mask != 0
  }

  /// Supply and safety relay let the power stage work.
  func mayPower(_ reading: DriveReading) -> Bool {
    reading.supply >= settings.underVoltage && !Self.isInhibited(reading)
  }

  /// What is wrong now, the first of them.
  mutating func find(_ reading: DriveReading, _ axis: ServoAxis, step: Double) -> ServoFault? {
    let isOverloaded = overloads(axis, step: step)
    if reading.supply > settings.overVoltage { return .overVoltage }
    // Without supply and without torque it waits.
    if reading.supply < settings.underVoltage, axis.machine.isPowered { return .underVoltage }
    if reading.stage > Self.stageLimit { return .stageTemperature }
    if reading.winding > settings.windingLimit { return .windingTemperature }
    if Self.isInhibited(reading), axis.machine.isPowered { return .safeTorqueOff }
    return isOverloaded ? .overload : nil
  }

  /// Twice the rated torque for three seconds: a choice of ours.
  private mutating func overloads(_ axis: ServoAxis, step: Double) -> Bool {
    let isOver = abs(axis.torque) > 2 * settings.ratedTorque
    overTime = isOver ? overTime + step : max(0, overTime - step)
    guard overTime > 3 else { return false }
    overTime = 0
    return true
  }

  /// True when nothing keeps the drive in its fault.
  func isCured(_ reading: DriveReading) -> Bool {
    reading.supply <= settings.overVoltage && reading.supply >= settings.underVoltage
      && reading.stage <= Self.stageLimit && reading.winding <= settings.windingLimit
      && !Self.isInhibited(reading)
  }
}
