public import RobotCore

/// Emergency stop: an open input line asks for torque off. A commander's request needs no detour
/// through here: the runtime answers it in the cycle that reads it.
///
/// It asks the drives by software and is no STO; the hardware e-stop acts without it. It holds no
/// state: the runtime latches, and the input is debounced where it is read.
struct EmergencyStop: BitwiseCopyable, Sendable {
  @_noLocks init() {}

  /// value of the fault: 1, an open line, its subject (a commander's request: 2).
  @_noLocks func step(_ inputs: SafetyInputs) -> SafetyFinding {
    guard inputs.emergencyStopOpen else { return SafetyFinding() }
    let fault = Fault(
      .emergencyStop, subject: Int(inputs.openLine), value: 1, instant: inputs.now)
    return SafetyFinding(fault, by: .emergencyStop, stop: .torqueOff)
  }
}

extension SafetyFunction {
  /// An open emergency stop input.
  public static var emergencyStop: SafetyFunction { @_noLocks get { SafetyFunction(rawValue: 1) } }
}

#if !hasFeature(Embedded)
  extension EmergencyStop {
    static var about: SafetyAbout {
      SafetyAbout(.emergencyStop, "emergency stop", short: "e-stop", .none)
    }
  }
#endif
