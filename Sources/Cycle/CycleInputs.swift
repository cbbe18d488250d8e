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
  public var targets = PerJoint<Double>(repeating: 0)

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

/// What the kernel said of one bus: to what the step before had sent, and now.
public struct LinkInputs: BitwiseCopyable, Sendable {
  /// Frames of the step before that were handed to the kernel.
  public var offered: Int32 = 0
  /// How many of them it took, or −errno.
  public var sent: Int32 = 0
  /// The interface was opened anew since: whatever was sent before is gone.
  public var wasReopened = false
  /// Frames taken out of the socket now, or −errno.
  public var received: Int32 = 0
  /// What the kernel has dropped since the start, as its receive queue for us was full.
  public var missed: UInt64 = 0

  /// Nothing sent and nothing received.
  @_noLocks public init() {}
}

/// Everything that one step does not compute itself. With the same inputs a step does the same.
public struct CycleInputs: ~Copyable {
  /// Number of the cycle, from 0.
  public var cycle: UInt64 = 0
  /// Nominal time of the cycle.
  public var now = Instant.never
  /// Clock when `receive` ended; equals `now` in simulated time.
  public var received = Instant.never
  /// How late the cycle was released; zero when its time is simulated.
  public var lateness = Interval.zero
  /// True when the previous cycle did not end in time or this one was released too late.
  public var hasOverrun = false
  /// What an overrun is to be blamed on: a `CycleStage`, or one of the numbers beside them; −1:
  /// there is nothing to tell.
  public var culprit = -1
  /// By how much the cycle was too late when `culprit` is told.
  public var overrunBy = Interval.zero
  /// Frames received, bus by bus, in order of arrival; room for the share of each bus.
  public var frames: Table<CANFrame>
  /// What the kernel said of each bus.
  public var links: Table<LinkInputs>
  /// What the loop learns besides frames.
  public var side = SideInputs()
  /// What commanders asked.
  public var requests = Table(repeating: Request(), count: 0, capacity: Capacity.requests)
  /// Heartbeat counter of the lease holder.
  public var holderHeartbeat: UInt64 = 0
  /// 0: go on; 1: asked to end; 2: asked to end at once.
  public var endRequest: UInt8 = 0

  /// Nothing received at time zero; room for the frames of so many buses.
  public init(buses: Int) {
    frames = Table(
      repeating: CANFrame(id: 0), count: 0, capacity: buses * Capacity.framesIn)
    links = Table(repeating: LinkInputs(), count: buses)
  }
}
