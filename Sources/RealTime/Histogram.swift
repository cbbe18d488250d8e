/// Counts of durations in nanoseconds, in buckets one sixteenth of an octave wide (error ≤ 6.25 %).
///
/// 0…15 ns have a bucket each; from 16 ns on each octave has 16. 640 buckets reach 2⁴³ ns (2.4 h);
/// what is longer lands in the last one. The same bucket numbers are used in the flight deck.
public struct Histogram: BitwiseCopyable, Sendable {
  /// Number of buckets, here and in the flight deck.
  public static let bucketCount = 640
  @usableFromInline var counts: InlineArray<640, UInt64>
  /// How many values were added.
  public private(set) var total: UInt64
  /// The largest value added, exact, ns.
  public private(set) var maximum: Int64

  /// An empty histogram.
  @_noLocks public init() {
    counts = .init(repeating: 0)
    total = 0
    maximum = 0
  }

  /// The bucket that counts `nanoseconds`. Negative values count as 0.
  @_noLocks public static func bucket(of nanoseconds: Int64) -> Int {
    guard nanoseconds >= 16 else { return nanoseconds < 0 ? 0 : Int(nanoseconds) }
    let octave = 63 - nanoseconds.leadingZeroBitCount  // ≥ 4
    let index = (octave - 3) * 16 + Int((nanoseconds >> Int64(octave - 4)) & 15)
    return index < 640 ? index : 639
  }

  /// The largest value that the bucket counts, ns.
  @_noLocks public static func upperBound(of bucket: Int) -> Int64 {
    guard bucket >= 16 else { return Int64(bucket) }
    let octave = bucket / 16 + 3
    return ((Int64(16 + bucket % 16) + 1) << Int64(octave - 4)) - 1
  }

  /// Counts one duration.
  @_noLocks public mutating func add(_ nanoseconds: Int64) {
    counts[Histogram.bucket(of: nanoseconds)] &+= 1
    total &+= 1
    if nanoseconds > maximum { maximum = nanoseconds }
  }

  /// The value below or at which `fraction` (0…1) of all values lie, ns; 0 when empty.
  ///
  /// The upper end of the bucket, but never more than `maximum`.
  @_noLocks public func quantile(_ fraction: Double) -> Int64 {
    guard total > 0 else { return 0 }
    let wanted = UInt64(Double(total) * fraction)
    var seen: UInt64 = 0
    for index in counts.indices {
      seen &+= counts[index]
      if seen > wanted || seen == total {
        let bound = Histogram.upperBound(of: index)
        return bound < maximum ? bound : maximum
      }
    }
    return maximum
  }

  /// How many values the bucket counts. Precondition: `bucket` is in `0..<bucketCount`.
  @_noLocks public func count(bucket: Int) -> UInt64 { counts[bucket] }

  /// Takes one bucket's count from elsewhere (the flight deck), for reading quantiles.
  @_noLocks public mutating func merge(bucket: Int, count: UInt64) {
    guard bucket >= 0, bucket < 640, count > 0 else { return }
    counts[bucket] &+= count
    total &+= count
    let bound = Histogram.upperBound(of: bucket)
    if bound > maximum { maximum = bound }
  }
}
