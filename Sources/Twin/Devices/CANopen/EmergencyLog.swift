import Units
import Wire

/// The errors of a node: what is wrong now (1001h), what was (1003h), and the messages about it.
///
/// CiA 301 4.2.0, 7.2.7 (emergency object), 7.5.2.2 (error register), 7.5.2.4 (error field).
struct EmergencyLog {
  /// Bits of the error register.
  struct Register: OptionSet {
    let rawValue: UInt8
    static let generic = Register(rawValue: 0x01)
    static let current = Register(rawValue: 0x02)
    static let voltage = Register(rawValue: 0x04)
    static let temperature = Register(rawValue: 0x08)
    static let communication = Register(rawValue: 0x10)
    static let profile = Register(rawValue: 0x20)
    static let manufacturer = Register(rawValue: 0x80)
  }

  private struct Message {
    var code: UInt16 = 0
    var register: UInt8 = 0
  }

  /// Messages that wait for the bus; further ones are lost, as in a drive.
  private static let room = 8

  /// Codes that are wrong now: the drive's fault, and what its communication complains of.
  private(set) var fault: UInt16 = 0
  private(set) var complaint: UInt16 = 0
  private var waiting = InlineArray<8, Message>(repeating: Message())
  private var count = 0
  private var history = InlineArray<8, UInt32>(repeating: 0)
  private(set) var historyCount = 0
  private var sentAt: Instant?

  /// Object 1001h.
  var register: UInt8 { Self.bits(fault).union(Self.bits(complaint)).rawValue }

  /// Which part of the register a code belongs to: by its class, its first digit or two (CiA 301
  /// 4.2.0, table 26).
  private static func bits(_ code: UInt16) -> Register {
    guard code != 0 else { return [] }
    switch code >> 12 {
    case 0x2: return [.generic, .current]
    case 0x3: return [.generic, .voltage]
    case 0x4: return [.generic, .temperature]
    case 0x8:
      switch code >> 8 {
      case 0x81, 0x82: return [.generic, .communication]
      default: return [.generic, .profile]
      }
    case 0xF: return [.generic, .manufacturer]
    default: return .generic
    }
  }

  /// The drive has stopped itself; 0: the fault is reset.
  mutating func setFault(_ code: UInt16) {
    guard code != fault else { return }
    fault = code
    tell(code)
  }

  /// The communication has something to complain of that stops nothing; 0: it is well again.
  mutating func setComplaint(_ code: UInt16) {
    guard code != complaint else { return }
    complaint = code
    tell(code)
  }

  private mutating func tell(_ code: UInt16) {
    if code != 0 { remember(code) }
    guard count < Self.room else { return }
    waiting[count] = Message(code: code, register: register)
    count += 1
  }

  private mutating func remember(_ code: UInt16) {
    for index in stride(from: 7, to: 0, by: -1) { history[index] = history[index - 1] }
    history[0] = UInt32(code)
    historyCount = min(8, historyCount + 1)
  }

  /// Entry of the history, the newest is 1.
  func past(_ entry: Int) -> UInt32 { history[entry - 1] }

  /// 0 has been written to 1003h:0.
  mutating func clearHistory() {
    history = .init(repeating: 0)
    historyCount = 0
  }

  /// A reset forgets what was not sent.
  mutating func reset() { self = EmergencyLog() }

  /// The next message, when the inhibit time (1015h) lets it go.
  mutating func next(at now: Instant, id: UInt32, inhibit: Interval) -> CANFrame? {
    guard count > 0 else { return nil }
    if let sentAt, now - sentAt < inhibit { return nil }
    var frame = CANFrame(id: id)
    frame.putUInt16(waiting[0].code, at: 0)
    frame.data[2] = waiting[0].register
    for index in 1..<Self.room { waiting[index - 1] = waiting[index] }
    count -= 1
    sentAt = now
    return frame
  }
}
