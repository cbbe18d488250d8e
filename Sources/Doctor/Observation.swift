public import Wording

/// One thing that was looked at: how it is, and what to type when it should be otherwise.
public struct Observation: Sendable, Equatable {
  /// How good it is.
  public enum Verdict: String, Sendable {
    /// As it should be.
    case ok
    /// The robot runs, but not as well as it could, or only in the twin.
    case warning
    /// The robot must not run on hardware like this.
    case failure
  }

  /// What was looked at.
  public var subject: String
  /// How good it is.
  public var verdict: Verdict
  /// One sentence with the figures.
  public var text: String
  /// What to type, or nil when nothing is to be done.
  public var fix: String?

  /// Nothing to do.
  public static func ok(_ subject: String, _ text: String) -> Observation {
    Observation(subject: subject, verdict: .ok, text: text, fix: nil)
  }

  /// Could be better.
  public static func warning(_ subject: String, _ text: String, fix: String?) -> Observation {
    Observation(subject: subject, verdict: .warning, text: text, fix: fix)
  }

  /// Not fit for hardware.
  public static func failure(_ subject: String, _ text: String, fix: String?) -> Observation {
    Observation(subject: subject, verdict: .failure, text: text, fix: fix)
  }

  /// For `--json`.
  public var json: JSONText {
    [
      "subject": .string(subject), "verdict": .string(verdict.rawValue), "text": .string(text),
      "fix": fix.map { .string($0) } ?? nil,
    ]
  }

  /// For people: mark, subject, sentence; the fix on its own line.
  public var line: String {
    let mark =
      switch verdict {
      case .ok: "ok  "
      case .warning: "warn"
      case .failure: "FAIL"
      }
    let first = "\(mark)  \(Digits.left(subject, 12)) \(text)"
    return fix.map { first + "\n" + Digits.left("", 19) + "fix: " + $0 } ?? first
  }
}
