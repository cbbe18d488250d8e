/// What the runtime answers. Raw values are stable.
public enum ReplyCode: UInt32, BitwiseCopyable, Sendable {
  /// Not answered yet.
  case pending
  /// Accepted; for `move`, `play`, `arm`, `disarm`: begun.
  case accepted
  /// Refused: another commander holds the lease. value: its process id.
  case leaseHeld
  /// Refused: this commander holds no lease.
  case noLease
  /// Refused: a stop is latched. `fault` says which.
  case latched
  /// Refused: an e-stop input is open.
  case emergencyStopOpen
  /// Refused: not armed.
  case notArmed
  /// Refused: already armed or arming.
  case alreadyArmed
  /// Refused: a joint's target is outside its limits. subject, value, limit.
  case targetOutOfRange
  /// Refused: a joint has no fresh feedback. subject, value: ms, limit: ms.
  case jointNotFresh
  /// Refused: no such motion, joint or request.
  case unknownRequest
  /// Refused: something else is under way. value: the `RobotPhase` that is in the way.
  case busy
  /// Refused: a value is not a finite number. subject.
  case notFinite
  /// Refused: arming found something. `fault` says what.
  case armingFailed
  /// Refused: a drive is missing, or a condition for reset still holds. `fault` says what.
  case conditionHolds
  /// Refused: a joint finds its place in another way, or needs none. subject; value: its
  /// `HomingMethod`.
  case notHomed
}

// A list of all cases is an array, and Embedded Swift without allocations has none.
#if !hasFeature(Embedded)
  extension ReplyCode: CaseIterable {}
#endif
