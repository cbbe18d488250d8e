/// Where the robot stands. Every change of phase is an event.
public enum RobotPhase: UInt8, BitwiseCopyable, Sendable {
  /// A stop is latched: the boot state, or after any fault. Only a reset leaves it. Joints whose
  /// own stop kind is to hold (a gripper) may still carry torque, here and in `disarmed`.
  case latched
  /// No fault, no torque but of such joints: may be armed.
  case disarmed
  /// Checking and enabling.
  case arming
  /// Enabled and holding position; with a latched fault after a stop that ends in a hold, and then
  /// no motion is accepted before a reset.
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
