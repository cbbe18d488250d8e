import RobotCore
import Units

/// The drives' supply: cut, sagging, too high, or its monitor silent.
///
/// One value decides nothing: it must be borne out by the next ones, or by the drives. A low value
/// while every drive is silent is a cut supply, and stands before the lost bus in the chain, so
/// that the cause is told and not the symptom. A low value while drives answer is a sag: they still
/// have torque, so the robot is brought down under control instead of being dropped.
struct SupplyMonitor: BitwiseCopyable, Sendable {
  /// A sag or a peak counts when it has lasted for so long, or for the silence limit where that is
  /// longer: a bench that hears its drives late hears of a short dip late too. A motor that starts
  /// takes a supply down for some 10 ms.
  static var time: Interval { @_noLocks get { Interval(milliseconds: 50) } }
  static var readings: Int { @_noLocks get { 3 } }
  let isPresent: Bool
  let lowest: Voltage
  let highest: Voltage
  let ageLimit: Interval
  private let patience: Interval
  private var low: Confirmation
  private var high: Confirmation

  @_noLocks init(_ supply: SupplyConfiguration, timing: TimingConfiguration) {
    isPresent = supply.isPresent
    lowest = supply.lowest
    highest = supply.highest
    ageLimit = supply.ageLimit(under: timing)
    patience = SupplyMonitor.time < timing.silenceLimit ? timing.silenceLimit : SupplyMonitor.time
    low = Confirmation()
    high = Confirmation()
  }

  /// Nothing is found while no monitor has ever answered. `isSilent`: no drive answers, and the
  /// value was read within that silence.
  @_noLocks mutating func step(
    _ inputs: SafetyInputs, isSilent: Bool, elapsed: Interval
  ) -> SafetyFinding {
    guard isPresent, inputs.isSupplyKnown, inputs.isEnabled else { return SafetyFinding() }
    guard inputs.supply.isFinite, inputs.supplyAge <= ageLimit else {
      let fault = Fault(
        .supplyMonitorLost, value: inputs.supplyAge.seconds * 1e3, limit: ageLimit.seconds * 1e3,
        instant: inputs.now)
      return SafetyFinding(fault, by: .supply, stop: .controlledDescent)
    }
    let read = inputs.now - inputs.supplyAge
    let isLow = inputs.supply < lowest
    let isSagging = low.step(
      isLow, read: read, elapsed: elapsed, readings: SupplyMonitor.readings, time: patience)
    if isLow, isSilent { return found(.supplyLost, lowest, inputs, stop: .torqueOff) }
    if isSagging { return found(.supplyLost, lowest, inputs, stop: .controlledDescent) }
    let isPeak = high.step(
      inputs.supply > highest, read: read, elapsed: elapsed, readings: SupplyMonitor.readings,
      time: patience)
    return isPeak
      ? found(.supplyHigh, highest, inputs, stop: .controlledDescent) : SafetyFinding()
  }

  @_noLocks private func found(
    _ code: FaultCode, _ limit: Voltage, _ inputs: SafetyInputs, stop: StopKind
  ) -> SafetyFinding {
    let fault = Fault(
      code, value: inputs.supply.value, limit: limit.value, instant: inputs.now)
    return SafetyFinding(fault, by: .supply, stop: stop)
  }

  /// Forgets.
  @_noLocks mutating func reset() {
    low.reset()
    high.reset()
  }
}
