public import Wording

/// How a recording ended.
public struct RecordingSummary: Sendable {
  /// The file.
  public var path: String
  /// Messages in it, one per cycle.
  public var messages: UInt64
  /// Cycles that are missing between its first and its last.
  public var lost: UInt64
  /// Bytes of the file.
  public var bytes: UInt64
  /// What became of the run.
  public var liveness: DeckLiveness
  /// Of a black box: what of it was damaged and is left out.
  public var damage = DeckDamage()

  /// One line for people.
  public var sentence: String {
    var text =
      "\(path): \(messages) cycles, \(bytes) bytes; "
      + (liveness == .running ? "the run goes on." : "the run \(ending).")
    if !damage.isNone {
      text += " " + damage.sentence
    } else if lost > 0 {
      text += " \(lost) cycles are missing: the recorder fell behind."
    }
    return text
  }

  /// The same for programs.
  public var json: JSONText {
    [
      "file": .string(path), "messages": .int(messages), "lost": .int(lost),
      "damaged": damage.json,
      "bytes": .int(bytes), "run": .string(liveness.word),
    ]
  }

  private var ending: String {
    switch liveness {
    case .running: "goes on"
    case .ended: "ended as asked"
    case .endedOnFault: "ended on a fault"
    case .wentOn: "went on after a stop"
    case .killed: "is gone: its process was killed"
    }
  }
}
