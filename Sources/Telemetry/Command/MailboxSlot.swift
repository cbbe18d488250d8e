import CFlightDeck
import FlightDeck
import RobotCore

/// One commander's place in the mailbox: requests go in, answers come out.
struct MailboxSlot {
  let map: DeckMap
  let index: Int

  private var start: Int { MailboxLayout.slots + MailboxLayout.slotSize * index }

  /// Process that claimed the place, 0 free.
  var owner: UInt64 { map.counter(at: start + MailboxLayout.Slot.owner) }

  /// Takes the place over from `old`; false when it has changed hands meanwhile.
  func claim(from old: UInt64, for process: UInt64) -> Bool {
    map.exchange(old, for: process, at: start + MailboxLayout.Slot.owner)
  }

  /// Counts the heartbeat up.
  func beat() {
    let offset = start + MailboxLayout.Slot.heartbeat
    map.store(map.counter(at: offset) &+ 1, at: offset)
  }

  /// Writes a request, then its number. Returns the number.
  func post(_ request: CommandRequest) -> UInt64 {
    map.write(request.kind.rawValue, at: start + MailboxLayout.Slot.kind)
    map.write(request.motion, at: start + MailboxLayout.Slot.index)
    map.write(request.mask, at: start + MailboxLayout.Slot.mask)
    map.write(request.leaseTimeout, at: start + MailboxLayout.Slot.leaseTimeout)
    map.write(request.speed, at: start + MailboxLayout.Slot.speed)
    for (joint, target) in request.targets.prefix(Int(MAILBOX_JOINTS)).enumerated() {
      map.write(target, at: start + MailboxLayout.Slot.targets + 8 * joint)
    }
    let number = map.counter(at: start + MailboxLayout.Slot.request) &+ 1
    map.store(number, at: start + MailboxLayout.Slot.request)
    return number
  }

  /// The answer to request `number`; nil while there is none.
  func reply(to number: UInt64) -> CommandReply? {
    guard map.counter(at: start + MailboxLayout.Slot.answered) == number else { return nil }
    let code = map.value(UInt32.self, at: start + MailboxLayout.Slot.code) ?? 0
    let fault = map.value(UInt16.self, at: start + MailboxLayout.Slot.fault) ?? 0
    return CommandReply(
      code: ReplyCode(rawValue: code) ?? .unknownRequest,
      fault: FaultCode(rawValue: fault) ?? .none,
      subject: Int(map.value(Int16.self, at: start + MailboxLayout.Slot.subject) ?? -1),
      value: map.value(Double.self, at: start + MailboxLayout.Slot.value) ?? 0,
      limit: map.value(Double.self, at: start + MailboxLayout.Slot.limit) ?? 0,
      setting: map.value(Double.self, at: start + MailboxLayout.Slot.setting) ?? 0,
      detail: map.value(UInt16.self, at: start + MailboxLayout.Slot.detail) ?? 0)
  }
}
