import RobotCore
import Units

/// A drive that stopped itself, or left the enabled state without being told to.
struct DriveFaultMonitor: BitwiseCopyable, Sendable {
  /// The drive has reported enabled since the last reset: from then on it may not fall back.
  private var hasBeenEnabled: Bool

  @_noLocks init() { hasBeenEnabled = false }

  @_noLocks mutating func step(_ state: JointState, joint: Int, now: Instant)
    -> SafetyFinding
  {
    switch state.status {
    case .fault:
      let fault = Fault(
        .driveFault, subject: joint, value: Double(state.driveFault.number), instant: now)
      return SafetyFinding(fault, by: .driveFault, stop: severity(of: state.driveFault))
    case .enabled:
      hasBeenEnabled = true
      return SafetyFinding()
    case .disabled:
      guard hasBeenEnabled else { return SafetyFinding() }
      let fault = Fault(
        .driveDisabled, subject: joint, value: Double(state.status.number), instant: now)
      return SafetyFinding(fault, by: .driveFault, stop: .controlledDescent)
    case .unknown:
      return SafetyFinding()
    }
  }

  /// Hard faults, after which nothing the drives say can be relied on, take all torque away.
  ///
  /// After the others one joint is limp and the rest of the body is still best lowered.
  @_noLocks private func severity(of fault: DriveFault) -> StopKind {
    switch fault {
    case .overCurrent, .overVoltage, .encoder, .other, .restarted: .torqueOff
    case .none, .underVoltage, .driverOverTemperature, .motorOverTemperature, .communicationLost,
      .overload, .followingError, .safeTorqueOff:
      .controlledDescent
    }
  }

  /// Forgets that the drive was enabled.
  @_noLocks mutating func reset() { hasBeenEnabled = false }
}
