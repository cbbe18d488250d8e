public import Wording

/// What in the deck of a run that is over does not agree with its checksum.
public struct DeckDamage: Sendable, Equatable {
  /// Damaged cycles, as ranges, oldest first.
  public private(set) var ranges: [ClosedRange<UInt64>] = []
  /// Damaged events.
  public var events = 0
  /// Counters, histograms or the account of the buses were changed.
  public var hasCounters = false

  /// Bytes that the file has too many; negative: bytes that are missing at its end.
  public var excess = 0

  /// Nothing damaged.
  public init() {}

  /// Damaged cycles.
  public var cycles: UInt64 { ranges.reduce(0) { $0 + ($1.upperBound - $1.lowerBound + 1) } }

  /// Nothing is damaged.
  public var isNone: Bool { ranges.isEmpty && events == 0 && !hasCounters && excess == 0 }

  mutating func add(cycle: UInt64) {
    if let last = ranges.last, last.upperBound + 1 == cycle {
      ranges[ranges.count - 1] = last.lowerBound...cycle
    } else {
      ranges.append(cycle...cycle)
    }
  }

  /// One sentence; empty when nothing is damaged.
  public var sentence: String {
    var parts: [String] = []
    if !ranges.isEmpty {
      let list = ranges.prefix(10).map { range in
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      }
      let more = ranges.count > 10 ? " and \(ranges.count - 10) more places" : ""
      parts.append("\(cycles) cycles (\(list.joined(separator: ", "))\(more))")
    }
    if events > 0 { parts.append("\(events) events") }
    if hasCounters { parts.append("the counters in its head") }
    var sentences: [String] = []
    if excess < 0 { sentences.append("\(-excess) bytes are missing at its end") }
    if excess > 0 { sentences.append("\(excess) bytes stand behind its end and are not looked at") }
    if !parts.isEmpty {
      sentences.append(
        parts.joined(separator: " and ") + " do not agree with their checksums and are left out")
    }
    guard !sentences.isEmpty else { return "" }
    return "DAMAGED: the file was changed after the run had written it: "
      + sentences.joined(separator: "; ") + "."
  }

  /// The same for programs; null when nothing is damaged.
  public var json: JSONText {
    guard !isNone else { return .null }
    return [
      "cycles": .int(cycles), "events": .int(events), "counters": .bool(hasCounters),
      "missing_bytes": .int(max(-excess, 0)), "extra_bytes": .int(max(excess, 0)),
      "ranges": .array(
        ranges.map { ["from": .int($0.lowerBound), "to": .int($0.upperBound)] }),
    ]
  }
}
