import Wording

/// Figures of two programs taken in alternating pairs, so that a slow minute of the box hits both.
public struct PairedRuns: Sendable {
  /// Ours, ns, one a pair.
  public private(set) var ours: [Int64] = []
  /// The peer's, ns, one a pair.
  public private(set) var theirs: [Int64] = []

  /// No pair yet.
  public init() {}

  /// Takes one pair.
  public mutating func add(ours: Int64, theirs: Int64) {
    self.ours.append(ours)
    self.theirs.append(theirs)
  }

  /// Medians and their ratio.
  ///
  /// The target is the issue's: ours ≤ 1.2 × the peer's + 20 µs.
  public var figures: [BenchFigure] {
    guard let mine = PairedRuns.median(ours), let peer = PairedRuns.median(theirs) else {
      return []
    }
    let limit = 1.2 * Double(peer) + 20_000
    let ratio = peer > 0 ? Double(mine) / Double(peer) : nil
    return [
      BenchFigure(
        "lateness_p999_median", Double(mine), .nanoseconds,
        target: "≤ \(Digits.duration(Int64(limit)))", note: "1.2 × cyclictest + 20 µs"),
      BenchFigure("cyclictest_p999_median", Double(peer), .nanoseconds),
      BenchFigure("lateness_ratio", ratio, .times, note: "median of \(ours.count) pairs"),
    ]
  }

  /// The middle one; of two middle ones the mean; nil of none.
  public static func median(_ values: [Int64]) -> Int64? {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return nil }
    let middle = sorted.count / 2
    if sorted.count % 2 == 1 { return sorted[middle] }
    return sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2
  }
}
