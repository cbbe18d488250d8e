/// What is worth a line in the log. Raw values are stable: they stand in decks and recordings.
public enum EventCode: UInt16, BitwiseCopyable, Sendable {
  case none
  /// The process has started; value: its process id.
  case started
  /// The phase changed; detail: new `RobotPhase`, value: old one.
  case phase
  /// A fault was found; detail: `FaultCode`; subject, value, limit as in `Fault`.
  case fault
  /// A stop began; detail: `StopKind`.
  case stopBegan
  /// A stop ended with evidence from every joint; value: ms it took.
  case stopConfirmed
  /// A stop ended without evidence from this joint.
  case stopUnconfirmed
  /// The lease was taken; value: process id.
  case leaseTaken
  /// The lease was given back or ran out; value: process id, detail: 1 when it ran out.
  case leaseEnded
  /// A request was refused; detail: `ReplyCode` + 256 × the `FaultCode` behind it; subject, value,
  /// limit.
  case refused
  /// A motion began; subject: motion index, or −1 for a point-to-point move.
  case motionBegan
  /// A motion reached its end.
  case motionEnded
  /// A safety function began to shape a joint's command; detail: `SafetyFunction` raw value.
  case limited
  /// A cycle overran, at most one event a second; value: ns late or over; detail: the `CycleStage`
  /// to blame, or one of its two neighbours.
  case overrun
  /// A drive was found in a fault state at start or changed to it; detail: `DriveFault`.
  case driveFault
  /// A drive was found enabled at start.
  case foundEnabled
  /// A bus changed its state; subject: bus, detail: `BusState`.
  case busState
  /// Frames that belong to no known drive; value: arbitration id.
  case unknownFrame
  /// The fence is down: nothing sent before the stop can still reach a drive.
  case fenceDown
  /// A drive answers again after a silence; value: ms.
  case feedbackBack
  /// The drives' supply changed; value: V, detail: 1 present, 0 lost.
  case supply
  /// A waiver is in force at arming; detail: index into the configuration's waivers.
  case waiver
  /// The process ends; detail: 0 as asked, 1 on a fault.
  case ended
  /// The fence did not drain: the link is taken down and up. subject: bus, value: frames in flight.
  case purge
  /// A well-formed reading that the next one did not bear out was left aside; subject: joint;
  /// value: what it said of the position.
  case strayFrame
  /// A joint that is blocked or overloaded gives way: no spring from here on; subject: joint;
  /// value: effort before.
  case givesWay
  /// A joint without a brake has come to rest elsewhere than it was let go; subject: joint; value:
  /// by how much.
  case sank
  /// The turn of a joint's encoder was told from its stops; subject: joint; value: what is added to
  /// the reading.
  case turn
  /// A frame with one of our command ids that we did not send; subject: bus; value: arbitration id.
  case foreignFrame
  /// More frames waited on a bus than one cycle reads; subject: bus; value: cycles in a row.
  case unread
  /// A list of the cycle was full; detail: which (`CapacityCode`); value: entries lost since the
  /// start.
  case full
  /// A joint has found its place; subject: joint; value: what is added to its reading.
  case homed
  /// A drive said what it calls itself; subject: joint; detail: the object that says it; value and
  /// limit: its first bytes and the next (`PackedText`).
  case named
}

/// State of a CAN controller, as the kernel says it (`linux/can/netlink.h`).
public enum BusState: UInt8, BitwiseCopyable, Sendable {
  case active, warning, passive, busOff, stopped, gone
}

/// The parts of a cycle whose time is told apart.
public enum CycleStage: UInt8, BitwiseCopyable, Sendable {
  case receive, decode, estimate, decide, `guard`, encode, send, record

  /// The stage after this one; nil after the last.
  public var next: CycleStage? { @_noLocks get { CycleStage(rawValue: rawValue &+ 1) } }

  /// To blame for an overrun beside the stages: the kernel woke the loop too late.
  public static var wakeUp: Int { @_noLocks get { 64 } }
  /// The same: what the process does between two cycles, in a twin its physics.
  public static var between: Int { @_noLocks get { 65 } }
}

// A list of all cases is an array, and Embedded Swift without allocations has none.
#if !hasFeature(Embedded)
  extension EventCode: CaseIterable {}
  extension CycleStage: CaseIterable {}
#endif
