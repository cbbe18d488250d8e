import CMallocProbe
public import Cycle
public import DeviceIO
import FlightDeck
public import RealTime
import RobotCore
public import Units
import Wire

/// How the loop's time passes.
public enum Pace: UInt8, BitwiseCopyable, Sendable {
  /// Cycles are released by the clock, and their nominal time is the clock's.
  case hardware
  /// Cycles are released by the clock, their nominal time is simulated: one period each.
  case twin
  /// No waiting at all; nominal time is simulated.
  case virtual
}

/// The shell around the cycle: sleeps, receives, steps, sends, records. One thread, no allocation
/// after `RunSession.begin`, nothing that waits but the sleep.
///
/// The program's own loop is three lines: `while loop.release() { side.advance(to: loop.now);
/// loop.turn(side.inputs) }`.
public final class ControlLoop {
  /// The robot.
  public private(set) var cycle: ControlCycle
  /// Nominal time of the cycle that `release` began.
  public private(set) var now: Instant
  /// Release lateness of all cycles so far.
  public private(set) var lateness = Histogram()
  /// decode … record of all cycles so far, system calls left out.
  public private(set) var compute = Histogram()
  /// Cycles that ended too late or were released a period or more late.
  public private(set) var overruns: UInt64 = 0
  /// Periods skipped to keep the phase. `cycles + skipped` = elapsed time / period.
  public private(set) var skipped: UInt64 = 0
  /// Heap calls of this thread within cycles since arming.
  public private(set) var allocations: UInt64 = 0
  /// Page faults of this thread since arming.
  public private(set) var pageFaults: UInt64 = 0

  let pace: Pace
  /// Late cycles stop nothing, see `ControlCycle`.
  let countsOverruns: Bool
  let period: Interval
  var deck: DeckWriter
  var mailbox: MailboxPort
  var ports: FixedList<CANPort, 8>
  /// Commands, enables and a ping of 64 joints on one bus.
  var batch = Table(repeating: CANFrame(id: 0), count: 0, capacity: Capacity.framesOut)
  var times = CycleTimes()
  var deadline: Instant
  var isOverrun = false
  /// By how much the cycle before ended too late, ns.
  var behind: Int64 = 0
  var nextBlame = Instant.never
  let duration: Interval
  var end = Instant(nanoseconds: .max)
  var realtimeAtStart: Int64
  /// By how much the wall clock differs from the cycles' own count of it, ns: simulated time passes
  /// at its own pace, and a clock may be set while a run goes on.
  var clockDrift: Int64 = 0
  var start: Instant
  var faultsAtArming: Int64 = -1
  var stamps = InlineArray<9, Int64>(repeating: 0)

  /// `duration` zero: until told to end.
  init(
    _ configuration: borrowing RobotConfiguration, isBench: Bool, isStrict: Bool, pace: Pace,
    ports: FixedList<CANPort, 8>, deck: DeckWriter,
    mailbox: MailboxPort, duration: Interval
  ) {
    self.pace = pace
    period = isBench ? configuration.benchTiming.period : configuration.timing.period
    self.deck = deck
    self.mailbox = mailbox
    self.ports = ports
    // Simulated time starts at one second: zero is `Instant.never`.
    start = pace == .virtual ? Instant(nanoseconds: 1_000_000_000) : Clock.monotonic()
    now = start - period
    deadline = start
    self.duration = duration
    realtimeAtStart = Clock.realtime()
    countsOverruns = pace != .hardware && !isStrict
    cycle = ControlCycle(configuration, isBench: isBench, countsOverruns: countsOverruns)
  }

  /// Starts the clock: the first cycle is released one period from now.
  func begin() {
    if pace != .virtual {
      start = Clock.monotonic()
      deadline = start
      now = start - period
    }
    realtimeAtStart = Clock.realtime()
    if duration > .zero { end = start + duration }
  }

  /// See `ControlCycle.autostart(motion:)`.
  func autostart(motion index: Int) { cycle.autostart(motion: index) }

