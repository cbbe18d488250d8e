public import Units

/// Why the robot may not move, or stopped moving.
///
/// Raw values are stable: they stand in decks and recordings. New ones are added at the end.
public enum FaultCode: UInt16, BitwiseCopyable, Sendable {
  /// No fault.
  case none
  /// The process has just started; a reset is needed before anything else.
  case bootState
  /// An e-stop input is open, or a commander asked for an emergency stop.
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
  /// A drive was found enabled at start and stayed so; value: ms waited.
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
  /// The run's time is over or the process was asked to end: no fault, but a reason to stop.
  case ended
}

/// One finding: what, where, how much, against which limit.
public struct Fault: BitwiseCopyable, Sendable {
  /// What was found.
  public var code: FaultCode
  /// The joint it belongs to, or −1 for the whole robot; a bus index for `.busLost`, `.fenceUp`.
  public var subject: Int16
  /// The measured value, in the unit that `code` says.
  public var value: Double
  /// The limit it was held against, in the same unit.
  public var limit: Double
  /// When it was found.
  public var instant: Instant

  /// One finding.
  @_noLocks public init(
    _ code: FaultCode, subject: Int = -1, value: Double = 0, limit: Double = 0,
    instant: Instant = .zero
  ) {
    self.code = code
    self.subject = Int16(truncatingIfNeeded: subject)
    self.value = value
    self.limit = limit
    self.instant = instant
  }

  /// Nothing found.
  @_noLocks public static func none() -> Fault { Fault(.none) }
}

/// How a stop ends motion, mildest first. A stop under way is replaced only by a more severe one.
public enum StopKind: UInt8, BitwiseCopyable, Sendable {
  /// No stop.
  case none
  /// Controlled stop, then the position is held under power (IEC 61800-5-2 SS2).
  case hold
  /// Controlled move to the rest pose, then damped, then off: for gravity-loaded joints.
  case controlledDescent
  /// Controlled stop, then torque off (IEC 61800-5-2 SS1).
  case controlledStop
  /// No stiffness, damping only, then off.
  case damped
  /// Brake closed, torque held while it engages, then off.
  case brake
  /// Torque off at once. A request to the drives, not STO.
  case torqueOff

  /// The raw value, for real-time code: in debug builds the synthesised `rawValue` is refused
  /// under `@_noLocks` outside this file.
  public var number: UInt8 { @_noLocks get { rawValue } }
}

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
  extension FaultCode: CaseIterable {}
  extension StopKind: CaseIterable {}
  extension RobotPhase: CaseIterable {}
#endif
