import CFlightDeck
import Cycle
import RealTime
import RobotCore
import Synchronization
import Units

/// The loop's side of the mailbox: takes requests out, puts answers in, never waits.
@safe struct MailboxPort: BitwiseCopyable, @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  /// Last request number seen in each slot.
  var seen = InlineArray<16, UInt64>(repeating: 0)

  init(base: UnsafeMutableRawPointer) { unsafe self.base = unsafe base }

  // Offsets that CFlightDeck.h asserts.
  private static var slots: Int { @_noLocks get { 64 } }
  private static var slotSize: Int { @_noLocks get { 640 } }

  @_noLocks private func word(_ offset: Int) -> UnsafePointer<Atomic<UInt64>> {
    unsafe UnsafePointer((base + offset).assumingMemoryBound(to: Atomic<UInt64>.self))
  }

  /// Takes every new request out of its slot.
  @_noLocks mutating func poll(into requests: inout Table<Request>) {
    for slot in seen.indices {
      let place = MailboxPort.slots + slot * MailboxPort.slotSize
      let number = unsafe word(place + 16).pointee.load(ordering: .acquiring)
      guard number != seen[slot] else { continue }
      seen[slot] = number
      let raw = unsafe (base + place).loadUnaligned(as: mailbox_slot.self)
      var request = Request()
      request.slot = Int32(slot)
      request.process = raw.owner
      // An unknown number is answered as an unknown request.
      request.kind = RequestKind(rawValue: raw.kind) ?? .none
      request.index = raw.index
      request.mask = raw.mask
      request.leaseTimeout = Interval(nanoseconds: Int64(clamping: raw.lease_timeout))
      request.speed = raw.speed
      for joint in 0..<64 {
        request.targets[joint] = unsafe (base + place + 64 + 8 * joint).load(as: Double.self)
      }
      requests.append(request)
    }
  }

  /// A stop lies in a slot and has not been taken out: for a loop that stands still.
  var holdsStop: Bool {
    for slot in seen.indices {
      let place = MailboxPort.slots + slot * MailboxPort.slotSize
      let number = unsafe word(place + 16).pointee.load(ordering: .acquiring)
      let kind = unsafe (base + place).load(fromByteOffset: 32, as: UInt32.self)
      guard number != seen[slot], let kind = RequestKind(rawValue: kind) else { continue }
      if kind == .stop || kind == .emergencyStop { return true }
    }
    return false
  }

  /// The heartbeat counter of a slot.
  @_noLocks func heartbeat(of slot: Int32) -> UInt64 {
    guard slot >= 0, slot < 16 else { return 0 }
    let place = MailboxPort.slots + Int(slot) * MailboxPort.slotSize
    return unsafe word(place + 8).pointee.load(ordering: .relaxed)
  }

  /// Writes an answer, then the number of the request it answers.
  @_noLocks func answer(_ reply: Reply) {
    guard reply.slot >= 0, reply.slot < 16 else { return }
    let slot = Int(reply.slot)
    let place = unsafe base + MailboxPort.slots + slot * MailboxPort.slotSize
    unsafe place.storeBytes(of: reply.code.rawValue, toByteOffset: 576, as: UInt32.self)
    unsafe place.storeBytes(of: reply.fault.code.rawValue, toByteOffset: 580, as: UInt16.self)
    unsafe place.storeBytes(of: reply.fault.subject, toByteOffset: 582, as: Int16.self)
    unsafe place.storeBytes(of: reply.fault.value, toByteOffset: 584, as: Double.self)
    unsafe place.storeBytes(of: reply.fault.limit, toByteOffset: 592, as: Double.self)
    unsafe place.storeBytes(of: reply.fault.setting, toByteOffset: 600, as: Double.self)
    unsafe place.storeBytes(of: reply.fault.detail, toByteOffset: 608, as: UInt16.self)
    unsafe word(MailboxPort.slots + slot * MailboxPort.slotSize + 24).pointee
      .store(seen[slot], ordering: .releasing)
  }

  /// Shows who holds the lease.
  @_noLocks func show(_ lease: Lease) {
    unsafe word(16).pointee.store(lease.process, ordering: .relaxed)
    unsafe word(24).pointee.store(
      UInt64(bitPattern: lease.expires.nanoseconds), ordering: .relaxed)
  }
}