  /// Puts one event of the shell itself into the deck.
  func writeEvent(_ event: CycleEvent) {
    deck.write(event, cycles, now, realtimeAtStart &+ (now - start).nanoseconds)
  }

  /// Waits for the next cycle; false when the run is over.
  @_noLocks public func release() -> Bool {
    guard !isOver else { return false }
    isOverrun = false
    switch pace {
    case .virtual: now = now + period
    case .twin:
      waitForDeadline()
      now = now + period
    case .hardware:
      waitForDeadline()
      now = deadline
    }
    return true
  }

  /// Absolute deadline, phase kept: what was missed is skipped and counted, never made up.
  @_noLocks private func waitForDeadline() {
    deadline = deadline + period
    let before = Clock.monotonic()
    behind = 0
    if before > deadline {
      behind = (before - deadline).nanoseconds
      let missed = (before - deadline).nanoseconds / period.nanoseconds
      deadline = deadline + period * missed
      skipped &+= UInt64(missed)
      isOverrun = true
    }
    // A signal wakes the sleeper; a cycle that came early would not be this one.
    while Clock.sleep(until: deadline) != 0, Clock.monotonic() < deadline {}
    let late = Clock.monotonic() - deadline
    if late >= period { isOverrun = true }
    if isOverrun { overruns &+= 1 }
    times.lateness = late.nanoseconds
    if pace == .hardware { cycle.inputs.lateness = late }
    lateness.add(late.nanoseconds)
    deck.count(late.nanoseconds, at: DeckLayout.latenessOffset)
  }

  /// True when the end was asked for and no drive carries torque, or when `--motion` has failed.
  private var isOver: Bool {
    @_noLocks get {
      switch cycle.phase {
      case .latched, .disarmed:
        // One more cycle says why the motion that was asked for has not begun, and what is still
        // on.
        if cycle.inputs.endRequest > 0, cycle.body.held == 0, cycle.hasSeenEnd { return true }
        return cycle.hasAutostartFailed
      case .arming, .holding, .moving, .stopping: return false
      }
    }
  }

  /// True in one cycle of each second: for what is looked at rarely.
  public var isWholeSecond: Bool {
    @_noLocks get { cycles % UInt64(max(1, 1_000_000_000 / period.nanoseconds)) == 0 }
  }

  /// A bus whose interface has gone away, while nothing carries torque; −1: none.
  @_noLocks public func goneBus() -> Int { cycle.goneBus() }

  /// Goes on with another port on a bus whose interface has come back.
  @_noLocks public func replace(_ port: CANPort, bus: Int) {
    ports[bus] = port
    cycle.inputs.links[bus].wasReopened = true
  }

  /// Asks for the end: 1 in good order, 2 at once.
  @_noLocks public func requestEnd(_ level: UInt8) {
    if level > cycle.inputs.endRequest { cycle.inputs.endRequest = level }
  }

  /// One cycle, stage by stage; three of them are the shell's too.
  @_noLocks public func turn(_ side: SideInputs) {
    malloc_probe_reset()
    if cycle.inputs.cycle == 0 { snapshot(before: 0) }
    stamp(0)
    var next: CycleStage? = .receive
    while let stage = next {
      switch stage {
      case .receive: receive(side)
      case .decode, .estimate, .decide, .guard, .encode: break
      case .send: send()
      case .record: record()
      }
      cycle.run(stage)
      stamp(Int(stage.rawValue) + 1)
      next = stage.next
    }
    account()
  }

  @_noLocks private func stamp(_ index: Int) { stamps[index] = Clock.monotonic().nanoseconds }

  // MARK: Receive

