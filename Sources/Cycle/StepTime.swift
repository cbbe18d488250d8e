import Units

/// When one step happens.
struct StepTime: BitwiseCopyable, Sendable {
  /// Number of the cycle, from 0.
  var cycle: UInt64 = 0
  /// Nominal time of the cycle.
  var now = Instant.never
  /// Clock when `receive` ended; equals `now` in simulated time.
  var received = Instant.never
  /// How late the cycle was released.
  var lateness = Interval.zero

  @_noLocks init() {}

  @_noLocks init(_ inputs: borrowing CycleInputs) {
    cycle = inputs.cycle
    now = inputs.now
    received = inputs.received
    lateness = inputs.lateness
  }

  /// When the step would have looked, had it been in time: its own lateness makes no joint silent.
  var looked: Instant { @_noLocks get { received - lateness } }
}
