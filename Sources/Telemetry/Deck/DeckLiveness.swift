public import Wording

/// What has become of the run that wrote a deck.
public enum DeckLiveness: Sendable, Equatable {
  /// Its process lives and writes.
  case running
  /// It ended as asked.
  case ended
  /// It ended on a fault.
  case endedOnFault
  /// The file is a black box that was written after a stop; the run went on.
  case wentOn
  /// Its process is gone and said no word: it was killed, or it crashed.
  case killed

  /// In one word.
  public var word: String {
    switch self {
    case .running: "running"
    case .ended: "ended"
    case .endedOnFault: "ended on a fault"
    case .wentOn: "went on"
    case .killed: "killed"
    }
  }

  /// What can still be asked of the run.
  public var runState: RunState {
    switch self {
    case .running, .wentOn: .alive
    case .ended, .endedOnFault, .killed: .over
    }
  }
}
