import RobotCore
public import Units

/// Who may command. One commander at a time, kept alive by a heartbeat.
///
/// The process's own `--motion` holds it as slot −1 until its motion has begun.
public struct Lease: BitwiseCopyable, Sendable {
  /// Longest silence that a commander may ask for; profiles have the same bound.
  static var longest: Interval { @_noLocks get { Interval(milliseconds: 10_000) } }

  /// Mailbox slot of the holder, −1 the process itself.
  public internal(set) var slot: Int32 = -2
  /// Process id of the holder, 0: nobody.
  public internal(set) var process: UInt64 = 0
  var timeout = Interval.zero
  var lastSign = Instant.never
  var heartbeat: UInt64 = 0
  /// A motion that the holder asked for runs.
  var hasMotion = false

  /// When it ends without a sign of life; never: nobody holds it.
  public var expires: Instant {
    @_noLocks get { process == 0 ? .never : lastSign + timeout }
  }

  @_noLocks init() {}

  /// True when `request` comes from the holder.
  @_noLocks func isHeld(by request: Request) -> Bool {
    process != 0 && request.process == process && request.slot == slot
  }

  @_noLocks mutating func take(_ request: Request, now: Instant, standard: Interval) {
    slot = request.slot
    process = request.process
    let asked = request.leaseTimeout > .zero ? request.leaseTimeout : standard
    timeout = asked < Lease.longest ? asked : Lease.longest
    lastSign = now
    heartbeat = 0
  }

  @_noLocks mutating func release() {
    process = 0
    slot = -2
    hasMotion = false
  }

  /// Notes a sign of life; true when the time-out has run out.
  @_noLocks mutating func watch(heartbeat now: UInt64, at instant: Instant) -> Bool {
    guard process != 0, slot >= 0 else { return false }
    if now != heartbeat {
      heartbeat = now
      lastSign = instant
    }
    return instant - lastSign > timeout
  }
}
