/// What a commander can ask for through the mailbox. Raw values are stable.
public enum RequestKind: UInt32, BitwiseCopyable, Sendable {
  case none
  /// Take the lease: the right to command, for `leaseTimeout`, kept alive by a heartbeat.
  case acquireLease
  case releaseLease
  /// Clear a latched stop. Needs the lease, starts no motion.
  case reset
  /// Enable the drives and hold the measured position. Needs the lease.
  case arm
  /// Rest pose, then torque off. Needs the lease.
  case disarm
  /// Stop as the profile says. Needs no lease.
  case stop
  /// Torque off at once. Needs no lease.
  case emergencyStop
  /// Move the joints in `mask` to `targets`. Needs the lease and an armed robot.
  case move
  /// Play the named motion `index` of the profile. Needs the lease and an armed robot.
  case play
  /// End a motion and hold. Needs the lease.
  case hold
  /// Find the place of the joints in `mask`: arms for it. Needs the lease.
  case home
  /// The joints in `mask` stand at their marks: an operator says so. Needs the lease, no torque.
  case homeHere
}

// A list of all cases is an array, and Embedded Swift without allocations has none.
#if !hasFeature(Embedded)
  extension RequestKind: CaseIterable {}
#endif
