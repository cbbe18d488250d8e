import CFlightDeck
import Cycle
import FlightDeck
import RealTime
import RobotCore
import Units
import Wire

/// A recorded cycle as the bytes of its slot in a deck, and its inputs taken out of them again.
struct ReplaySlot {
  let bytes: [UInt8]
  private let joints: Int
  private let buses: Int
  /// The row of what the cycle was told.
  let told: flight_deck_inputs
  /// The head of the slot.
  let head: flight_deck_cycle

  /// nil when the bytes are too few for what they say of themselves.
  init?(_ bytes: [UInt8], joints: Int, buses: Int) {
    self.bytes = bytes
    self.joints = joints
    self.buses = buses
    let place = DeckLayout.framesOffset(joints: joints, buses: buses)
    guard bytes.count >= place else { return nil }
    head = ReplaySlot.value(bytes, 0)
    told = ReplaySlot.value(bytes, DeckLayout.inputsOffset(joints: joints))
    let behind = Int(told.received_bytes) + Int(told.request_bytes)
    guard Int(head.frame_bytes) == bytes.count - place, behind <= bytes.count - place else {
      return nil
    }
  }

  static func value<Value: BitwiseCopyable>(_ bytes: [UInt8], _ offset: Int) -> Value {
    unsafe bytes.withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: offset, as: Value.self)
    }
  }

  /// Where the frames begin that the cycle sent.
  var sentPlace: Int {
    framesPlace + Int(told.received_bytes) + Int(told.request_bytes)
  }

  private var framesPlace: Int { DeckLayout.framesOffset(joints: joints, buses: buses) }

  /// Fills the inputs as they were; false when the bytes hold what no cycle can be told.
  func fill(_ inputs: inout CycleInputs) -> Bool {
    inputs.cycle = head.cycle
    inputs.now = Instant(nanoseconds: head.time)
    inputs.received = Instant(nanoseconds: told.received)
    inputs.lateness = Interval(nanoseconds: told.lateness)
    inputs.hasOverrun = has(FLIGHT_DECK_INPUT_OVERRUN)
    inputs.culprit = Int(told.culprit)
    inputs.overrunBy = Interval(nanoseconds: told.overrun_by)
    inputs.holderHeartbeat = told.holder_heartbeat
    inputs.endRequest = told.end_request
    inputs.side = side
    for bus in inputs.links.indices {
      let place = framesPlace - (buses - bus) * MemoryLayout<flight_deck_link>.size
      let row: flight_deck_link = ReplaySlot.value(bytes, place)
      inputs.links[bus] = LinkInputs()
      inputs.links[bus].offered = row.offered
      inputs.links[bus].sent = row.sent
      inputs.links[bus].received = row.received
      inputs.links[bus].wasReopened = row.reopened != 0
      inputs.links[bus].missed = row.missed
    }
    return fillFrames(&inputs) && fillRequests(&inputs)
  }

  private func has(_ flag: UInt32) -> Bool { UInt32(told.flags) & flag != 0 }

  private var side: SideInputs {
    var side = SideInputs()
    side.emergencyStopOpen = has(FLIGHT_DECK_INPUT_STOP_OPEN)
    side.openLine = told.open_line
    side.switches = told.switches
    side.isSupplyKnown = has(FLIGHT_DECK_INPUT_SUPPLY_KNOWN)
    side.supply = Voltage(told.supply)
    side.supplyCurrent = Current(told.supply_current)
    side.supplyAge = Interval(nanoseconds: told.supply_age)
    side.outputJoint = told.output_joint
    side.outputAge = Interval(nanoseconds: told.output_age)
    side.outputError = told.output_error
    side.hasOutputRestarted = has(FLIGHT_DECK_INPUT_OUTPUT_RESTARTED)
    side.hasTwinFailed = has(FLIGHT_DECK_INPUT_TWIN_FAILED)
    side.failedJoint = told.failed_joint
    side.failedInertia = told.failed_inertia
    return side
  }

  private func fillFrames(_ inputs: inout CycleInputs) -> Bool {
    inputs.frames.removeAll()
    let end = framesPlace + Int(told.received_bytes)
    var place = framesPlace
    while place < end {
      guard let (frame, next) = frame(at: place, end: end) else { return false }
      let row: flight_deck_frame = ReplaySlot.value(bytes, place)
      let count = UInt32(row.direction) & FLIGHT_DECK_CONFIRMED != 0 ? row.id : 1
      for _ in 0..<count where !inputs.frames.append(frame) { return false }
      place = next
    }
    return place == end
  }

  /// The frame at a place and where the next one begins; nil when it does not end before `end`.
  func frame(at place: Int, end: Int) -> (frame: CANFrame, next: Int)? {
    let size = MemoryLayout<flight_deck_frame>.size
    guard place + size <= end else { return nil }
    let row: flight_deck_frame = ReplaySlot.value(bytes, place)
    let padded = (Int(row.length) + 3) & ~3
    let isOld = UInt32(row.direction) & FLIGHT_DECK_OLD != 0
    let next = place + size + padded + (isOld ? 8 : 0)
    guard Int(row.length) <= Capacity.frameBytes, next <= end else { return nil }
    let isConfirmed = UInt32(row.direction) & FLIGHT_DECK_CONFIRMED != 0
    var frame = CANFrame(id: isConfirmed ? 0 : row.id, length: row.length, flags: row.flags)
    frame.bus = row.bus
    if isConfirmed { return (frame, next) }
    if isOld {
      frame.stamp = ReplaySlot.value(bytes, place + size + padded)
    } else if UInt32(row.direction) & FLIGHT_DECK_UNSTAMPED == 0 {
      frame.stamp = head.time - Int64(row.age)
    }
    for index in 0..<Int(row.length) { frame.data[index] = bytes[place + size + index] }
    return (frame, next)
  }

  private func fillRequests(_ inputs: inout CycleInputs) -> Bool {
    inputs.requests.removeAll()
    var place = framesPlace + Int(told.received_bytes)
    let size = MemoryLayout<flight_deck_request>.size
    while place < sentPlace {
      guard place + size <= sentPlace else { return false }
      let row: flight_deck_request = ReplaySlot.value(bytes, place)
      var request = Request()
      request.slot = row.slot
      request.process = row.process
      request.kind = RequestKind(rawValue: row.kind) ?? .none
      request.index = row.index
      request.mask = row.mask
      request.leaseTimeout = Interval(nanoseconds: row.lease_timeout)
      request.speed = row.speed
      place += size
      for joint in 0..<joints where row.mask >> UInt64(joint) & 1 == 1 {
        guard place + 8 <= sentPlace else { return false }
        request.targets[joint] = ReplaySlot.value(bytes, place)
        place += 8
      }
      guard inputs.requests.append(request) else { return false }
    }
    return place == sentPlace
  }
}
