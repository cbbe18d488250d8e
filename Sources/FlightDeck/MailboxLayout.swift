public import RobotCore

/// Where things lie in the mailbox: the one Swift statement of `CFlightDeckMailbox.h`, which
/// asserts the same numbers. The loop and the commanders both go by it.
public enum MailboxLayout {
  /// Offset of the magic number, stored last by its creator.
  public static var magic: Int { @_noLocks @inlinable get { 0 } }
  /// Offset of the version.
  public static var version: Int { @_noLocks @inlinable get { 8 } }
  /// Offset of the process that holds the lease.
  public static var leaseHolder: Int { @_noLocks @inlinable get { 16 } }
  /// Offset of the end of the lease, loop clock, ns.
  public static var leaseExpires: Int { @_noLocks @inlinable get { 24 } }
  /// Offset of the first commander's place.
  public static var slots: Int { @_noLocks @inlinable get { 64 } }
  /// Bytes of one commander's place.
  public static var slotSize: Int { @_noLocks @inlinable get { 640 } }
  /// Size of the whole mailbox.
  public static var total: Int {
    @_noLocks @inlinable get { slots + slotSize * Capacity.commanders }
  }

  /// Within one commander's place.
  public enum Slot {
    /// Process that claimed it.
    public static var owner: Int { @_noLocks @inlinable get { 0 } }
    /// Counter that shows that the commander lives.
    public static var heartbeat: Int { @_noLocks @inlinable get { 8 } }
    /// Number of the last request.
    public static var request: Int { @_noLocks @inlinable get { 16 } }
    /// Number of the request answered last.
    public static var answered: Int { @_noLocks @inlinable get { 24 } }
    /// What is asked.
    public static var kind: Int { @_noLocks @inlinable get { 32 } }
    /// Index of a motion.
    public static var index: Int { @_noLocks @inlinable get { 36 } }
    /// Joints with a target.
    public static var mask: Int { @_noLocks @inlinable get { 40 } }
    /// Wanted time-out of the lease, ns.
    public static var leaseTimeout: Int { @_noLocks @inlinable get { 48 } }
    /// Share of the joints' motion speed.
    public static var speed: Int { @_noLocks @inlinable get { 56 } }
    /// Targets, one of each joint.
    public static var targets: Int { @_noLocks @inlinable get { 64 } }
    /// The answer.
    public static var code: Int { @_noLocks @inlinable get { 576 } }
    /// What was found: code.
    public static var fault: Int { @_noLocks @inlinable get { 580 } }
    /// Its subject.
    public static var subject: Int { @_noLocks @inlinable get { 582 } }
    /// Its value.
    public static var value: Int { @_noLocks @inlinable get { 584 } }
    /// Its limit.
    public static var limit: Int { @_noLocks @inlinable get { 592 } }
    /// Its setting.
    public static var setting: Int { @_noLocks @inlinable get { 600 } }
    /// Its detail.
    public static var detail: Int { @_noLocks @inlinable get { 608 } }
  }
}
