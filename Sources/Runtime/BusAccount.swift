public import RobotCore
import Units

/// What was sent on one bus and what is known to have reached the wire.
///
/// In flight = sent − confirmed: the stale-frame fence is down at zero (design: a frame queued
/// while nobody acknowledges would be replayed at power-up).
public struct BusAccount: BitwiseCopyable, Sendable {
  /// Frames handed to the kernel.
  public var sent: UInt64 = 0
  /// Frames received from others.
  public var received: UInt64 = 0
  /// Own frames confirmed to have been on the wire.
  public var confirmed: UInt64 = 0
  /// Error frames.
  public var errors: UInt64 = 0
  /// Frames that belong to no known drive.
  public var unknown: UInt64 = 0
  /// Frames the kernel took no more (queue full, link down).
  public var refused: UInt64 = 0
  /// State of the controller.
  public var state = BusState.active
  /// Wire time used in the second under way, ns.
  var wire: Int64 = 0
  var wireSince = Instant.zero
  /// Share of wire time used in the last whole second.
  public var load: Float = 0

  /// Nothing sent.
  @_noLocks public init() {}

  /// Own frames that may still sit in the kernel's queue.
  public var inFlight: Int { @_noLocks get { Int(truncatingIfNeeded: sent &- confirmed) } }

  /// Counts wire time and closes a window every second.
  @_noLocks mutating func use(_ nanoseconds: Int64, now: Instant) {
    let gap = now - wireSince
    if gap.nanoseconds >= 1_000_000_000 {
      load = wireSince == .zero ? 0 : Float(Double(wire) / Double(gap.nanoseconds))
      wire = 0
      wireSince = now
    }
    wire &+= nanoseconds
  }
}
