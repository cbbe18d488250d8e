import Units
import Wire

/// Process data: what is taken from the bus at once or with SYNC, and what is sent with SYNC or
/// when something has happened (CiA 301 4.2.0, 7.2.2).
extension VirtualCiA402 {
  /// A frame that carries a PDO.
  func receive(_ frame: CANFrame, at now: Instant) {
    guard let number = processData.number(of: frame.id, dictionary) else { return }
    let mapping = (0x1600 + UInt32(number)) << 8
    guard Int(frame.length) >= ProcessData.length(mapping, dictionary) else {
      // Too short: nothing of it counts.
      emergencies.setComplaint(0x8210)
      return
    }
    if emergencies.complaint == 0x8210 || emergencies.complaint == 0x8250 {
      emergencies.setComplaint(0)
    }
    processData.received[number].heard = now
    if dictionary[(0x1400 + UInt32(number)) << 8 + 2] <= 240 {
      processData.received[number].waiting = frame
    } else {
      take(frame, mapping)
    }
  }

  /// The values come first, then what they do: the controlword acts on the target beside it.
  private func take(_ frame: CANFrame, _ mapping: UInt32) {
    var offset = 0
    let count = Int(dictionary[mapping])
    for entry in 0..<count {
      let mapped = dictionary.entry(entry, of: mapping)
      let size = Int(mapped & 0xFF) / 8
      var raw: UInt64 = 0
      for index in 0..<size { raw |= UInt64(frame.data[offset + index]) << UInt64(8 * index) }
      offset += size
      guard let place = dictionary.place(of: mapped >> 8) else { continue }
      let value = dictionary.number(raw, at: place)
      if isRefusedInMotion(mapped >> 8, value) { continue }
      if dictionary.objects[place].range.contains(value) { dictionary.set(place, value) }
    }
    for entry in 0..<count {
      let key = dictionary.entry(entry, of: mapping) >> 8
      if key != 0x6040_00 { act(on: key) }
    }
    for entry in 0..<count where dictionary.entry(entry, of: mapping) >> 8 == 0x6040_00 {
      obey()
    }
  }

  /// A mode or homing method that the drive has not is not taken from a PDO either.
  private func isRefusedInMotion(_ key: UInt32, _ value: Int64) -> Bool {
    switch key {
    case 0x6060_00: ServoAxis.Mode(rawValue: value) == nil
    case 0x6098_00: !ServoHoming.knows(value)
    default: false
    }
  }

  /// SYNC: what has come since the last one acts, and synchronous PDOs are sent.
  func synchronise(_ frame: CANFrame, at now: Instant, into outbox: inout Outbox) {
    let counter = dictionary[0x1019_00]
    guard frame.length == (counter > 0 ? 1 : 0) else {
      emergencies.setComplaint(0x8240)
      return
    }
    if emergencies.complaint == 0x8240 { emergencies.setComplaint(0) }
    for number in 0..<ProcessData.count {
      guard let waiting = processData.received[number].waiting else { continue }
      processData.received[number].waiting = nil
      take(waiting, (0x1600 + UInt32(number)) << 8)
    }
    publish()
    for number in 0..<ProcessData.count {
      let key = (0x1800 + UInt32(number)) << 8
      let type = dictionary[key + 2]
      guard dictionary[key + 1] & 0x8000_0000 == 0, type <= 240 else { continue }
      let hasBegun = processData.hasBegun(number, start: dictionary[key + 6], frame)
      if hasBegun, processData.isTurn(number, type, dictionary) {
        send(number, at: now, into: &outbox)
      }
    }
  }

  /// Types 254 and 255: something that happened, and the event timer; not more often than the
  /// inhibit time lets it.
  func sendEvents(at now: Instant, into outbox: inout Outbox) {
    let event = happenings
    let hasHappened = processData.event.map { $0 != event } ?? false
    processData.event = event
    var isPublished = false
    for number in 0..<ProcessData.count {
      let key = (0x1800 + UInt32(number)) << 8
      guard dictionary[key + 1] & 0x8000_0000 == 0, dictionary[key + 2] >= 254 else { continue }
      if hasHappened { processData.sent[number].isDue = true }
      guard processData.isEventDue(number, at: now, dictionary) else { continue }
      if !isPublished { publish() }
      isPublished = true
      send(number, at: now, into: &outbox)
    }
  }

  private func send(_ number: Int, at now: Instant, into outbox: inout Outbox) {
    outbox.put(processData.send(number, at: now, dictionary), after: settings.answerDelay)
  }
}