  @_noLocks private func receive(_ side: SideInputs) {
    cycle.inputs.now = now
    cycle.inputs.hasOverrun = isOverrun
    cycle.inputs.frames.removeAll()
    cycle.inputs.requests.removeAll()
    for bus in ports.indices {
      let first = cycle.inputs.frames.count
      let taken = ports[bus].receive(into: &cycle.inputs.frames, most: Capacity.framesIn)
      cycle.inputs.links[bus].received = taken
      cycle.inputs.links[bus].missed = ports[bus].overflow
      for index in first..<cycle.inputs.frames.count {
        cycle.inputs.frames[index].bus = UInt8(truncatingIfNeeded: bus)
      }
    }
    cycle.inputs.received = pace == .hardware ? Clock.monotonic() : now
    mailbox.poll(into: &cycle.inputs.requests)
    cycle.inputs.holderHeartbeat = mailbox.heartbeat(of: cycle.lease.slot)
    cycle.inputs.side = side
    if now >= end { requestEnd(1) }
    blame()
    deck.keepLinks(cycle.inputs)
  }

  /// Names what an overrun came from, at most once a second: a box that is always late has more to
  /// tell.
  @_noLocks private func blame() {
    cycle.inputs.culprit = -1
    guard isOverrun, deadline >= nextBlame else { return }
    nextBlame = deadline + Interval(milliseconds: 1_000)
    var culprit = CycleStage.wakeUp
    if behind > 0 {
      culprit = times.total > period.nanoseconds ? times.longestStage : CycleStage.between
    }
    cycle.inputs.culprit = culprit
    cycle.inputs.overrunBy = Interval(nanoseconds: behind + times.lateness)
  }

  // MARK: Send

  /// Hands the frames to the kernel, bus by bus. What it took the next step takes in.
  @_noLocks private func send() {
    for bus in ports.indices {
      cycle.inputs.links[bus] = LinkInputs()
      cycle.inputs.links[bus].sent = sendAll(on: bus)
      cycle.inputs.links[bus].offered = Int32(batch.count)
    }
  }

  /// Sends the frames of one bus, in their order, as one batch.
  @_noLocks private func sendAll(on bus: Int) -> Int32 {
    batch.removeAll()
    for index in cycle.body.outputs.frames.indices
    where Int(cycle.body.outputs.frames[index].bus) == bus {
      batch.append(cycle.body.outputs.frames[index])
    }
    return batch.count > 0 ? ports[bus].send(batch) : 0
  }

  // MARK: Record

  @_noLocks private func record() {
    times.realtime = realtimeAtStart &+ (now - start).nanoseconds
    // Two questions, for `||` would make a closure of the second.
    var isAsked = isWholeSecond
    if pace == .virtual { isAsked = true }
    if isAsked { clockDrift = Clock.realtime() &- times.realtime }
    deck.set(.seenRealtime, UInt64(bitPattern: times.realtime &+ clockDrift))
    deck.record(cycle, times)
    for index in cycle.body.outputs.replies.indices {
      mailbox.answer(cycle.body.outputs.replies[index])
    }
    mailbox.show(cycle.lease)
    snapshot(before: cycle.inputs.cycle &+ 1)
  }

  /// Before the first cycle, and at the end of a cycle, whose cost it is then: nothing that a later
  /// one remembers is changed in between.
  @_noLocks private func snapshot(before number: UInt64) {
    deck.snapshot(&cycle, before: number, countsOverruns: countsOverruns)
  }

  /// What this cycle cost, for the next record.
  @_noLocks private func account() {
    let spent = (stamps[6] - stamps[1]) + (stamps[8] - stamps[7])
    compute.add(spent)
    if pace != .virtual {
      times.compute = spent
      for stage in 0..<8 { times.stages[stage] = stamps[stage + 1] - stamps[stage] }
      deck.count(spent, at: DeckLayout.computeOffset)
    }
    if cycle.isEnabled {
      let faults = RealTimeThread.pageFaults()
      if faultsAtArming < 0 { faultsAtArming = faults } else { allocations &+= heapCalls }
      pageFaults = UInt64(clamping: faults - faultsAtArming)
    }
    deck.set(.allocations, allocations)
    deck.set(.pageFaults, pageFaults)
    deck.set(.overruns, overruns)
    cycle.inputs.cycle &+= 1
  }

  private var heapCalls: UInt64 { @_noLocks get { UInt64(malloc_probe_count()) } }

  /// Cycles run so far.
  public var cycles: UInt64 { @_noLocks get { cycle.inputs.cycle } }
}
