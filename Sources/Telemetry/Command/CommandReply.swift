public import RobotCore
public import Wording

/// What the runtime answered.
public struct CommandReply: Sendable, Equatable {
  /// The answer.
  public var code: ReplyCode
  /// The finding behind a refusal, `.none` when there is none.
  public var fault: FaultCode
  /// The joint it is about, −1 for the whole robot.
  public var subject: Int
  /// See `ReplyCode` and `FaultCode`.
  public var value: Double
  /// See `ReplyCode` and `FaultCode`.
  public var limit: Double
  /// See `Fault`.
  public var setting = 0.0
  /// See `Fault`.
  public var detail: UInt16 = 0

  /// The answer as one sentence with the next step.
  public func sentence(in configuration: borrowing RobotConfiguration) -> String {
    code.sentence(
      subject: subject, value: value, limit: limit,
      fault: Fault(
        fault, subject: subject, value: value, limit: limit, setting: setting, detail: Int(detail)),
      in: configuration)
  }

  /// What a program ends with after this answer.
  public var status: ExitStatus {
    switch code {
    case .accepted: .done
    case .leaseHeld, .busy: .tryAgain
    case .pending: .unavailable
    case .targetOutOfRange, .unknownRequest, .notFinite: .usage
    case .noLease, .latched, .emergencyStopOpen, .notArmed, .alreadyArmed, .jointNotFresh,
      .armingFailed, .conditionHolds, .notHomed:
      .failed
    }
  }
}
