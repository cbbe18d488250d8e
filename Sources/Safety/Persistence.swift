import Units

/// How long a condition has held without a break, in time in which the host was there to look.
///
/// Summed from bounded steps rather than from two clock readings: a host that slept for 50 ms has
/// not seen the condition hold for 50 ms.
struct Persistence: BitwiseCopyable, Sendable {
  /// Time for which the condition has held.
  private(set) var held: Interval

  @_noLocks init() { held = .zero }

  /// Takes one cycle of length `elapsed`; true when the condition has held for `limit` or longer.
  @_noLocks mutating func step(_ isTrue: Bool, elapsed: Interval, limit: Interval) -> Bool {
    guard isTrue else {
      held = .zero
      return false
    }
    held = held + elapsed
    return held >= limit
  }

  /// Forgets.
  @_noLocks mutating func reset() { held = .zero }
}
