public import RobotCore
public import Units

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
  /// Frames the kernel dropped because its receive queue for us was full.
  public var missed: UInt64 = 0
  /// Cycles in which more frames waited than the bus has room for in one.
  public private(set) var unread: UInt64 = 0
  /// Since when that has been so without a break; never: it is not.
  public private(set) var unreadSince = Instant.never
  /// Cycles in a row.
  private(set) var unreadInRow: UInt32 = 0
  /// State of the controller.
  public var state = BusState.active
  /// Transmit error counter of the controller, as its last error frame told it.
  public var transmitErrors: UInt8 = 0
  /// Receive error counter of the controller, as its last error frame told it.
  public var receiveErrors: UInt8 = 0
  /// What was handed to the kernel when the controller said that it is off the bus, or when the
  /// link went down.
  private var sentWhenOff: UInt64 = 0
  /// Wire time used in the second under way, ns.
  var wire: Int64 = 0
  var wireSince = Instant.never
  /// Share of wire time used in the last whole second.
  public var load: Float = 0

  /// Frames with our command ids from another sender, each within a second of the one before.
  public private(set) var foreignCount: UInt32 = 0
  /// Arbitration id of the last of them.
  public private(set) var foreignID: UInt32 = 0
  /// When it came.
  public private(set) var foreignAt = Instant.never

  /// Nothing sent.
  @_noLocks public init() {}

  /// Own frames that may still sit in the kernel's queue.
  public var inFlight: Int { @_noLocks get { Int(truncatingIfNeeded: sent &- confirmed) } }

  /// The controller says that it is off the bus. It counts as off until a frame that was handed to
  /// the kernel after that has been on the wire: what is received may have come before, and an
  /// error frame may be anybody's.
  @_noLocks mutating func wentOff() { sentWhenOff = sent }

  /// Proof that the controller is on the bus again.
  var isBackOn: Bool { @_noLocks get { confirmed > sentWhenOff } }

  /// The link is down: what was queued is gone.
  @_noLocks mutating func wentDown() {
    confirmed = sent
    sentWhenOff = sent
  }

  /// One look at the receive queue; true when it is the first of a row that left something unread.
  @_noLocks mutating func looked(isFull: Bool, at now: Instant) -> Bool {
    guard isFull else {
      unreadSince = .never
      unreadInRow = 0
      return false
    }
    unread &+= 1
    unreadInRow &+= 1
    if unreadSince == .never { unreadSince = now }
    return unreadInRow == 1
  }

  /// Another sender's frame with a command id of ours; true when it is the first of its kind.
  @_noLocks mutating func heardForeign(_ id: UInt32, at now: Instant) -> Bool {
    let isFirst = foreignAt == .never || now - foreignAt > Interval(milliseconds: 1_000)
    foreignCount = isFirst ? 1 : foreignCount &+ 1
    foreignID = id
    foreignAt = now
    return isFirst
  }

  /// Counts wire time and closes a window every second.
  @_noLocks mutating func use(_ nanoseconds: Int64, now: Instant) {
    let gap = now - wireSince
    if gap.nanoseconds >= 1_000_000_000 {
      load = wireSince == .never ? 0 : Float(Double(wire) / Double(gap.nanoseconds))
      wire = 0
      wireSince = now
    }
    wire &+= nanoseconds
  }
}
