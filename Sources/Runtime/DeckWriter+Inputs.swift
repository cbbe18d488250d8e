import CFlightDeck
import Cycle
import FlightDeck
import RealTime
import RobotCore
import Synchronization
import Units

// What a cycle was told and what it remembers, in the flight deck: all that a replay needs.
extension DeckWriter {
  /// Keeps what the links said to the cycle that begins, until it is recorded.
  @_noLocks mutating func keepLinks(_ inputs: borrowing CycleInputs) {
    for bus in inputs.links.indices { links[bus] = inputs.links[bus] }
  }

  /// Writes the inputs of a cycle behind its joints, and the links behind them.
  @_noLocks func writeInputs(
    _ slot: UnsafeMutableRawPointer, _ cycle: borrowing ControlCycle, _ area: FrameArea
  ) {
    let side = cycle.inputs.side
    var row = flight_deck_inputs()
    row.received = cycle.inputs.received.nanoseconds
    row.lateness = cycle.inputs.lateness.nanoseconds
    row.overrun_by = cycle.inputs.overrunBy.nanoseconds
    row.holder_heartbeat = cycle.inputs.holderHeartbeat
    row.supply = side.supply.value
    row.supply_current = side.supplyCurrent.value
    row.supply_age = side.supplyAge.nanoseconds
    row.output_age = side.outputAge.nanoseconds
    row.failed_inertia = side.failedInertia
    row.output_error = side.outputError
    row.culprit = Int16(truncatingIfNeeded: cycle.inputs.culprit)
    row.open_line = side.openLine
    row.output_joint = side.outputJoint
    row.failed_joint = side.failedJoint
    row.switches = side.switches
    var flags: UInt32 = 0
    if cycle.inputs.hasOverrun { flags |= FLIGHT_DECK_INPUT_OVERRUN }
    if side.emergencyStopOpen { flags |= FLIGHT_DECK_INPUT_STOP_OPEN }
    if side.isSupplyKnown { flags |= FLIGHT_DECK_INPUT_SUPPLY_KNOWN }
    if side.hasOutputRestarted { flags |= FLIGHT_DECK_INPUT_OUTPUT_RESTARTED }
    if side.hasTwinFailed { flags |= FLIGHT_DECK_INPUT_TWIN_FAILED }
    row.flags = UInt8(truncatingIfNeeded: flags)
    row.end_request = cycle.inputs.endRequest
    row.received_bytes = UInt32(area.received)
    row.request_bytes = UInt32(area.requests)
    row.frames_left_out = UInt32(area.framesLeftOut)
    row.requests_left_out = UInt32(area.requestsLeftOut)
    row.said = said(cycle)
    let place = unsafe slot + DeckLayout.inputsOffset(joints: layout.jointCount)
    unsafe place.storeBytes(of: row, as: flight_deck_inputs.self)
    unsafe writeLinks(place + MemoryLayout<flight_deck_inputs>.size)
  }

  /// What the cycle said besides what the deck shows of it.
  @_noLocks private func said(_ cycle: borrowing ControlCycle) -> UInt64 {
    var sum = mixed(cycle.body.outputs.releasedBrakes, Int64(cycle.body.outputs.busToPurge))
    for joint in 0..<layout.jointCount {
      sum = mixed(sum, cycle.body.outputs.pulses[joint].nanoseconds)
    }
    for index in cycle.body.outputs.replies.indices {
      let reply = cycle.body.outputs.replies[index]
      sum = mixed(sum, Int64(reply.slot) << 32 | Int64(reply.code.rawValue))
      sum = mixed(sum, Int64(reply.fault.code.rawValue) << 32 | Int64(reply.fault.detail))
      sum = mixed(sum, Int64(reply.fault.subject))
      sum = mixed(sum, Int64(bitPattern: reply.fault.value.bitPattern))
      sum = mixed(sum, Int64(bitPattern: reply.fault.limit.bitPattern))
      sum = mixed(sum, Int64(bitPattern: reply.fault.setting.bitPattern))
    }
    return sum
  }

  /// FNV-1a style, as the hash of a run.
  @_noLocks private func mixed(_ sum: UInt64, _ word: Int64) -> UInt64 {
    let next = (sum ^ UInt64(bitPattern: word)) &* 0x100_0000_01B3
    return next ^ next >> 29
  }

  @_noLocks private func writeLinks(_ place: UnsafeMutableRawPointer) {
    for bus in 0..<layout.busCount {
      var row = flight_deck_link()
      row.offered = links[bus].offered
      row.sent = links[bus].sent
      row.received = links[bus].received
      row.reopened = links[bus].wasReopened ? 1 : 0
      row.missed = links[bus].missed
      unsafe (place + bus * MemoryLayout<flight_deck_link>.size)
        .storeBytes(of: row, as: flight_deck_link.self)
    }
  }

  /// Packs one request with the targets that count; false when there is no room.
  @_noLocks func write(
    _ request: Request, at place: UnsafeMutableRawPointer, _ used: inout Int
  ) -> Bool {
    let head = MemoryLayout<flight_deck_request>.size
    var targets = 0
    for joint in 0..<layout.jointCount where request.mask >> UInt64(joint) & 1 == 1 {
      targets += 1
    }
    guard used + head + 8 * targets <= layout.frameArea else { return false }
    var row = flight_deck_request()
    row.process = request.process
    row.mask = request.mask
    row.lease_timeout = request.leaseTimeout.nanoseconds
    row.speed = request.speed
    row.slot = request.slot
    row.index = request.index
    row.kind = request.kind.rawValue
    row.targets = UInt32(targets)
    let at = unsafe place + used
    unsafe at.storeBytes(of: row, as: flight_deck_request.self)
    var offset = head
    for joint in 0..<layout.jointCount where request.mask >> UInt64(joint) & 1 == 1 {
      unsafe at.storeBytes(of: request.targets[joint], toByteOffset: offset, as: Double.self)
      offset += 8
    }
    used += offset
    return true
  }

  // MARK: Snapshots

  /// Writes what the cycle remembers into the older of the two areas, when it is time: before cycle
  /// 0, and from then on so often that the ring always holds all cycles behind one.
  @_noLocks func snapshot(
    _ cycle: inout ControlCycle, before number: UInt64, countsOverruns: Bool
  ) {
    guard layout.snapshotSize > 0, number % layout.snapshotPeriod == 0 else { return }
    let head = MemoryLayout<flight_deck_snapshot>.size
    let place = unsafe base + layout.snapshot(of: number)
    let sequence = unsafe place.assumingMemoryBound(to: Atomic<UInt64>.self)
    unsafe sequence.pointee.store(0, ordering: .relaxed)
    atomicMemoryFence(ordering: .releasing)
    var pass = unsafe SnapshotPass(writing: place + head, room: layout.snapshotSize - head)
    cycle.exchange(&pass)
    // The areas are made for the most that there can be.
    precondition(pass.isWhole, "the state has outgrown its place in the deck")
    var row = flight_deck_snapshot()
    row.checksum = unsafe flight_deck_checksum(place + head, UInt64(pass.used))
    row.cycle = number
    row.size = UInt32(pass.used)
    row.flags = countsOverruns ? 1 : 0
    row.robot = unsafe (base + layout.configurationOffset).load(
      fromByteOffset: ConfigurationImage.checksumOffset, as: UInt64.self)
    unsafe withUnsafeBytes(of: &row) { bytes in
      guard let source = bytes.baseAddress else { return }
      unsafe (place + 8).copyMemory(from: source + 8, byteCount: bytes.count - 8)
    }
    unsafe sequence.pointee.store(number &+ 1, ordering: .releasing)
  }
}
