import Units
import Wire

/// Four PDOs each way: who is heard, who has been heard, and the rules of their objects.
///
/// CiA 301 4.2.0, 7.2.2 and 7.5.2.35 to 7.5.2.38.
struct ProcessData {
  /// One that this node receives.
  struct Received {
    /// A synchronous one that waits for the next SYNC.
    var waiting: CANFrame?
    /// When it came last; nil: its deadline has not begun.
    var heard: Instant?
  }

  /// One that this node sends.
  struct Sent {
    /// SYNCs since it left.
    var syncs = 0
    /// When it left.
    var sentAt: Instant?
    /// What it said.
    var last = CANFrame(id: 0, length: 0)
    /// The event has happened and the inhibit time still runs.
    var isDue = false
  }

  /// PDOs each way.
  static let count = 4

  var received = [Received](repeating: Received(), count: ProcessData.count)
  var sent = [Sent](repeating: Sent(), count: ProcessData.count)
  /// What the events of the drive hang on: `VirtualCiA402.happenings` as it was.
  var event: UInt64?

  /// A reset of the communication.
  mutating func reset() { restart(isOperational: false) }

  /// The network state has changed: nothing is carried over, and events tell where things stand.
  mutating func restart(isOperational: Bool) {
    for number in 0..<Self.count {
      received[number] = Received()
      sent[number] = Sent()
      sent[number].isDue = isOperational
    }
    event = nil
  }

  /// Which PDO an id is; nil when none that is valid.
  func number(of id: UInt32, _ dictionary: CANopenDictionary) -> Int? {
    for number in 0..<Self.count {
      let known = UInt32(dictionary[(0x1400 + UInt32(number)) << 8 + 1])
      if known & 0xBFFF_FFFF == id { return number }
    }
    return nil
  }

  func hears(_ id: UInt32, _ dictionary: CANopenDictionary) -> Bool {
    number(of: id, dictionary) != nil
  }

  /// True at the moment when a PDO that has come once does not come again in time: its event timer
  /// is a deadline.
  mutating func isOverdue(at now: Instant, _ dictionary: CANopenDictionary) -> Bool {
    var isLate = false
    for number in 0..<Self.count {
      let limit = Interval(milliseconds: dictionary[(0x1400 + UInt32(number)) << 8 + 5])
      guard limit > .zero, let heard = received[number].heard, now - heard > limit else { continue }
      received[number].heard = nil
      isLate = true
    }
    return isLate
  }

  // MARK: Rules of the objects

  /// Ids that no PDO and no SYNC may have (CiA 301 4.2.0, 7.3.5: restricted CAN-IDs).
  static func isReserved(_ id: UInt32) -> Bool {
    switch id {
    case 0x000...0x07F, 0x101...0x180, 0x581...0x5FF, 0x601...0x67F, 0x6E0...0x6FF,
      0x701...0x7FF:
      true
    default: false
    }
  }

  /// Why a PDO object does not take a value.
  static func refusal(
    _ key: UInt32, _ value: Int64, _ dictionary: CANopenDictionary
  ) -> AbortReason? {
    let index = key >> 8
    let sub = key & 0xFF
    switch index {
    case 0x1400...0x1403, 0x1800...0x1803:
      return parameterRefusal(index, sub, value, dictionary)
    case 0x1600...0x1603, 0x1A00...0x1A03:
      let isValid = dictionary[(index - 0x200) << 8 + 1] & 0x8000_0000 == 0
      if sub == 0 { return countRefusal(index, value, isValid: isValid, dictionary) }
      // Entries are written while the PDO is off and counts none.
      if isValid || dictionary[index << 8] != 0 { return .access }
      return value == 0 ? nil : entryRefusal(index, UInt32(value), dictionary)
    default: return nil
    }
  }

  private static func parameterRefusal(
    _ index: UInt32, _ sub: UInt32, _ value: Int64, _ dictionary: CANopenDictionary
  ) -> AbortReason? {
    let known = dictionary[index << 8 + 1]
    let isValid = known & 0x8000_0000 == 0
    switch sub {
    case 1:
      let id = UInt32(value & 0x1FFF_FFFF)
      if value & 0x2000_0000 != 0 || id > 0x7FF { return .range }
      let becomesValid = value & 0x8000_0000 == 0
      if becomesValid, isReserved(id) { return .range }
      // While it stays valid its id stands.
      return isValid && becomesValid && id != UInt32(known & 0x7FF) ? .range : nil
    case 2:
      // 0 and 241…255 by kind: acyclic, SYNC, on events; on remote request is not supported.
      return value <= 240 || value >= 254 ? nil : .range
    case 3, 6: return isValid ? .state : nil
    default: return nil
    }
  }

  private static func countRefusal(
    _ index: UInt32, _ value: Int64, isValid: Bool, _ dictionary: CANopenDictionary
  ) -> AbortReason? {
    if isValid { return .access }
    guard (0...8).contains(value) else { return .mappingLength }
    var bits: Int64 = 0
    for entry in 0..<Int(value) {
      let mapped = dictionary.entry(entry, of: index << 8)
      if let why = entryRefusal(index, mapped, dictionary) { return why }
      bits += Int64(mapped & 0xFF)
    }
    return bits <= 8 * 8 ? nil : .mappingLength
  }

  /// An entry names an object that may be mapped that way, with its length.
  private static func entryRefusal(
    _ index: UInt32, _ mapped: UInt32, _ dictionary: CANopenDictionary
  ) -> AbortReason? {
    let isReceived = index < 0x1800
    if isReceived, isDummy(mapped) { return nil }
    guard let place = dictionary.place(of: mapped >> 8) else {
      return dictionary.knows(index: mapped >> 16) ? .noSubIndex : .noObject
    }
    let object = dictionary.objects[place]
    guard object.mapping.contains(isReceived ? .received : .sent) else { return .notMappable }
    return Int(mapped & 0xFF) == 8 * object.kind.size ? nil : .notMappable
  }

  /// Space that a received PDO skips: data types 5, 6 and 7 stand for 1, 2 and 4 bytes.
  static func isDummy(_ mapped: UInt32) -> Bool {
    mapped == 0x0005_0008 || mapped == 0x0006_0010 || mapped == 0x0007_0020
  }
}
