import RobotCore
import Units

/// The way from disarmed to holding.
struct Arming: BitwiseCopyable, Sendable {
  /// The steps, in order.
  enum Stage: UInt8, BitwiseCopyable, Sendable {
    /// Identity, ranges, mode and time-out of every drive, while disabled.
    case readBack
    /// Nothing sent before may still be queued.
    case fence
    /// Enable and first command of every drive in one cycle; each must say that it is enabled.
    case enable
    /// Stiffness from 0 to its value; damping and gravity from the first frame.
    case ramp

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Stage, b: Stage) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: Stage, b: Stage) -> Bool { a.rawValue != b.rawValue }
  }

  var stage = Stage.readBack
  var stageBegan = Instant.zero
  /// When the drives were last asked to enable.
  var asked = Instant.zero
  /// Bit i: the queue of bus i was to be thrown away in this attempt.
  var purged: UInt64 = 0
  /// The first finding of the read-back, `.none` while there is none.
  var found = Fault.none()

  @_noLocks init() {}

  /// Begins an attempt.
  @_noLocks mutating func begin(now: Instant) {
    purged = 0
    found = .none()
    enter(.readBack, now: now)
  }

  @_noLocks mutating func enter(_ next: Stage, now: Instant) {
    stage = next
    stageBegan = now
    asked = now
  }
}
