/// Why the robot may not move, or stopped moving.
///
/// Raw values are stable: they stand in decks and recordings. New ones are added at the end.
public enum FaultCode: UInt16, BitwiseCopyable, Sendable {
  /// No fault.
  case none
  /// The process has just started; a reset is needed before anything else.
  case bootState
  /// value 1: an e-stop input is open, subject: its line; 2: a commander asked for it.
  case emergencyStop
  /// An operator asked for a stop.
  case operatorStop
  /// value: position; limit: the limit it passed.
  case positionLimit
  /// value: velocity; limit: the limit it passed.
  case velocityLimit
  /// value: effort; limit: the limit it passed.
  case effortLimit
  /// value: wanted − measured position; limit: allowed difference.
  case followingError
  /// value: ms since the commander's last sign of life; limit: ms.
  case commandTimeout
  /// value: ms since the oldest unanswered request; limit: ms.
  case feedbackLost
  /// value: the `DriveFault` raw value.
  case driveFault
  /// A command or measurement was NaN or infinite.
  case nonFinite
  /// value: overruns in the window; limit: allowed.
  case overrun
  /// value: measured V; limit: least V.
  case supplyLost
  /// value: `BusState` raw value. Every drive of the bus is silent or the controller is off.
  case busLost
  /// A drive did not report enabled; value: ms waited; limit: ms.
  case enableFailed
  /// A read-back register differs from the profile. value: found; limit: expected.
  case configurationMismatch
  /// A drive was found enabled and stayed so; value: ms waited; limit: how many drives were, the
  /// subject among them.
  case foundEnabled
  /// The joint's position has no trusted zero.
  case notReferenced
  /// value: °C; limit: °C.
  case overTemperature
  /// Frames from before the stop may still be queued; value: frames in flight.
  case fenceUp
  /// A drive's own command time-out is off; value: found ms; limit: expected ms.
  case driveTimeoutOff
  /// The lease holder vanished while streaming.
  case leaseLost
  /// A drive left the enabled state without a fault. value: `DriveStatus`.
  case driveDisabled
  /// A drive's position jumped by more than it can move. value: jump; limit: possible.
  case positionJump
  /// The supply monitor answers no more. value: ms since its last value; limit: ms.
  case supplyMonitorLost
  /// The run's time is over or the process was asked to end: no fault, but a reason to stop. value
  /// 1: before the motion that it was asked for had begun.
  case ended
  /// A joint without torque moves. value: its speed; limit: up to which it stands still.
  case moving
}

// A list of all cases is an array, and Embedded Swift without allocations has none.
#if !hasFeature(Embedded)
  extension FaultCode: CaseIterable {}
#endif
