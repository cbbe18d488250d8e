import CFlightDeck
import Cycle
import FlightDeck
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

  /// Where a commander's place begins.
  @_noLocks private func place(of slot: Int) -> Int {
    MailboxLayout.slots + slot * MailboxLayout.slotSize
  }

  @_noLocks private func word(_ offset: Int) -> UnsafePointer<Atomic<UInt64>> {
    unsafe UnsafePointer((base + offset).assumingMemoryBound(to: Atomic<UInt64>.self))
  }

  /// Takes every new request out of its slot.
  @_noLocks mutating func poll(into requests: inout Table<Request>) {
    for slot in seen.indices {
      let place = self.place(of: slot)
      let number = unsafe word(place + MailboxLayout.Slot.request).pointee.load(
        ordering: .acquiring)
      // Without room it waits for the next cycle, in its place.
      guard number != seen[slot], !requests.isFull else { continue }
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
      let targets = unsafe base + place + MailboxLayout.Slot.targets
      for joint in request.targets.indices {
        request.targets[joint] = unsafe (targets + 8 * joint).load(as: Double.self)
      }
      requests.append(request)
    }
  }

  /// A stop lies in a slot and has not been taken out: for a loop that stands still.
  var holdsStop: Bool {
    for slot in seen.indices {
      let place = self.place(of: slot)
      let number = unsafe word(place + MailboxLayout.Slot.request).pointee.load(
        ordering: .acquiring)
      let kind = unsafe (base + place).load(
        fromByteOffset: MailboxLayout.Slot.kind, as: UInt32.self)
      guard number != seen[slot], let kind = RequestKind(rawValue: kind) else { continue }
      if kind == .stop || kind == .emergencyStop { return true }
    }
    return false
  }

  /// The heartbeat counter of a slot.
  @_noLocks func heartbeat(of slot: Int32) -> UInt64 {
    guard slot >= 0, Int(slot) < Capacity.commanders else { return 0 }
    let place = self.place(of: Int(slot))
    return unsafe word(place + MailboxLayout.Slot.heartbeat).pointee.load(ordering: .relaxed)
  }

  /// Writes an answer, then the number of the request it answers.
  @_noLocks func answer(_ reply: Reply) {
    guard reply.slot >= 0, Int(reply.slot) < Capacity.commanders else { return }
    let slot = Int(reply.slot)
    let place = unsafe base + self.place(of: slot)
    unsafe place.storeBytes(
      of: reply.code.rawValue, toByteOffset: MailboxLayout.Slot.code, as: UInt32.self)
    unsafe place.storeBytes(
      of: reply.fault.code.rawValue, toByteOffset: MailboxLayout.Slot.fault, as: UInt16.self)
    unsafe place.storeBytes(
      of: reply.fault.subject, toByteOffset: MailboxLayout.Slot.subject, as: Int16.self)
    unsafe place.storeBytes(
      of: reply.fault.value, toByteOffset: MailboxLayout.Slot.value, as: Double.self)
    unsafe place.storeBytes(
      of: reply.fault.limit, toByteOffset: MailboxLayout.Slot.limit, as: Double.self)
    unsafe place.storeBytes(
      of: reply.fault.setting, toByteOffset: MailboxLayout.Slot.setting, as: Double.self)
    unsafe place.storeBytes(
      of: reply.fault.detail, toByteOffset: MailboxLayout.Slot.detail, as: UInt16.self)
    unsafe word(self.place(of: slot) + MailboxLayout.Slot.answered).pointee
      .store(seen[slot], ordering: .releasing)
  }

  /// Shows who holds the lease.
  @_noLocks func show(_ lease: Lease) {
    unsafe word(MailboxLayout.leaseHolder).pointee.store(lease.process, ordering: .relaxed)
    unsafe word(MailboxLayout.leaseExpires).pointee.store(
      UInt64(bitPattern: lease.expires.nanoseconds), ordering: .relaxed)
  }
}
