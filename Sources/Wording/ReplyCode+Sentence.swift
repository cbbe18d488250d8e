import RealTime
public import RobotCore

extension ReplyCode {
  /// The answer as one sentence with the next step. `fault` is the finding behind `.latched`,
  /// `.armingFailed` and `.conditionHolds`.
  public func sentence(
    subject: Int = -1, value: Double = 0, limit: Double = 0, fault: Fault? = nil,
    in configuration: borrowing RobotConfiguration
  ) -> String {
    let number = Digits.text(value, 0)
    let joint = subject < 0 ? "The robot" : "Joint " + Fault.jointName(subject, in: configuration)
    switch self {
    case .pending: return "The runtime has not answered yet."
    case .accepted: return "Accepted."
    case .leaseHeld:
      return "Refused: process \(number) holds the lease; end it or try again when it is done."
    case .noLease: return "Refused: this commander holds no lease."
    case .latched:
      // A reset would be refused as long as a drive has torque that nobody here gave it.
      let next =
        fault?.code == .foundEnabled
        ? fault?.nextStep(in: configuration) ?? "" : "sinew reset."
      return "Refused: a stop is latched\(behind(fault, in: configuration)) Next: \(next)"
    case .emergencyStopOpen:
      return "Refused: an e-stop input is open; release it, then sinew reset."
    case .notArmed: return "Refused: the robot is not armed; sinew arm first."
    case .alreadyArmed: return "Refused: the robot is armed already."
    case .targetOutOfRange:
      return "Refused: \(joint): target \(quantity(value, subject, in: configuration)) is past the "
        + "limit \(quantity(limit, subject, in: configuration))."
    case .jointNotFresh:
      return "Refused: \(joint) has no fresh feedback: silent for \(Digits.text(value, 1)) ms, "
        + "the limit is \(Digits.text(limit, 1)) ms; check its supply and cable."
    case .unknownRequest: return "Refused: the robot has no such motion, joint or request."
    case .busy:
      return busy(phase: UInt8(exactly: value).flatMap { RobotPhase(rawValue: $0) })
    case .notFinite: return "Refused: \(joint): a value is not a finite number."
    case .armingFailed:
      return "Refused: arming found something\(behind(fault, in: configuration))"
        + advice(fault, in: configuration)
    case .conditionHolds:
      return "Refused: what led to the stop still holds\(behind(fault, in: configuration))"
        + advice(fault, in: configuration)
    case .notHomed:
      return "Refused: \(joint) \(homing(UInt8(exactly: value)))."
    }
  }

  /// What a joint that is homed in this way needs instead.
  private func homing(_ method: UInt8?) -> String {
    switch method.flatMap({ HomingMethod(rawValue: $0) }) {
    case .stop, .switch, .index, .drive: "looks for its place itself; leave --here out"
    case .mark: "is homed by hand: bring it to its mark and add --here"
    default: "has no 'homing' in its profile; leave it out"
    }
  }

  /// `phase` is what the robot does instead.
  private func busy(phase: RobotPhase?) -> String {
    switch phase {
    case .moving: "Refused: a motion is under way; try again at its end, or end it with: sinew stop"
    case .arming: "Refused: the robot is being armed; try again when it holds."
    case .stopping: "Refused: a stop is under way; try again when it is done."
    case .holding: "Refused: the robot holds under power; nothing is latched."
    default: "Refused: the robot is busy; try again when it is done."
    }
  }

  private func behind(
    _ fault: Fault?, in configuration: borrowing RobotConfiguration
  ) -> String {
    guard let fault, fault.code != .none else { return "." }
    return ": " + fault.sentence(in: configuration)
  }

  private func advice(_ fault: Fault?, in configuration: borrowing RobotConfiguration) -> String {
    guard let fault, fault.code != .none else { return "" }
    return " Next: " + fault.nextStep(in: configuration)
  }

  private func quantity(
    _ value: Double, _ subject: Int, in configuration: borrowing RobotConfiguration
  ) -> String {
    guard configuration.joints.indices.contains(subject) else { return Digits.text(value, 4) }
    return Digits.text(value, 4) + " " + configuration.joints[subject].type.positionUnit
  }
}
