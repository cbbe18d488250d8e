import RobotCore

/// Emergency stop: an open input line or a commander's request asks for torque off.
///
/// It asks the drives by software and is no STO; the hardware e-stop acts without it. It holds no
/// state: the runtime latches, and the input is debounced where it is read.
struct EmergencyStop: BitwiseCopyable, Sendable {
  @_noLocks init() {}

  /// value of the fault: 1 for an open line, its subject; 2 for a request.
  @_noLocks func step(_ inputs: SafetyInputs) -> SafetyFinding {
    guard inputs.emergencyStopOpen || inputs.emergencyStopRequested else { return SafetyFinding() }
    let fault = Fault(
      .emergencyStop, subject: inputs.emergencyStopOpen ? Int(inputs.openLine) : -1,
      value: inputs.emergencyStopOpen ? 1 : 2, instant: inputs.now)
    return SafetyFinding(fault, by: .emergencyStop, stop: .torqueOff)
  }
}
