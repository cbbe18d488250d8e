import CFlightDeck
import RobotCore

/// Offsets within the mailbox and within one commander's place in it; `CFlightDeck.h` asserts them.
enum MailboxOffset {
  static let magic = 0
  static let version = 8
  static let leaseHolder = 16
  static let slots = 64
  static let slotSize = 640
  static let total = slots + slotSize * Int(MAILBOX_SLOTS)

  static let owner = 0
  static let heartbeat = 8
  static let request = 16
  static let answered = 24
  static let kind = 32
  static let index = 36
  static let mask = 40
  static let leaseTimeout = 48
  static let speed = 56
  static let targets = 64
  static let code = 576
  static let fault = 580
  static let subject = 582
  static let value = 584
  static let limit = 592
  static let setting = 600
  static let detail = 608
}

/// One commander's place in the mailbox: requests go in, answers come out.
struct MailboxSlot {
  let map: DeckMap
  let index: Int

  private var start: Int { MailboxOffset.slots + MailboxOffset.slotSize * index }

  /// Process that claimed the place, 0 free.
  var owner: UInt64 { map.counter(at: start + MailboxOffset.owner) }

  /// Takes the place over from `old`; false when it has changed hands meanwhile.
  func claim(from old: UInt64, for process: UInt64) -> Bool {
    map.exchange(old, for: process, at: start + MailboxOffset.owner)
  }

  /// Counts the heartbeat up.
  func beat() {
    let offset = start + MailboxOffset.heartbeat
    map.store(map.counter(at: offset) &+ 1, at: offset)
  }

  /// Writes a request, then its number. Returns the number.
  func post(_ request: CommandRequest) -> UInt64 {
    map.write(request.kind.rawValue, at: start + MailboxOffset.kind)
    map.write(request.motion, at: start + MailboxOffset.index)
    map.write(request.mask, at: start + MailboxOffset.mask)
    map.write(request.leaseTimeout, at: start + MailboxOffset.leaseTimeout)
    map.write(request.speed, at: start + MailboxOffset.speed)
    for (joint, target) in request.targets.prefix(Int(MAILBOX_JOINTS)).enumerated() {
      map.write(target, at: start + MailboxOffset.targets + 8 * joint)
    }
    let number = map.counter(at: start + MailboxOffset.request) &+ 1
    map.store(number, at: start + MailboxOffset.request)
    return number
  }

  /// The answer to request `number`; nil while there is none.
  func reply(to number: UInt64) -> CommandReply? {
    guard map.counter(at: start + MailboxOffset.answered) == number else { return nil }
    let code = map.value(UInt32.self, at: start + MailboxOffset.code) ?? 0
    let fault = map.value(UInt16.self, at: start + MailboxOffset.fault) ?? 0
    return CommandReply(
      code: ReplyCode(rawValue: code) ?? .unknownRequest,
      fault: FaultCode(rawValue: fault) ?? .none,
      subject: Int(map.value(Int16.self, at: start + MailboxOffset.subject) ?? -1),
      value: map.value(Double.self, at: start + MailboxOffset.value) ?? 0,
      limit: map.value(Double.self, at: start + MailboxOffset.limit) ?? 0,
      setting: map.value(Double.self, at: start + MailboxOffset.setting) ?? 0,
      detail: map.value(UInt16.self, at: start + MailboxOffset.detail) ?? 0)
  }
}
