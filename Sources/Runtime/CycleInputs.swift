public import RealTime
public import RobotCore
public import Units
public import Wire

/// A commander's wish, as taken out of the mailbox.
public struct Request: BitwiseCopyable, Sendable {
  /// Mailbox slot it came from; −1 for the process itself.
  public var slot: Int32 = -1
  /// Process id of the commander.
  public var process: UInt64 = 0
  /// What is asked.
  public var kind = RequestKind.none
  /// Index of a motion.
  public var index: Int32 = -1
  /// Bit i: `targets[i]` counts.
  public var mask: UInt64 = 0
  /// Wanted lease time-out; zero: the profile's.
  public var leaseTimeout = Interval.zero
  /// Share of each joint's motion speed, (0, 1].
  public var speed = 1.0
  /// Targets in rad or m.
  public var targets = InlineArray<64, Double>(repeating: 0)

  /// Nothing asked.
  @_noLocks public init() {}
}

/// The answer to one request.
public struct Reply: BitwiseCopyable, Sendable {
  /// Mailbox slot to answer; −1: nobody waits.
  public var slot: Int32
  /// Accepted, or why not.
  public var code: ReplyCode
  /// What was found, when something was.
  public var fault: Fault

  /// One answer.
  @_noLocks public init(slot: Int32, code: ReplyCode, fault: Fault = Fault(.none)) {
    self.slot = slot
    self.code = code
    self.fault = fault
  }
}

/// Everything that one step does not compute itself. With the same inputs a step does the same.
public struct CycleInputs: ~Copyable {
  /// Number of the cycle, from 0.
  public var cycle: UInt64 = 0
  /// Nominal time of the cycle.
  public var now = Instant.zero
  /// Clock when `receive` ended; equals `now` in simulated time.
  public var received = Instant.zero
  /// How late the cycle was released; zero when its time is simulated.
  public var lateness = Interval.zero
  /// True when the previous cycle did not end in time or this one was released too late.
  public var hasOverrun = false
  /// Frames that each bus may put into `frames` in one cycle.
  public static var roomOfBus: Int { @_noLocks get { 128 } }
  /// Frames received, bus by bus, in order of arrival; room for the share of each bus.
  public var frames: Table<CANFrame>
  /// At least one e-stop input is open.
  public var emergencyStopOpen = false
  /// The first of them, by index in the configuration's lines; −1 when it is not known.
  public var openLine: Int16 = -1
  /// The supply monitor has answered at least once.
  public var isSupplyKnown = false
  /// Last supply voltage.
  public var supply = Voltage(0)
  /// Last supply current.
  public var supplyCurrent = Current(0)
  /// Age of both.
  public var supplyAge = Interval.zero
  /// The simulation of the device side cannot go on: what its drives say, or do not say, is no
  /// finding about the robot. In the twin only.
  public var hasTwinFailed = false
  /// The joint at which it failed first; −1 when it is not known.
  public var failedJoint: Int16 = -1
  /// What moves with that joint, kg·m² or kg.
  public var failedInertia = 0.0
  /// What commanders asked.
  public var requests = Table(repeating: Request(), count: 0, capacity: 17)
  /// Heartbeat counter of the lease holder.
  public var holderHeartbeat: UInt64 = 0
  /// 0: go on; 1: asked to end; 2: asked to end at once.
  public var endRequest: UInt8 = 0

  /// Nothing received at time zero; room for the frames of so many buses.
  public init(buses: Int) {
    frames = Table(
      repeating: CANFrame(id: 0), count: 0, capacity: buses * CycleInputs.roomOfBus)
  }
}
