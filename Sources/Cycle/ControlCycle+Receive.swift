import RealTime
import RobotCore
import Units

// Receive: what the kernel said to each bus, and what the loop has to tell of itself.
extension ControlCycle {
  /// Empties the outputs of the step before and takes in what became of it.
  @_noLocks mutating func receive() {
    outputs.removeAll()
    tellLosses()
    for bus in buses.indices {
      takeSent(bus)
      if inputs.links[bus].wasReopened {
        buses[bus].wentDown()
        setState(.active, bus: bus)
      }
      linkAnswered(inputs.links[bus].received, bus: bus)
      takeReceived(bus)
    }
    guard inputs.culprit >= 0 else { return }
    note(
      CycleEvent(
        .overrun, detail: inputs.culprit, value: Double(inputs.overrunBy.nanoseconds)))
  }

  /// A list that was full in an earlier step has lost something.
  @_noLocks private mutating func tellLosses() {
    for list in 0..<3 where lost[list] != lostTold[list] {
      lostTold[list] = lost[list]
      note(CycleEvent(.full, detail: list, value: Double(lost[list])))
    }
  }

  /// What the kernel took of the frames of the step before. What it did not take is gone: a stale
  /// command must not wait anywhere.
  @_noLocks private mutating func takeSent(_ bus: Int) {
    let (offered, taken) = (inputs.links[bus].offered, inputs.links[bus].sent)
    guard offered > 0 else { return }
    linkAnswered(taken, bus: bus)
    let count = taken > 0 ? taken : 0
    buses[bus].sent &+= UInt64(count)
    buses[bus].refused &+= UInt64(offered - count)
    buses[bus].use(wireTimes[bus] * Int64(count), now: inputs.now)
  }

  /// What was received: a full room means that more waits.
  @_noLocks private mutating func takeReceived(_ bus: Int) {
    let count = inputs.links[bus].received
    buses[bus].missed = inputs.links[bus].missed
    guard buses[bus].looked(isFull: count >= Capacity.framesIn, at: inputs.now),
      inputs.now - lastUnreadTold >= Interval(milliseconds: 1_000)
    else { return }
    lastUnreadTold = inputs.now
    note(CycleEvent(.unread, subject: bus, value: Double(buses[bus].unread)))
  }

  /// What the kernel said to a send or a receive on a bus: a count, or −errno.
  ///
  /// When a link goes down the kernel throws its queue away and says ENETDOWN once: those frames
  /// will never be confirmed and never reach a drive, so nothing is in flight any more.
  @_noLocks private mutating func linkAnswered(_ result: Int32, bus: Int) {
    let isDown = result == -100 || result == -19 || result == -6  // ENETDOWN, ENODEV, ENXIO
    if isDown {
      buses[bus].wentDown()
      setState(result == -100 ? .stopped : .gone, bus: bus)
    } else if result > 0, buses[bus].state == .stopped {
      setState(.active, bus: bus)
    }
  }
}
