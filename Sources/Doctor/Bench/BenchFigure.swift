public import Wording

/// One measured figure beside the target it was built for. Reports; never judges a run.
public struct BenchFigure: Sendable, Equatable {
  /// How the number is written.
  public enum Unit: Sendable, Equatable {
    /// ns, shown in the unit that suits.
    case nanoseconds
    /// Times as fast, or as much.
    case times
    /// Bytes, shown as MB of 10⁶.
    case bytes
    /// A plain count.
    case count
  }

  /// Name, also the key in `--json`.
  public var name: String
  /// What was measured; nil when it could not be.
  public var value: Double?
  /// How it is written.
  public var unit: Unit
  /// What it was built for, in words; empty when nothing was promised.
  public var target: String
  /// Why there is no value, or what else must be known.
  public var note: String

  /// One figure.
  public init(
    _ name: String, _ value: Double?, _ unit: Unit, target: String = "", note: String = ""
  ) {
    self.name = name
    self.value = value
    self.unit = unit
    self.target = target
    self.note = note
  }

  /// The value as people read it.
  public var text: String {
    guard let value else { return "-" }
    switch unit {
    case .nanoseconds:
      return value.magnitude < 1e18 ? Digits.duration(Int64(value)) : Digits.text(value, 0)
    case .times: return Digits.text(value, value < 10 ? 2 : 1) + " ×"
    case .bytes: return Digits.text(value / 1e6, 1) + " MB"
    case .count: return Digits.text(value, 0)
    }
  }

  /// One line of the table.
  public var line: String {
    let words = name.replacing("_", with: " ")
    let promised = target.isEmpty ? "" : "target " + target
    let text = "  " + Digits.left(words, 32) + Digits.right(text, 12) + "   "
    let end = note.isEmpty ? promised : Digits.left(promised, 18) + " " + note
    return (text + end).trimmedRight
  }

  /// For `--json`.
  public var json: JSONText {
    let unitName: JSONText =
      switch unit {
      case .nanoseconds: "ns"
      case .times: "times"
      case .bytes: "bytes"
      case .count: "count"
      }
    return [
      "value": value.map { .number($0) } ?? nil, "unit": unitName,
      "target": target.isEmpty ? nil : .string(target), "note": note.isEmpty ? nil : .string(note),
    ]
  }
}

extension String {
  /// Without blanks at the end.
  var trimmedRight: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
