import CFlightDeck
import FlightDeck
import Foundation
import Glibc
import RobotCore

@testable import Telemetry

/// A mailbox file where mailboxes live (maps of a test kernel's host folder are not shared), and
/// the runtime's side of it on a thread of its own.
final class FakeMailbox: Sendable {
  let path = "/dev/shm/test-of-sinew-\(UUID().uuidString).mailbox"

  /// `owners` are written into the first places.
  init(owners: [UInt64] = [], version: UInt32 = MAILBOX_VERSION) throws {
    var bytes = [UInt8](repeating: 0, count: MailboxLayout.total)
    func put<Value: BitwiseCopyable>(_ value: Value, at offset: Int) {
      unsafe bytes.withUnsafeMutableBytes {
        unsafe $0.storeBytes(of: value, toByteOffset: offset, as: Value.self)
      }
    }
    put(MAILBOX_MAGIC, at: 0)
    put(version, at: 8)
    put(MAILBOX_SLOTS, at: 12)
    for (index, owner) in owners.enumerated() {
      put(owner, at: MailboxLayout.slots + MailboxLayout.slotSize * index)
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  deinit { _ = unsafe unlink(path) }

  /// Answers the next requests in any place with these codes, in order, then ends. The kinds asked.
  func answer(_ codes: [ReplyCode], value: Double = 0) -> Answering {
    let answering = answering(codes, value: value)
    answering.start()
    return answering
  }

  /// The same, not started yet.
  func answering(_ codes: [ReplyCode], value: Double = 0) -> Answering {
    Answering(path: path, codes: codes, value: value)
  }
}

/// The thread that plays the runtime.
final class Answering: @unchecked Sendable {
  private let path: String
  private let codes: [ReplyCode]
  private let value: Double
  private let lock = NSLock()
  private var asked: [RequestKind] = []
  private var beats: UInt64 = 0
  private var after: [Int: () -> Void] = [:]
  private let done = DispatchSemaphore(value: 0)

  init(path: String, codes: [ReplyCode], value: Double) {
    self.path = path
    self.codes = codes
    self.value = value
  }

  /// Called right after the `number`th answer. Set before `start`.
  func afterAnswer(_ number: Int, _ body: @escaping () -> Void) { after[number] = body }

  func start() { Thread { self.play() }.start() }

  private func play() {
    defer { done.signal() }
    guard let map = try? DeckMap(path: path, isWritable: true) else { return }
    var seen = [UInt64](repeating: 0, count: Int(MAILBOX_SLOTS))
    for (index, code) in codes.enumerated() {
      let place = next(map, &seen)
      map.write(code.rawValue, at: place + MailboxLayout.Slot.code)
      map.write(value, at: place + MailboxLayout.Slot.value)
      lock.withLock { beats = map.counter(at: place + MailboxLayout.Slot.heartbeat) }
      map.store(
        map.counter(at: place + MailboxLayout.Slot.request), at: place + MailboxLayout.Slot.answered
      )
      after[index + 1]?()
    }
  }

  private func next(_ map: DeckMap, _ seen: inout [UInt64]) -> Int {
    while true {
      for slot in seen.indices {
        let place = MailboxLayout.slots + MailboxLayout.slotSize * slot
        let number = map.counter(at: place + MailboxLayout.Slot.request)
        guard number != seen[slot] else { continue }
        seen[slot] = number
        let kind = map.value(UInt32.self, at: place + MailboxLayout.Slot.kind) ?? 0
        lock.withLock { asked.append(RequestKind(rawValue: kind) ?? .none) }
        return place
      }
      usleep(200)
    }
  }

  /// Waits for the last answer; what was asked.
  func kinds() -> [RequestKind] {
    done.wait()
    return lock.withLock { asked }
  }

  /// Heartbeats at the last answer.
  var heartbeats: UInt64 { lock.withLock { beats } }
}
