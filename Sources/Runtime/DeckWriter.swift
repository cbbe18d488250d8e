import CFlightDeck
import Cycle
import DeviceIO
import FlightDeck
import RealTime
import RobotCore
import Synchronization
import Units

/// What of a cycle only the shell knows: its times and its sources.
struct CycleTimes: BitwiseCopyable, Sendable {
  /// Clock of all wall time stamps of this cycle, ns.
  var realtime: Int64 = 0
  /// How late this cycle was released, ns.
  var lateness: Int64 = 0
  /// decode … record of the previous cycle, ns.
  var compute: Int64 = 0
  /// Each stage of the previous cycle, ns.
  var stages = InlineArray<8, Int64>(repeating: 0)

  /// All stages of the previous cycle, ns.
  var total: Int64 {
    @_noLocks get {
      var sum: Int64 = 0
      for stage in stages.indices { sum &+= stages[stage] }
      return sum
    }
  }

  /// Index of the stage that took longest.
  var longestStage: Int {
    @_noLocks get {
      var longest = 0
      for stage in stages.indices where stages[stage] > stages[longest] { longest = stage }
      return longest
    }
  }

  /// Zeros, as in virtual time.
  @_noLocks init() {}
}

/// The loop's side of the flight deck: fills one slot a cycle, never waits, never looks back.
///
/// Owns nothing: the mapping belongs to `RunSession` and outlives it. The one writer of everything
/// in the deck but line 5, which is the recorder's.
@safe struct DeckWriter: BitwiseCopyable, @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let layout: DeckLayout
  /// Events written so far.
  var eventCount: UInt64 = 0
  /// What the links said to this cycle: sending fills theirs anew before the cycle is recorded.
  var links = InlineArray<8, LinkInputs>(repeating: LinkInputs())
  /// FNV-1a style hash of everything a cycle computed, stage times left out.
  private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  init(base: UnsafeMutableRawPointer, layout: DeckLayout) {
    unsafe self.base = unsafe base
    self.layout = layout
  }

  @_noLocks func counter(_ which: DeckLayout.Counter) -> UnsafePointer<Atomic<UInt64>> {
    unsafe UnsafePointer(
      (base + which.rawValue).assumingMemoryBound(to: Atomic<UInt64>.self))
  }

  /// Stores one shared counter.
  @_noLocks func set(_ which: DeckLayout.Counter, _ value: UInt64) {
    unsafe counter(which).pointee.store(value, ordering: .releasing)
  }

  /// Loads one shared counter.
  @_noLocks func get(_ which: DeckLayout.Counter) -> UInt64 {
    unsafe counter(which).pointee.load(ordering: .acquiring)
  }

  /// Makes the deck valid: stored last by its creator.
  func publish(_ magic: UInt64) {
    unsafe base.assumingMemoryBound(to: Atomic<UInt64>.self).pointee
      .store(magic, ordering: .releasing)
  }

  /// Counts one duration in one of the two histograms of the header.
  @_noLocks func count(_ nanoseconds: Int64, at histogram: Int) {
    let offset = histogram + 8 * Histogram.bucket(of: nanoseconds)
    let bucket = unsafe (base + offset).assumingMemoryBound(to: Atomic<UInt64>.self)
    let now = unsafe bucket.pointee.load(ordering: .relaxed)
    unsafe bucket.pointee.store(now &+ 1, ordering: .relaxed)
  }

  // MARK: One cycle

  /// Writes the slot of this cycle and publishes it.
  @_noLocks mutating func record(
    _ cycle: borrowing ControlCycle, _ times: CycleTimes
  ) {
    let slot = unsafe base + layout.slot(of: cycle.inputs.cycle)
    let first = unsafe slot.assumingMemoryBound(to: Atomic<UInt64>.self)
    let last = unsafe (slot + layout.slotSize - 8).assumingMemoryBound(to: Atomic<UInt64>.self)
    unsafe first.pointee.store(0, ordering: .relaxed)
    atomicMemoryFence(ordering: .releasing)
    let area = unsafe writeArea(slot + layout.framesOffset, cycle)
    unsafe writeHead(slot, cycle, times, area)
    unsafe writeJoints(slot + MemoryLayout<flight_deck_cycle>.size, cycle)
    unsafe writeInputs(slot, cycle, area)
    let end = layout.framesOffset + area.used
    let checksum = unsafe flight_deck_checksum(
      slot + DeckLayout.coveredOffset, UInt64(end - DeckLayout.coveredOffset))
    unsafe slot.storeBytes(of: checksum, toByteOffset: 8, as: UInt64.self)
    unsafe last.pointee.store(cycle.inputs.cycle &+ 1, ordering: .relaxed)
    unsafe first.pointee.store(cycle.inputs.cycle &+ 1, ordering: .releasing)
    writeEvents(cycle, times)
    writeBuses(cycle)
    writeSafety(cycle)
    set(.phase, UInt64(cycle.phase.rawValue))
    set(.hash, hash)
    set(.cycles, cycle.inputs.cycle &+ 1)
  }

  /// Takes eight bytes into the hash.
  @_noLocks mutating func mix(_ word: UInt64) {
    hash = (hash ^ word) &* 0x100_0000_01B3
    hash ^= hash >> 29
  }

  @_noLocks private mutating func mix(_ number: Double) { mix(number.bitPattern) }

  @_noLocks private mutating func writeHead(
    _ slot: UnsafeMutableRawPointer, _ cycle: borrowing ControlCycle, _ times: CycleTimes,
    _ area: FrameArea
  ) {
    var head = flight_deck_cycle()
    head.cycle = cycle.inputs.cycle
    head.time = cycle.inputs.now.nanoseconds
    head.realtime = times.realtime
    head.lateness = times.lateness
    head.compute = times.compute
    head.stages = (
      times.stages[0], times.stages[1], times.stages[2], times.stages[3], times.stages[4],
      times.stages[5], times.stages[6], times.stages[7]
    )
    head.phase = cycle.phase.rawValue
    head.stop_kind = cycle.stopKind.rawValue
    var hasSupply = false
    if cycle.inputs.side.isSupplyKnown, cycle.inputs.side.supply >= cycle.body.robot.supply.lowest {
      hasSupply = true
    }
    head.inputs =
      (cycle.inputs.side.emergencyStopOpen ? 1 : 0) | (cycle.inputs.side.isSupplyKnown ? 2 : 0)
      | (hasSupply ? 4 : 0)
    head.overrun = cycle.inputs.hasOverrun ? 1 : 0
    head.fault = cycle.fault.code.rawValue
    head.fault_subject = cycle.fault.subject
    head.fault_value = cycle.fault.value
    head.fault_limit = cycle.fault.limit
    head.fault_setting = Float(cycle.fault.setting)
    head.fault_detail = cycle.fault.detail
    head.motion = cycle.motion
    head.supply_voltage = Float(cycle.inputs.side.supply.value)
    head.supply_current = Float(cycle.inputs.side.supplyCurrent.value)
    head.supply_age = Float(cycle.inputs.side.supplyAge.seconds)
    head.mailbox_request =
      cycle.inputs.requests.isEmpty ? 0 : cycle.inputs.requests[0].kind.rawValue
    head.lease_holder = cycle.lease.process
    head.frame_bytes = UInt32(area.used)
    head.frames_left_out = UInt32(area.framesLeftOut + area.sentLeftOut)
    // Everything but the sequence number, which `record` stores last.
    unsafe withUnsafeBytes(of: &head) { bytes in
      guard let source = bytes.baseAddress else { return }
      unsafe (slot + 8).copyMemory(from: source + 8, byteCount: bytes.count - 8)
    }
    mix(cycle.inputs.cycle)
    mix(UInt64(head.phase) | UInt64(head.fault) << 8 | UInt64(head.stop_kind) << 32)
  }

  // MARK: Joints

  @_noLocks private mutating func writeJoints(
    _ place: UnsafeMutableRawPointer, _ cycle: borrowing ControlCycle
  ) {
    for joint in 0..<layout.jointCount {
      let state = cycle.body.states[joint]
      let command = cycle.body.commands[joint]
      let row = JointRow(
        state, setpoint: cycle.body.setpoints[joint], command: command,
        limitedBy: cycle.body.limitedBy[joint],
        isFresh: cycle.body.freshness >> UInt64(joint) & 1 == 1,
        now: cycle.inputs.now, received: cycle.inputs.received)
      unsafe (place + joint * MemoryLayout<JointRow>.size).storeBytes(of: row, as: JointRow.self)
      mix(state.rawPosition.value)
      mix(state.velocity.value)
      mix(command.position.value)
      mix(command.effort.value)
      mix(UInt64(state.status.rawValue) | UInt64(cycle.body.limitedBy[joint].rawValue) << 8)
    }
  }
}
