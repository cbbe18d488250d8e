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
  /// How much of the frame area of a slot is in use, and what found no room in it.
  struct FrameArea: BitwiseCopyable, Sendable {
    /// Bytes of frames received, then of requests, then of all there is.
    var received = 0
    var requests = 0
    var used = 0
    /// Frames received, frames sent and requests for which there was no room.
    var framesLeftOut = 0
    var sentLeftOut = 0
    var requestsLeftOut = 0

    @_noLocks init() {}
  }

  /// Packs frames received, requests and frames sent one after the other.
  @_noLocks mutating func writeArea(
    _ place: UnsafeMutableRawPointer, _ cycle: borrowing ControlCycle
  ) -> FrameArea {
    var area = FrameArea()
    var run = flight_deck_frame()
    for index in cycle.inputs.frames.indices {
      let frame = cycle.inputs.frames[index]
      let (flags, bus) = (frame.flags, frame.bus)
      if flags & (CANFrame.confirmed | CANFrame.error) == CANFrame.confirmed {
        if run.id > 0, run.bus != bus { unsafe close(&run, at: place, &area) }
        run.bus = bus
        run.id += 1
        continue
      }
      if run.id > 0 { unsafe close(&run, at: place, &area) }
      let direction = frame.stamp == 0 ? UInt8(FLIGHT_DECK_UNSTAMPED) : 0
      let age = frame.stamp == 0 ? 0 : cycle.inputs.now.nanoseconds - frame.stamp
      let fits = unsafe write(frame, at: place, &area.used, direction: direction, age: age)
      if !fits { area.framesLeftOut += 1 }
    }
    if run.id > 0 { unsafe close(&run, at: place, &area) }
    area.received = area.used
    for index in cycle.inputs.requests.indices {
      let fits = unsafe write(cycle.inputs.requests[index], at: place, &area.used)
      if !fits { area.requestsLeftOut += 1 }
    }
    area.requests = area.used - area.received
    for index in cycle.body.outputs.frames.indices {
      let fits = unsafe write(
        cycle.body.outputs.frames[index], at: place, &area.used, direction: UInt8(FLIGHT_DECK_SENT),
        age: 0)
      if !fits { area.sentLeftOut += 1 }
    }
    return area
  }

  /// Own frames that came back, one after the other on one bus: a cycle only counts them, so a row
  /// that says how many is all that is kept.
  @_noLocks private func close(
    _ run: inout flight_deck_frame, at place: UnsafeMutableRawPointer, _ area: inout FrameArea
  ) {
    let size = MemoryLayout<flight_deck_frame>.size
    if area.used + size <= layout.frameArea {
      run.flags = CANFrame.confirmed
      run.direction = UInt8(FLIGHT_DECK_CONFIRMED)
      unsafe (place + area.used).storeBytes(of: run, as: flight_deck_frame.self)
      area.used += size
    } else {
      area.framesLeftOut += Int(run.id)
    }
    run = flight_deck_frame()
  }

  @_noLocks private mutating func write(
    _ frame: CANFrame, at place: UnsafeMutableRawPointer, _ used: inout Int, direction: UInt8,
    age: Int64
  ) -> Bool {
    let length = Int(frame.length)
    let padded = (length + 3) & ~3
    let head = MemoryLayout<flight_deck_frame>.size
    let isOld = Int64(Int32(truncatingIfNeeded: age)) != age
    let size = head + padded + (isOld ? 8 : 0)
    guard used + size <= layout.frameArea else { return false }
    var row = flight_deck_frame()
    row.id = frame.id
    row.flags = frame.flags
    row.length = frame.length
    row.bus = frame.bus
    row.direction = direction | (isOld ? UInt8(FLIGHT_DECK_OLD) : 0)
    row.age = Int32(clamping: age)
    let at = unsafe place + used
    unsafe at.storeBytes(of: row, as: flight_deck_frame.self)
    mix(UInt64(frame.id) << 8 | UInt64(direction & UInt8(FLIGHT_DECK_SENT)))
    unsafe write(frame.data, padded, at: at + head)
    if isOld {
      unsafe at.storeBytes(of: frame.stamp, toByteOffset: head + padded, as: Int64.self)
    }
    used += size
    return true
  }

  /// Copies a payload in words, as it is held: to load for the checksum what was just stored in
  /// other portions took longer than all the rest of a frame. Bytes past its length are 0.
  @_noLocks private mutating func write(
    _ payload: Payload, _ padded: Int, at place: UnsafeMutableRawPointer
  ) {
    var index = 0
    repeat {
      let word = payload.word(index)
      let rest = padded - 8 * index
      if rest >= 8 {
        unsafe place.storeBytes(of: word, toByteOffset: 8 * index, as: UInt64.self)
      } else if rest >= 4 {
        let half = UInt32(truncatingIfNeeded: word)
        unsafe place.storeBytes(of: half, toByteOffset: 8 * index, as: UInt32.self)
      }
      mix(word.byteSwapped)
      index += 1
    } while 8 * index < padded
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
