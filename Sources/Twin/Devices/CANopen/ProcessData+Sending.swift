import Units
import Wire

// What is sent, when, and what stands in it.
extension ProcessData {
  /// Bytes of what is mapped.
  static func length(_ mapping: UInt32, _ dictionary: CANopenDictionary) -> Int {
    var bits = 0
    for entry in 0..<Int(dictionary[mapping]) {
      bits += Int(dictionary.entry(entry, of: mapping) & 0xFF)
    }
    return bits / 8
  }

  /// Sub-index 6: the SYNC with this counter is the first that counts.
  func hasBegun(_ number: Int, start: Int64, _ frame: CANFrame) -> Bool {
    guard start > 0, frame.length == 1, sent[number].sentAt == nil, sent[number].syncs == 0 else {
      return true
    }
    return Int64(frame.data[0]) == start
  }

  /// Type 0: when what it says has changed; else every nth SYNC.
  mutating func isTurn(_ number: Int, _ type: Int64, _ dictionary: CANopenDictionary) -> Bool {
    if type == 0 {
      let frame = Self.content(number, dictionary)
      return sent[number].sentAt == nil || !Self.isSame(sent[number].last, frame)
    }
    sent[number].syncs += 1
    guard sent[number].syncs >= Int(type) else { return false }
    sent[number].syncs = 0
    return true
  }

  private static func isSame(_ a: CANFrame, _ b: CANFrame) -> Bool {
    guard a.length == b.length else { return false }
    for index in 0..<Int(a.length) where a.data[index] != b.data[index] { return false }
    return true
  }

  /// An event or the event timer asks for it, and the inhibit time lets it go.
  mutating func isEventDue(
    _ number: Int, at now: Instant, _ dictionary: CANopenDictionary
  ) -> Bool {
    let key = (0x1800 + UInt32(number)) << 8
    let timer = Interval(milliseconds: dictionary[key + 5])
    let inhibit = Interval(microseconds: dictionary[key + 3] * 100)
    guard let sentAt = sent[number].sentAt else { return sent[number].isDue }
    if timer > .zero, now - sentAt >= timer { sent[number].isDue = true }
    return sent[number].isDue && now - sentAt >= inhibit
  }

  /// The frame that goes now.
  mutating func send(_ number: Int, at now: Instant, _ dictionary: CANopenDictionary) -> CANFrame {
    let frame = Self.content(number, dictionary)
    sent[number].last = frame
    sent[number].sentAt = now
    sent[number].isDue = false
    return frame
  }

  /// What a PDO says now.
  private static func content(_ number: Int, _ dictionary: CANopenDictionary) -> CANFrame {
    let mapping = (0x1A00 + UInt32(number)) << 8
    let id = UInt32(dictionary[(0x1800 + UInt32(number)) << 8 + 1]) & 0x7FF
    var frame = CANFrame(id: id, length: 0)
    var offset = 0
    for entry in 0..<Int(dictionary[mapping]) {
      let mapped = dictionary.entry(entry, of: mapping)
      let size = Int(mapped & 0xFF) / 8
      guard let place = dictionary.place(of: mapped >> 8), offset + size <= 8 else { continue }
      var raw = dictionary.raw(place)
      for index in 0..<size {
        frame.data[offset + index] = UInt8(truncatingIfNeeded: raw)
        raw >>= 8
      }
      offset += size
    }
    frame.length = UInt8(offset)
    return frame
  }
}
