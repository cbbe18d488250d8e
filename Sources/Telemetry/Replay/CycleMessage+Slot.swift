import CFlightDeck
import FlightDeck
import RobotCore
import Wording

// A message of a recording as the slot of the deck that it came from: what `init(_: DeckCycle)`
// says, the other way round.
extension Sinew_Cycle {
  /// The slot, as far as its frames go. Throws when the message is of another robot (65), cannot be
  /// replayed, or shows other frames than the cycle was told (1).
  func slot(joints: Int, buses: Int) throws(Refusal) -> [UInt8] {
    let first = DeckLayout.inputsOffset(joints: joints)
    let place = DeckLayout.framesOffset(joints: joints, buses: buses)
    guard self.joints.count == joints else {
      throw Refusal(
        "cycle \(cycle): \(self.joints.count) joints, the robot of the recording has \(joints): the "
          + "cycle is of another robot", .badInput)
    }
    let told = SlotBytes(bytes: [UInt8](inputs))
    guard let row = told.value(flight_deck_inputs.self, at: 0), inputs.count >= place - first,
      inputs.count - (place - first) == Int(row.received_bytes) + Int(row.request_bytes)
    else {
      throw Refusal(
        "cycle \(cycle): what it was told is not of a robot on \(buses) buses: the cycle is of another "
          + "robot, or was changed", .badInput)
    }
    try requireReplayable(row)
    try requireSameFrames(
      DeckFrame.list(in: told, at: place - first, used: Int(row.received_bytes)))
    let sent = frames.filter(\.sent).flatMap(\.row)
    let behind = Int(row.received_bytes) + Int(row.request_bytes) + sent.count
    return bytes(of: head(frameBytes: behind)) + self.joints.flatMap { bytes(of: $0.row) } + inputs
      + sent
  }

  private func requireReplayable(_ told: flight_deck_inputs) throws(Refusal) {
    var lost: [String] = []
    if told.requests_left_out > 0 { lost.append("\(told.requests_left_out) requests") }
    if framesLeftOut > 0 || told.frames_left_out > 0 {
      lost.append("\(max(framesLeftOut, told.frames_left_out)) frames")
    }
    guard !lost.isEmpty else { return }
    throw Refusal(
      "cycle \(cycle): \(lost.joined(separator: " and ")) found no room in the flight deck, so it "
        + "cannot be replayed, nor what comes after it", .failed)
  }

  private func requireSameFrames(_ told: [DeckFrame]) throws(Refusal) {
    let shown = frames.filter { !$0.sent }
    guard shown.count == told.count else {
      throw Refusal(
        "cycle \(cycle), frames received: recorded \(shown.count), the cycle was told \(told.count)",
        .failed)
    }
    for (index, pair) in zip(shown, told).enumerated() where pair.0 != Sinew_Frame(pair.1) {
      throw Refusal(
        "cycle \(cycle), frame \(index) received: recorded id 0x\(String(pair.0.id, radix: 16)) "
          + "\([UInt8](pair.0.data)), the cycle was told 0x\(String(pair.1.id, radix: 16)) "
          + "\(pair.1.data)", .failed)
    }
  }

  private func head(frameBytes: Int) -> flight_deck_cycle {
    var head = flight_deck_cycle()
    head.sequence = cycle &+ 1
    head.cycle = cycle
    head.time = Int64(bitPattern: time)
    head.realtime = Int64(bitPattern: realtime)
    head.lateness = lateness
    head.compute = compute
    head.phase = UInt8(truncatingIfNeeded: phase.rawValue)
    head.stop_kind = UInt8(truncatingIfNeeded: stop.rawValue)
    head.inputs =
      (emergencyStopOpen ? 1 : 0) | (hasSupply ? 2 : 0) | (hasSupply && supply.present ? 4 : 0)
    head.overrun = overrun ? 1 : 0
    head.fault = UInt16(truncatingIfNeeded: fault.code)
    head.fault_subject = Int16(truncatingIfNeeded: fault.subject)
    head.fault_value = fault.value
    head.fault_limit = fault.limit
    head.fault_setting = fault.setting
    head.fault_detail = UInt16(truncatingIfNeeded: fault.detail)
    head.motion = motion
    head.frame_bytes = UInt32(frameBytes)
    head.frames_left_out = framesLeftOut
    head.supply_voltage = supply.voltage
    head.supply_current = supply.current
    head.supply_age = supply.age
    head.mailbox_request = request
    head.lease_holder = leaseHolder
    return head
  }
}

extension Sinew_Frame {
  /// The row of the deck, payload behind it; of a frame that was sent.
  fileprivate var row: [UInt8] {
    var row = flight_deck_frame()
    row.id = id
    row.flags = UInt8(truncatingIfNeeded: flags)
    row.length = UInt8(truncatingIfNeeded: data.count)
    row.bus = UInt8(truncatingIfNeeded: bus)
    row.direction = UInt8(FLIGHT_DECK_SENT)
    row.age = age
    let padding = (data.count + 3) / 4 * 4 - data.count
    return bytes(of: row) + data + [UInt8](repeating: 0, count: padding)
  }
}

extension Sinew_Event {
  /// The run's begin and end are told by the shell: no cycle found them.
  var isOfShell: Bool {
    code == UInt32(EventCode.started.rawValue) || code == UInt32(EventCode.ended.rawValue)
  }

  /// The row of the deck.
  var row: [UInt8] {
    var row = flight_deck_event()
    row.sequence = number &+ 1
    row.time = Int64(bitPattern: time)
    row.cycle = cycle
    row.code = UInt16(truncatingIfNeeded: code)
    row.detail = UInt16(truncatingIfNeeded: detail)
    row.subject = subject
    row.value = value
    row.limit = limit
    row.setting = setting
    row.fault_detail = UInt16(truncatingIfNeeded: faultDetail)
    return bytes(of: row)
  }
}

/// A row of the deck as bytes.
private func bytes<Row: BitwiseCopyable>(of row: Row) -> [UInt8] {
  unsafe withUnsafeBytes(of: row) { unsafe [UInt8]($0) }
}
