import CFlightDeck
import Cycle
import FlightDeck
import RealTime
import RobotCore
import Safety
import Synchronization
import Units
import Wire

// Frames, events and buses of the flight deck.
extension DeckWriter {
  /// Packs received and sent frames one after the other; confirmations of own frames are left out.
  @_noLocks mutating func writeFrames(
    _ place: UnsafeMutableRawPointer, _ cycle: borrowing ControlCycle
  ) -> (used: Int, leftOut: Int) {
    var used = 0
    var leftOut = 0
    for index in cycle.inputs.frames.indices
    where cycle.inputs.frames[index].flags & CANFrame.confirmed == 0 {
      let frame = cycle.inputs.frames[index]
      let age = frame.stamp == 0 ? 0 : cycle.inputs.now.nanoseconds - frame.stamp
      let fits = unsafe write(frame, at: place, &used, direction: 0, age: age)
      if !fits { leftOut += 1 }
    }
    for index in cycle.body.outputs.frames.indices {
      let fits = unsafe write(
        cycle.body.outputs.frames[index], at: place, &used, direction: 1, age: 0)
      if !fits { leftOut += 1 }
    }
    return (used, leftOut)
  }

  @_noLocks private mutating func write(
    _ frame: CANFrame, at place: UnsafeMutableRawPointer, _ used: inout Int, direction: UInt8,
    age: Int64
  ) -> Bool {
    let length = Int(frame.length)
    let padded = (length + 3) & ~3
    let head = MemoryLayout<flight_deck_frame>.size
    guard used + head + padded <= layout.frameArea else { return false }
    var row = flight_deck_frame()
    row.id = frame.id
    row.flags = frame.flags
    row.length = frame.length
    row.bus = frame.bus
    row.direction = direction
    row.age = Int32(truncatingIfNeeded: age)
    let at = unsafe place + used
    unsafe at.storeBytes(of: row, as: flight_deck_frame.self)
    var word: UInt64 = 0
    if length == 8 {
      // Nearly every frame: at once, not byte by byte.
      for index in 0..<8 { word = word << 8 | UInt64(frame.data[index]) }
      unsafe at.storeBytes(of: word.bigEndian, toByteOffset: head, as: UInt64.self)
    } else {
      for index in 0..<padded {
        let byte = index < Capacity.frameBytes ? frame.data[index] : 0
        unsafe at.storeBytes(of: byte, toByteOffset: head + index, as: UInt8.self)
        word = word << 8 | UInt64(byte)
      }
    }
    mixFrame(UInt64(frame.id) << 8 | UInt64(direction), word)
    used += head + padded
    return true
  }

  /// Appends this cycle's events to the ring; the sequence number goes in last.
  @_noLocks mutating func writeEvents(
    _ cycle: borrowing ControlCycle, _ times: CycleTimes
  ) {
    for index in cycle.body.outputs.events.indices {
      write(cycle.body.outputs.events[index], cycle.inputs.cycle, cycle.inputs.now, times.realtime)
    }
  }

  /// Appends one event.
  @_noLocks mutating func write(
    _ event: CycleEvent, _ cycle: UInt64, _ now: Instant, _ realtime: Int64
  ) {
    let size = MemoryLayout<flight_deck_event>.size
    let place =
      unsafe base + layout.eventsOffset + Int(eventCount % UInt64(FLIGHT_DECK_EVENTS)) * size
    let sequence = unsafe place.assumingMemoryBound(to: Atomic<UInt64>.self)
    unsafe sequence.pointee.store(0, ordering: .relaxed)
    atomicMemoryFence(ordering: .releasing)
    var row = flight_deck_event()
    row.time = now.nanoseconds
    row.realtime = realtime
    row.cycle = cycle
    row.code = event.code.rawValue
    row.detail = event.detail
    row.subject = event.subject
    row.value = event.value
    row.limit = event.limit
    row.setting = Float(event.setting)
    row.fault_detail = event.faultDetail
    unsafe withUnsafeMutableBytes(of: &row) { bytes in
      guard let source = bytes.baseAddress else { return }
      let checksum = unsafe UInt16(truncatingIfNeeded: flight_deck_checksum(source + 8, 54))
      unsafe source.storeBytes(of: checksum, toByteOffset: 62, as: UInt16.self)
      unsafe (place + 8).copyMemory(from: source + 8, byteCount: bytes.count - 8)
    }
    eventCount &+= 1
    unsafe sequence.pointee.store(eventCount, ordering: .releasing)
    set(.events, eventCount)
  }

  /// Copies into the header what the safety functions counted, where it changed in this cycle.
  @_noLocks func writeSafety(_ cycle: borrowing ControlCycle) {
    let changed = cycle.safetyChanged
    guard changed != 0 else { return }
    for index in 0..<Capacity.safetyFunctions where changed >> UInt32(index) & 1 == 1 {
      let count = cycle.safetyCount(of: SafetyFunction(rawValue: UInt8(index)))
      var row = flight_deck_safety()
      row.acted = count.acted
      row.time = count.instant.nanoseconds
      row.value = count.value
      row.limit = count.limit
      row.joint = count.joint
      row.seen = count.left.isFinite ? 1 : 0
      row.left = count.left.isFinite ? Float(count.left) : 0
      let offset = DeckLayout.safetyOffset + index * MemoryLayout<flight_deck_safety>.size
      unsafe (base + offset).storeBytes(of: row, as: flight_deck_safety.self)
    }
  }

  /// Copies the account of each bus into the header.
  @_noLocks func writeBuses(_ cycle: borrowing ControlCycle) {
    for bus in cycle.buses.accounts.indices {
      let account = cycle.buses.accounts[bus]
      var row = flight_deck_bus()
      row.sent = account.sent
      row.received = account.received
      row.confirmed = account.confirmed
      row.errors = account.errors
      row.unknown = account.unknown
      row.refused = account.refused
      row.missed = account.missed
      row.unread = account.unread
      row.tx_errors = UInt32(account.transmitErrors)
      row.rx_errors = UInt32(account.receiveErrors)
      row.in_flight = UInt32(clamping: account.inFlight)
      row.state = UInt32(account.state.rawValue)
      row.load = account.load
      let offset = DeckLayout.busesOffset + bus * MemoryLayout<flight_deck_bus>.size
      unsafe (base + offset).storeBytes(of: row, as: flight_deck_bus.self)
    }
  }
}
