public import RobotCore

/// The counters of a run at one moment.
public struct DeckSnapshot: Sendable, Equatable {
  /// Cycles published so far.
  public var cycles: UInt64
  /// Events published so far.
  public var events: UInt64
  /// Where the robot stands.
  public var phase: RobotPhase
  /// Overruns so far.
  public var overruns: UInt64
  /// Heap calls of the loop thread since arming.
  public var allocations: UInt64
  /// Page faults of the loop thread since arming.
  public var pageFaults: UInt64
  /// Hash of all cycle records so far, stage times left out.
  public var hash: UInt64
  /// Is the run alive, did it end, or was it killed?
  public var liveness: DeckLiveness
  /// Process id of the recorder, 0 when none is attached.
  public var recorder: UInt64
  /// Cycles the recorder has taken.
  public var recorderCursor: UInt64
  /// `errno` with which the recorder gave up, 0 when it did not.
  public var recorderFailed: UInt64
}
