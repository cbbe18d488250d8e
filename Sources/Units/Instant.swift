/// A moment on `CLOCK_MONOTONIC`, or of simulated time, in nanoseconds.
///
/// `Int64` rather than `Duration`: its comparison is free of locks and metadata, and 292 years fit.
@frozen
public struct Instant: BitwiseCopyable, Sendable, Equatable {
  /// The same. Spelled out: a synthesised one cannot be called from real-time code.
  @inlinable public static func == (a: Instant, b: Instant) -> Bool {
    a.nanoseconds == b.nanoseconds
  }
  /// Not the same.
  @inlinable public static func != (a: Instant, b: Instant) -> Bool {
    a.nanoseconds != b.nanoseconds
  }
  /// Nanoseconds since the clock's zero.
  public var nanoseconds: Int64
  /// Wraps a clock reading in nanoseconds.
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
  /// What has not happened yet: the clocks' zero, which is before every moment of a run. The
  /// monotonic clock passes it when the box starts, simulated time begins at one second.
  @inlinable public static var never: Instant { Instant(nanoseconds: 0) }
  /// Later by an interval.
  @inlinable public static func + (a: Instant, b: Interval) -> Instant {
    Instant(nanoseconds: a.nanoseconds &+ b.nanoseconds)
  }
  /// Earlier by an interval.
  @inlinable public static func - (a: Instant, b: Interval) -> Instant {
    Instant(nanoseconds: a.nanoseconds &- b.nanoseconds)
  }
  /// The time from `b` to `a`.
  @inlinable public static func - (a: Instant, b: Instant) -> Interval {
    Interval(nanoseconds: a.nanoseconds &- b.nanoseconds)
  }
  /// Earlier.
  @inlinable public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }
  /// Earlier or the same.
  @inlinable public static func <= (a: Instant, b: Instant) -> Bool {
    a.nanoseconds <= b.nanoseconds
  }
  /// Later.
  @inlinable public static func > (a: Instant, b: Instant) -> Bool { a.nanoseconds > b.nanoseconds }
  /// Later or the same.
  @inlinable public static func >= (a: Instant, b: Instant) -> Bool {
    a.nanoseconds >= b.nanoseconds
  }
}

/// A length of time in nanoseconds; may be negative.
@frozen
public struct Interval: BitwiseCopyable, Sendable, Equatable {
  /// The same. Spelled out: a synthesised one cannot be called from real-time code.
  @inlinable public static func == (a: Interval, b: Interval) -> Bool {
    a.nanoseconds == b.nanoseconds
  }
  /// Not the same.
  @inlinable public static func != (a: Interval, b: Interval) -> Bool {
    a.nanoseconds != b.nanoseconds
  }
  /// Nanoseconds.
  public var nanoseconds: Int64
  /// Wraps a number of nanoseconds.
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
  /// Whole microseconds.
  @inlinable public init(microseconds: Int64) { nanoseconds = microseconds &* 1_000 }
  /// Whole milliseconds.
  @inlinable public init(milliseconds: Int64) { nanoseconds = milliseconds &* 1_000_000 }
  /// Seconds, rounded towards zero to a nanosecond. Precondition: finite and within 292 years.
  @inlinable public init(seconds: Double) { nanoseconds = Int64(seconds * 1e9) }
  /// No time at all.
  @inlinable public static var zero: Interval { Interval(nanoseconds: 0) }
  /// As seconds.
  @inlinable public var seconds: Double { Double(nanoseconds) * 1e-9 }
  /// Sum.
  @inlinable public static func + (a: Interval, b: Interval) -> Interval {
    Interval(nanoseconds: a.nanoseconds &+ b.nanoseconds)
  }
  /// Difference.
  @inlinable public static func - (a: Interval, b: Interval) -> Interval {
    Interval(nanoseconds: a.nanoseconds &- b.nanoseconds)
  }
  /// Multiple.
  @inlinable public static func * (a: Interval, k: Int64) -> Interval {
    Interval(nanoseconds: a.nanoseconds &* k)
  }
  /// Shorter.
  @inlinable public static func < (a: Interval, b: Interval) -> Bool {
    a.nanoseconds < b.nanoseconds
  }
  /// Shorter or equal.
  @inlinable public static func <= (a: Interval, b: Interval) -> Bool {
    a.nanoseconds <= b.nanoseconds
  }
  /// Longer.
  @inlinable public static func > (a: Interval, b: Interval) -> Bool {
    a.nanoseconds > b.nanoseconds
  }
  /// Longer or equal.
  @inlinable public static func >= (a: Interval, b: Interval) -> Bool {
    a.nanoseconds >= b.nanoseconds
  }
}
