public import RobotCore
import Units

/// A drive that stopped itself, or left the enabled state without being told to.
struct DriveFaultMonitor: BitwiseCopyable, Sendable {
  static var function: SafetyFunction { @_noLocks get { .driveFault } }
  /// The drive has reported enabled since the last reset: from then on it may not fall back.
  private var hasBeenEnabled: Bool

  @_noLocks init(_ joint: JointConfiguration) { hasBeenEnabled = false }

  @_noLocks mutating func follow(_ state: JointState) { reset() }

  @_noLocks mutating func monitor(
    _ state: JointState, setpoint: JointCommand, _ watch: JointWatch, _ board: inout SafetyBoard
  ) -> SafetyFinding? {
    switch state.status {
    case .fault:
      let fault = Fault(
        .driveFault, subject: watch.joint, value: Double(state.driveFault.number),
        instant: watch.now)
      return SafetyFinding(fault, by: .driveFault, stop: severity(of: state.driveFault))
    case .enabled:
      hasBeenEnabled = true
      return nil
    case .disabled:
      guard hasBeenEnabled else { return nil }
      let fault = Fault(
        .driveDisabled, subject: watch.joint, value: Double(state.status.number), instant: watch.now
      )
      return SafetyFinding(fault, by: .driveFault, stop: .controlledDescent)
    case .unknown:
      return nil
    }
  }

  /// Hard faults, after which nothing the drives say can be relied on, take all torque away.
  ///
  /// After the others one joint is limp and the rest of the body is still best lowered.
  @_noLocks private func severity(of fault: DriveFault) -> StopKind {
    switch fault {
    case .overCurrent, .overVoltage, .encoder, .other, .restarted, .reconfigured:
      .torqueOff
    case .none, .underVoltage, .driverOverTemperature, .motorOverTemperature, .communicationLost,
      .overload, .followingError, .safeTorqueOff:
      .controlledDescent
    }
  }

  @_noLocks mutating func limit(
    _ command: inout JointCommand, _ state: JointState, _ watch: inout JointWatch
  ) -> Bool { false }

  /// Forgets that the drive was enabled.
  @_noLocks mutating func reset() { hasBeenEnabled = false }
}

extension SafetyFunction {
  /// A drive that stopped itself.
  public static var driveFault: SafetyFunction { @_noLocks get { SafetyFunction(rawValue: 3) } }
}

#if !hasFeature(Embedded)
  extension DriveFaultMonitor {
    static var about: SafetyAbout {
      SafetyAbout(.driveFault, "drive fault", short: "drive", .none)
    }
  }
#endif
