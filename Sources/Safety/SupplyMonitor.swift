import RobotCore
import Units

/// The drives' supply: cut, or its monitor silent.
///
/// A cut supply silences every drive too. It asks for the same severity as a lost bus and stands
/// before it in the chain, so the cause is told and not the symptom.
struct SupplyMonitor: BitwiseCopyable, Sendable {
  let isPresent: Bool
  let lowest: Voltage
  let ageLimit: Interval

  @_noLocks init(_ supply: SupplyConfiguration, timing: TimingConfiguration) {
    isPresent = supply.isPresent
    lowest = supply.lowest
    ageLimit = supply.ageLimit(under: timing)
  }

  /// Nothing is found while no monitor has ever answered.
  @_noLocks func step(_ inputs: SafetyInputs) -> SafetyFinding {
    guard isPresent, inputs.isSupplyKnown, inputs.isEnabled else { return SafetyFinding() }
    guard inputs.supply.isFinite, inputs.supplyAge <= ageLimit else {
      let fault = Fault(
        .supplyMonitorLost, value: inputs.supplyAge.seconds * 1e3, limit: ageLimit.seconds * 1e3,
        instant: inputs.now)
      return SafetyFinding(fault, by: .supply, stop: .controlledDescent)
    }
    guard inputs.supply < lowest else { return SafetyFinding() }
    let fault = Fault(
      .supplyLost, value: inputs.supply.value, limit: lowest.value, instant: inputs.now)
    return SafetyFinding(fault, by: .supply, stop: .torqueOff)
  }
}
