import Units

/// How many readings in a row, and for how long, have said the same: one reading decides nothing.
///
/// Only readings that differ in their instant count. A value that stays because no newer one came
/// (a lost answer, a monitor read every 20 ms) is not said a second time by being looked at again.
struct Confirmation: BitwiseCopyable, Sendable {
  private var count: Int
  private var last: Instant
  private var held: Interval

  @_noLocks init() {
    count = 0
    last = .never
    held = .zero
  }

  /// Takes what one cycle of length `elapsed` sees in the reading taken at `read`; true once
  /// `readings` of them in a row have said so and it has held for `time`.
  @_noLocks mutating func step(
    _ isTrue: Bool, read: Instant, elapsed: Interval, readings: Int, time: Interval
  ) -> Bool {
    guard isTrue else {
      reset()
      return false
    }
    if count == 0 || read != last {
      if count < readings { count += 1 }
      last = read
    }
    held = held + elapsed
    return count >= readings && held >= time
  }

  /// Forgets.
  @_noLocks mutating func reset() {
    count = 0
    held = .zero
  }
}
