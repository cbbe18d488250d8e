/// Where the robot stands. Every change of phase is an event.
public enum RobotPhase: UInt8, BitwiseCopyable, Sendable {
  /// A stop is latched: the boot state, or after any fault. Only a reset leaves it.
  case latched
  /// No torque, no fault: may be armed.
  case disarmed
  /// Checking and enabling.
  case arming
  /// Enabled and holding position.
  case holding
  /// Enabled and following a motion.
  case moving
  /// A stop is being carried out.
  case stopping
}

// A list of all cases is an array, and Embedded Swift without allocations has none.
#if !hasFeature(Embedded)
  extension RobotPhase: CaseIterable {}
#endif
