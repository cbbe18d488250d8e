public import RobotCore
public import Wording

/// How an action of a one-shot command ended.
public struct CommandOutcome: Sendable {
  /// What was asked.
  public var request: RequestKind
  /// Where the robot stood at the end.
  public var phase: RobotPhase
  /// Time from the request to the end of the action, ms.
  public var milliseconds: Double
  /// What happened meanwhile, oldest first.
  public var events: [DeckEvent]
  /// One sentence for the operator.
  public var sentence: String
  /// What a program ends with.
  public var status: ExitStatus
}
