/// What has become of the run that wrote a deck.
public enum DeckLiveness: Sendable, Equatable {
  /// Its process lives and writes.
  case running
  /// It ended as asked.
  case ended
  /// It ended on a fault.
  case endedOnFault
  /// Its process is gone and said no word: it was killed, or it crashed.
  case killed

  /// In one word.
  public var word: String {
    switch self {
    case .running: "running"
    case .ended: "ended"
    case .endedOnFault: "ended on a fault"
    case .killed: "killed"
    }
  }
}
