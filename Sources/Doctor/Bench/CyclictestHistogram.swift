/// The histogram that `cyclictest -h` prints: wake-ups by whole µs of lateness.
public struct CyclictestHistogram: Sendable, Equatable {
  /// Wake-ups, those beyond the last bucket included.
  public let total: UInt64
  private let counts: [(microseconds: Int64, count: UInt64)]
  private let maximum: Int64

  /// Reads what cyclictest printed; nil when no wake-up is in it.
  public init?(_ text: String) {
    var counts: [(microseconds: Int64, count: UInt64)] = []
    var beyond: UInt64 = 0
    var maximum: Int64 = 0
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("#") {
        let number = line.split(whereSeparator: { !$0.isNumber }).compactMap { UInt64($0) }.first
        if line.contains("Histogram Overflows") { beyond = number ?? 0 }
        if line.contains("Max Latencies") { maximum = Int64(clamping: number ?? 0) }
        continue
      }
      let fields = line.split(whereSeparator: \.isWhitespace)
      guard fields.count == 2, let place = Int64(fields[0]), let count = UInt64(fields[1]),
        place >= 0, count > 0
      else { continue }
      counts.append((place, count))
    }
    let inside = counts.reduce(UInt64(0)) { $0 &+ $1.count }
    total = inside &+ beyond
    guard total > 0 else { return nil }
    self.counts = counts.sorted { $0.microseconds < $1.microseconds }
    self.maximum = max(maximum, self.counts.last?.microseconds ?? 0)
  }

  /// The lateness below or at which `fraction` (0…1) of all wake-ups lie, ns; the upper end of the
  /// bucket, because cyclictest rounds down.
  public func quantile(_ fraction: Double) -> Int64 {
    let wanted = UInt64(Double(total) * fraction)
    var seen: UInt64 = 0
    for entry in counts {
      seen &+= entry.count
      if seen > wanted || seen == total { return (entry.microseconds + 1) * 1_000 - 1 }
    }
    return maximum * 1_000
  }

  /// Same wake-ups.
  public static func == (a: Self, b: Self) -> Bool {
    a.total == b.total && a.maximum == b.maximum
      && a.counts.elementsEqual(b.counts) { $0 == $1 }
  }
}
