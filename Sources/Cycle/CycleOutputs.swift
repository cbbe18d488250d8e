public import RealTime
public import RobotCore
public import Units
public import Wire

/// Everything that one step says to the world around it. Empty at its begin.
public struct CycleOutputs: ~Copyable {
  /// Frames to send, in order.
  public internal(set) var frames = Table(
    repeating: CANFrame(id: 0), count: 0, capacity: Capacity.framesOut)
  /// What happened in this cycle.
  public internal(set) var events = Table(
    repeating: CycleEvent(.none), count: 0, capacity: Capacity.events)
  /// Answers to the requests of this cycle: one of each mailbox slot and one of the process itself.
  public internal(set) var replies = Table(
    repeating: Reply(slot: -1, code: .pending), count: 0, capacity: Capacity.requests)
  /// Width of the pulses of each joint whose drive is a servo; zero: none. They hold from one step
  /// to the next, so that whoever hands them over may do so at any time.
  public internal(set) var pulses = Table(repeating: Interval.zero, count: Capacity.joints)
  /// Bus whose queue the shell is to throw away before the next step; −1: none. Only while
  /// arming, before any drive is enabled.
  public internal(set) var busToPurge = -1

  /// Bit i: the output that opens the brake of joint i is on. Without one of ours: 0.
  public internal(set) var releasedBrakes: UInt64 = 0

  /// What found no room since the start, by `CapacityCode`, and what was told of it.
  private var lost = InlineArray<3, UInt64>(repeating: 0)
  private var lostTold = InlineArray<3, UInt64>(repeating: 0)

  /// Nothing said.
  init() {}

  /// What of it holds from one step to the next, to or from a snapshot.
  @_noLocks mutating func exchange(_ pass: inout SnapshotPass) {
    pass.exchange(&pulses)
    pass.exchange(&releasedBrakes, &lost, &lostTold)
  }

  /// A step begins: what the one before said is gone, but for what found no room in it.
  @_noLocks mutating func begin() {
    frames.removeAll()
    events.removeAll()
    replies.removeAll()
    busToPurge = -1
    for list in 0..<3 where lost[list] != lostTold[list] {
      lostTold[list] = lost[list]
      note(CycleEvent(.full, detail: list, value: Double(lost[list])))
    }
  }

  /// One event.
  @_noLocks mutating func note(_ event: CycleEvent) {
    if !events.append(event) { count(.events) }
  }

  /// A list was full and something is lost: told at the begin of the next step.
  @_noLocks mutating func count(_ list: CapacityCode) { lost[Int(list.rawValue)] &+= 1 }

  /// What found no room in a list since the start.
  @_noLocks public func leftOut(_ list: CapacityCode) -> UInt64 { lost[Int(list.rawValue)] }
}
