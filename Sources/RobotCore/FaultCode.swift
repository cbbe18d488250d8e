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
  /// value: `BusState` raw value; detail: how many drives the bus has, where all are silent. Every
  /// drive of the bus is silent or the controller is off.
  case busLost
  /// A drive did not report enabled; value: ms waited; limit: ms.
  case enableFailed
  /// A read-back register differs from the profile. value: found; limit: expected, both in the
  /// register's unit, times in ms; detail: the register's number.
  case configurationMismatch
  /// A drive was found enabled and stayed so; value: ms waited; limit: ms that it gets; detail: how
  /// many drives were, the subject among them.
  case foundEnabled
  /// The joint's position has no trusted zero.
  case notReferenced
  /// value: °C; limit: °C; detail 1: of the drive's power stage, else of the motor.
  case overTemperature
  /// Frames from before the stop may still be queued; value: frames in flight.
  case fenceUp
  /// A drive's own command time-out is off; value: found ms; limit: expected ms; detail: the
  /// register's number.
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
  /// A joint's place cannot be told from its encoder. value: the reading at the joint; limit: the
  /// nearest mechanical stop; detail: how many turns of the encoder lie between the stops (0: none;
  /// 2: more than one); setting: one turn, in the joint's unit.
  case turnUnknown
  /// A joint answers, but its answers are old. value: ms, their age at least; limit: ms.
  case feedbackLate
  /// More frames arrive on a bus than are read, for too long. value: ms; limit: ms.
  case busFlooded
  /// Frames with our command ids that we did not send. value: how many; detail: the arbitration id.
  case foreignCommander
  /// A joint answers more often than it is asked: two drives on one id, or a second master that
  /// asks. value: answers, limit: questions, both within the window in which it was found.
  case doubleAnswers
  /// value: measured V; limit: largest V.
  case supplyHigh
  /// A stop ended without evidence. value: velocity; limit: up to which it counts as standing
  /// still; detail: how many joints gave none, the subject among them.
  case stopUnconfirmed
  /// A stop did not end in its time and became a more severe one. value: ms; limit: ms; detail: the
  /// `StopKind` that did not end.
  case stopEscalated
  /// The run ends and a drive still carries torque. detail: how many, the subject among them.
  case enabledAtEnd
  /// A drive answers in classic frames on a CAN FD bus.
  case wrongFormat
  /// A drive is silent while an id that no joint of the profile has answers. detail: the
  /// arbitration id that was heard; value: ms of silence; limit: ms; setting: 1 when the id is
  /// extended.
  case unexpectedID
  /// The simulation cannot go on: this is the twin's own failure and no drive's. subject: the joint
  /// at which it began; value: what moves with that joint, kg·m² or kg.
  case twinDiverged
  /// The motion that the command line asked for cannot be planned.
  case motionImpossible
  /// A register is never answered while feedback goes on. value: ms since it was first asked for;
  /// limit: ms that each answer is waited for; setting: how often it was asked for; detail: the
  /// register's number.
  case registerSilent
  /// A chip that makes the pulses of servos cannot be told what is wanted. subject: its first
  /// joint; value: ms since all was as wanted; limit: ms; detail: the kernel's error number, 0: it
  /// restarted.
  case outputLost
  /// A drive refuses to read or write an object. value: its reason, an abort code of CiA 301;
  /// detail: the object's index; setting: its subindex.
  case objectRefused
  /// A drive has begun anew while it was relied on, and what was set in it is gone. value: how
  /// often; limit: how often it may while it is prepared, else 0.
  case driveRestarted
  /// A joint has not moved since its brake was opened, and presses against something. value: its
  /// effort; limit: its effort limit; detail: the `FaultCode` by which that was found.
  case brakeStuck
  /// Homing did not find its place. value: how far the joint went; limit: how far it may have to;
  /// detail 1: nothing came on its way; 2: its switch was closed before it moved; 3: something held
  /// it before. Of a drive that looks by itself, setting: its status word; detail 4: it says that
  /// it went wrong; 5: it did not look; 6: it took too long, value and limit in s; 7: the index of
  /// its encoder did not come.
  case homingFailed
}

// A list of all cases is an array, and Embedded Swift without allocations has none.
#if !hasFeature(Embedded)
  extension FaultCode: CaseIterable {}
#endif
