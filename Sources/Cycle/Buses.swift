import Drives
public import RealTime
import RobotCore
import Units
import Wire

/// The buses in one step: what the kernel took and said, what is owed and heard there, and what a
/// silence on one means.
public struct Buses: ~Copyable {
  /// Account of each bus.
  public internal(set) var accounts: Table<BusAccount>
  /// Wire time of a standard frame with 8 bytes on each bus, worst-case stuffing, ns.
  let wireTimes: Table<Int64>
  /// The last joint that answered too often, and when it did.
  var doubled = Fault(.none)
  var doubledAt = Instant.never
  /// When frames left unread were told last.
  private var lastUnreadTold = Instant.never

  init(_ configuration: borrowing RobotConfiguration) {
    accounts = .init(repeating: BusAccount(), count: configuration.buses.count)
    wireTimes = Buses.wireTimes(of: configuration)
  }

  private static func wireTimes(
    of configuration: borrowing RobotConfiguration
  ) -> Table<Int64> {
    var times = Table<Int64>(repeating: 0, count: configuration.buses.count)
    for index in configuration.buses.indices {
      let bus = configuration.buses[index]
      let frame = CANFrame(id: 0, flags: bus.isFD ? CANFrame.fd | CANFrame.bitRateSwitch : 0)
      let wire = WireTime(bitRate: bus.bitRate, dataBitRate: bus.dataBitRate)
      times[index] = wire.duration(of: frame).nanoseconds
    }
    return times
  }

  /// Everything it remembers, to or from a snapshot.
  @_noLocks mutating func exchange(_ pass: inout SnapshotPass) {
    pass.exchange(&accounts)
    pass.exchange(&doubled, &doubledAt, &lastUnreadTold)
  }

  // MARK: Receive

  /// What the kernel said to each bus: to what the step before had sent, and now.
  @_noLocks mutating func receive(
    _ links: borrowing Table<LinkInputs>, _ time: StepTime, into outputs: inout CycleOutputs
  ) {
    for bus in accounts.indices {
      let link = links[bus]
      takeSent(link, bus: bus, time, into: &outputs)
      if link.wasReopened {
        accounts[bus].wentDown()
        setState(.active, bus: bus, into: &outputs)
      }
      linkAnswered(link.received, bus: bus, into: &outputs)
      takeReceived(link, bus: bus, time, into: &outputs)
    }
  }

  /// What the kernel took of the frames of the step before. What it did not take is gone: a stale
  /// command must not wait anywhere.
  @_noLocks private mutating func takeSent(
    _ link: LinkInputs, bus: Int, _ time: StepTime, into outputs: inout CycleOutputs
  ) {
    guard link.offered > 0 else { return }
    linkAnswered(link.sent, bus: bus, into: &outputs)
    let count = link.sent > 0 ? link.sent : 0
    accounts[bus].sent &+= UInt64(count)
    accounts[bus].refused &+= UInt64(link.offered - count)
    accounts[bus].use(wireTimes[bus] * Int64(count), now: time.now)
  }

  /// What was received: a full room means that more waits.
  @_noLocks private mutating func takeReceived(
    _ link: LinkInputs, bus: Int, _ time: StepTime, into outputs: inout CycleOutputs
  ) {
    accounts[bus].missed = link.missed
    guard accounts[bus].looked(isFull: link.received >= Capacity.framesIn, at: time.now),
      time.now - lastUnreadTold >= Interval(milliseconds: 1_000)
    else { return }
    lastUnreadTold = time.now
    outputs.note(CycleEvent(.unread, subject: bus, value: Double(accounts[bus].unread)))
  }

  /// What the kernel said to a send or a receive on a bus: a count, or −errno.
  ///
  /// When a link goes down the kernel throws its queue away and says ENETDOWN once: those frames
  /// will never be confirmed and never reach a drive, so nothing is in flight any more.
  @_noLocks private mutating func linkAnswered(
    _ result: Int32, bus: Int, into outputs: inout CycleOutputs
  ) {
    let isDown = result == -100 || result == -19 || result == -6  // ENETDOWN, ENODEV, ENXIO
    if isDown {
      accounts[bus].wentDown()
      setState(result == -100 ? .stopped : .gone, bus: bus, into: &outputs)
    } else if result > 0, accounts[bus].state == .stopped {
      setState(.active, bus: bus, into: &outputs)
    }
  }

  @_noLocks private mutating func setState(
    _ state: BusState, bus: Int, into outputs: inout CycleOutputs
  ) {
    guard state != accounts[bus].state else { return }
    accounts[bus].state = state
    outputs.note(CycleEvent(.busState, detail: Int(state.rawValue), subject: bus))
  }

  // MARK: Frames that are no drive's

  /// One frame of ours that was on the wire.
  @_noLocks mutating func takeConfirmation(bus: Int, into outputs: inout CycleOutputs) {
    accounts[bus].confirmed &+= 1
    if accounts[bus].state == .busOff, accounts[bus].isBackOn {
      setState(.active, bus: bus, into: &outputs)
    }
  }

  /// Error classes and controller states of `linux/can/error.h`. A controller that said it is off
  /// is on again when a frame of ours has proved it, see `BusAccount.wentOff`.
  @_noLocks mutating func takeError(_ frame: CANFrame, bus: Int, into outputs: inout CycleOutputs) {
    accounts[bus].errors &+= 1
    if frame.length == 8 {
      accounts[bus].transmitErrors = frame.data[6]
      accounts[bus].receiveErrors = frame.data[7]
    }
    var next = accounts[bus].state
    if frame.id & 0x40 != 0 {
      accounts[bus].wentOff()
      next = .busOff
    } else if next == .busOff {
      return
    } else if frame.id & 0x100 != 0 {
      next = .active
    } else if frame.id & 0x04 != 0 {
      let detail = frame.data[1]
      if detail & 0x30 != 0 {
        next = .passive
      } else if detail & 0x0C != 0 {
        next = .warning
      } else if detail & 0x40 != 0 {
        next = .active
      }
    }
    setState(next, bus: bus, into: &outputs)
  }

  /// A frame from somebody else: counted, whatever it says.
  @_noLocks mutating func takeData(bus: Int, at now: Instant) {
    accounts[bus].received &+= 1
    accounts[bus].use(wireTimes[bus], now: now)
  }

  /// A frame that says nothing to us; told now and then.
  @_noLocks mutating func takeUnknown(
    _ frame: CANFrame, bus: Int, into outputs: inout CycleOutputs
  ) {
    accounts[bus].unknown &+= 1
    guard accounts[bus].unknown & 1023 == 1 else { return }
    outputs.note(CycleEvent(.unknownFrame, subject: bus, value: Double(frame.id)))
  }

  /// The first bus whose interface has gone away; −1: none.
  @_noLocks func firstGone() -> Int {
    for bus in accounts.indices where accounts[bus].state == .gone { return bus }
    return -1
  }
}
