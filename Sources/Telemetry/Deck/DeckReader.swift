import CFlightDeck
import FlightDeck
public import RealTime
public import RobotCore
public import Wording

/// Looks at a running robot, or at what a run has left behind, without the run noticing.
///
/// Maps the deck read-only. Nothing the reader does, and nothing that happens to it, can reach the
/// loop. A reader that falls behind counts what it lost. Not for use from two threads at once.
public final class DeckReader {
  /// Path of the deck.
  public let path: String
  /// What the deck says of its run.
  public let identity: DeckIdentity
  /// The robot, as compiled from its profile.
  public let configuration: RobotConfiguration
  /// The same as the sealed bytes that stand in the deck.
  public let configurationImage: [UInt8]
  /// Names of the joints, in order.
  public let jointNames: [String]
  /// Names of the buses, in order.
  public let busNames: [String]
  /// Names of the motions, in order.
  public let motionNames: [String]
  /// Cycles that `next` could not read because the loop had overwritten them.
  public private(set) var lost: UInt64 = 0
  /// Events that `nextEvent` could not read because they had been overwritten.
  public private(set) var lostEvents: UInt64 = 0

  private let map: DeckMap
  private let layout: DeckHeader
  private var buffer: [UInt8]
  private var cursor: UInt64 = 0
  private var eventCursor: UInt64 = 0

  /// Maps the deck at `path` and checks that this build understands it.
  public init(path: String) throws(Refusal) {
    self.path = path
    let map: DeckMap
    do { map = try DeckMap(path: path) } catch { throw DeckHeader.refusal(error, path) }
    let layout = try DeckHeader(map, path: path)
    let image = map.bytes(at: layout.configurationOffset, count: layout.configurationSize)
    do { configuration = try ConfigurationImage.open(image) } catch {
      throw DeckHeader.refusal(error, path)
    }
    let (joints, buses) = (configuration.joints.count, configuration.buses.count)
    guard layout.jointCount == joints, layout.busCount == buses else {
      throw Refusal(
        "\(path): the flight deck is damaged: its head says \(layout.jointCount) joints and "
          + "\(layout.busCount) buses, its robot has \(joints) and \(buses).", .badInput)
    }
    self.map = map
    self.layout = layout
    configurationImage = image
    identity = layout.identity
    jointNames = configuration.joints.indices.map { [configuration] in
      configuration.joints[$0].name.text
    }
    busNames = configuration.buses.indices.map { [configuration] in
      configuration.buses[$0].name.text
    }
    motionNames = configuration.motions.indices.map { [configuration] in
      configuration.motions[$0].name.text
    }
    buffer = [UInt8](repeating: 0, count: layout.slotSize)
  }

  /// The counters now.
  public var snapshot: DeckSnapshot {
    DeckSnapshot(
      cycles: map.counter(.cycles), events: map.counter(.events),
      phase: RobotPhase(rawValue: UInt8(truncatingIfNeeded: map.counter(.phase)))
        ?? .latched,
      overruns: map.counter(.overruns),
      allocations: map.counter(.allocations),
      pageFaults: map.counter(.pageFaults), hash: map.counter(.hash),
      liveness: liveness, recorder: map.counter(.recorderProcess),
      recorderCursor: map.counter(.recorderCursor),
      recorderFailed: map.counter(.recorderFailed))
  }

  /// One cycle, ns, at least 1; what is counted in cycles is divided by it.
  var period: Int64 { max(identity.period, 1) }

  /// Cycles published so far.
  public var cycles: UInt64 { map.counter(.cycles) }

  /// When the run was last alive by the wall clock, ns since 1970; 0 when it had no cycle. A
  /// cycle's own `realtime` counts simulated time in a twin.
  public var lastSeen: Int64 {
    let seen = Int64(bitPattern: map.counter(.seenRealtime))
    return seen > 0 ? seen : newest()?.realtime ?? 0
  }

  /// The loop waits for a recorder before it arms.
  public var isRecorderWanted: Bool { map.counter(.recorderWanted) != 0 }

  /// Is the run alive, did it end, or was it killed?
  public var liveness: DeckLiveness {
    // The order matters: a run that ends between the two looks counts as ended, not as killed.
    let isOwned = map.isOwned
    switch map.counter(.ended) {
    case 0: return isOwned ? .running : .killed
    case 1: return .ended
    case BlackBox.wentOn: return .wentOn
    default: return .endedOnFault
    }
  }

  /// The newest whole cycle; nil before the first one.
  public func newest() -> DeckCycle? {
    // A second look when the loop overwrote the slot under our hands, which takes a whole turn of
    // the ring: this process was stopped meanwhile.
    for _ in 0..<3 {
      let count = cycles
      guard count > 0 else { return nil }
      if let cycle = cycle(count - 1) { return cycle }
    }
    // Of a run that is over, the last one that is not damaged.
    guard liveness != .running, cycles > oldest else { return nil }
    return (oldest..<cycles).reversed().lazy.compactMap { self.cycle($0) }.first
  }

  /// Cycle `number`; nil when it is not there yet, or not any more.
  public func cycle(_ number: UInt64) -> DeckCycle? {
    guard number < cycles, layout.slotCount > 0 else { return nil }
    let offset = layout.slotsOffset + Int(number % UInt64(layout.slotCount)) * layout.slotSize
    // The writer clears the head's sequence before it writes and sets it when all is written: the
    // same number before and after the copy proves that nothing was written in between.
    guard map.counter(at: offset) == number + 1, map.copy(at: offset, into: &buffer) else {
      return nil
    }
    map.fence()
    let slot = SlotBytes(bytes: buffer)
    guard map.counter(at: offset) == number + 1,
      slot.value(UInt64.self, at: layout.slotSize - 8) == number + 1,
      layout.vouches(for: slot)
    else { return nil }
    return DeckCycle(
      slot, jointCount: layout.jointCount, busCount: layout.busCount, frameArea: layout.frameArea)
  }

  /// The cycle that a snapshot was taken before; nil while there is none in that area.
  func snapshotCycle(area: Int) -> UInt64? {
    guard layout.snapshotSize > 0 else { return nil }
    let sequence = map.counter(at: layout.snapshotsOffset + area * layout.snapshotSize)
    return sequence > 0 ? sequence - 1 : nil
  }

  /// An area for a snapshot as it is now.
  func snapshotBytes(area: Int) -> [UInt8] {
    let bytes = map.bytes(
      at: layout.snapshotsOffset + area * layout.snapshotSize, count: layout.snapshotSize)
    map.fence()
    return bytes
  }

  /// The oldest cycle that can be relied on to stay for a moment.
  public var oldest: UInt64 {
    let count = cycles
    let room = UInt64(layout.slotCount)
    // One slot is being written at any time.
    return max(count < room ? 0 : count - room + 1, min(layout.keptFrom, count))
  }

  /// The next cycle in order, from 0 or from where `rewind` put the cursor; nil when it has not
  /// happened yet. Cycles that were overwritten are counted in `lost` and skipped.
  public func next() -> DeckCycle? {
    while cursor < cycles {
      let number = cursor
      if number < oldest {
        lost &+= oldest - number
        cursor = oldest
        continue
      }
      cursor += 1
      if let cycle = cycle(number) { return cycle }
      lost &+= 1
    }
    return nil
  }

  /// Number of the cycle that `next` looks at next.
  public var position: UInt64 { cursor }

  /// Puts the cursor of `next`.
  public func rewind(to number: UInt64) { cursor = number }

  /// The next event in order; nil when it has not happened yet.
  public func nextEvent() -> DeckEvent? {
    let room = UInt64(FLIGHT_DECK_EVENTS)
    while eventCursor < map.counter(.events) {
      let count = map.counter(.events)
      if count > room, eventCursor < count - room {
        lostEvents &+= count - room - eventCursor
        eventCursor = count - room
      }
      let number = eventCursor
      eventCursor += 1
      if let event = event(number) { return event }
      lostEvents &+= 1
    }
    return nil
  }

  /// Puts the cursor of `nextEvent`.
  public func rewindEvents(to number: UInt64) { eventCursor = number }

  /// Puts the cursor of `nextEvent` on the first event of cycle `number` or a later one.
  func rewindEvents(toCycle number: UInt64) {
    let count = map.counter(.events)
    let room = UInt64(FLIGHT_DECK_EVENTS)
    eventCursor = count > room ? count - room : 0
    guard number > 0 else { return }
    while eventCursor < count, event(eventCursor).map({ $0.cycle < number }) ?? true {
      eventCursor += 1
    }
  }

  /// The last `count` events that are still there, oldest first.
  public func lastEvents(_ count: Int) -> [DeckEvent] {
    let all = map.counter(.events)
    let room = min(UInt64(max(count, 0)), UInt64(FLIGHT_DECK_EVENTS))
    return ((all > room ? all - room : 0)..<all).compactMap { event($0) }
  }

  private func event(_ number: UInt64) -> DeckEvent? {
    let offset = layout.eventsOffset + Int(number % UInt64(FLIGHT_DECK_EVENTS)) * 64
    let before = map.counter(at: offset)
    guard let raw = map.value(flight_deck_event.self, at: offset) else { return nil }
    map.fence()
    let after = map.counter(at: offset)
    guard before == number + 1, after == number + 1, raw.sequence == before else { return nil }
    let bytes = SlotBytes(bytes: map.bytes(at: offset, count: MemoryLayout<flight_deck_event>.size))
    let isWhole = UInt16(truncatingIfNeeded: bytes.checksum(8..<62)) == raw.checksum
    // Overwritten under our hands: then the number has changed too.
    return isWhole && map.counter(at: offset) == before ? DeckEvent(raw) : nil
  }

  /// Each bus as last seen. The counters are read one by one: they may be a cycle apart.
  public var buses: [DeckBus] {
    (0..<layout.busCount).compactMap { index in
      map.value(
        flight_deck_bus.self,
        at: DeckLayout.busesOffset + index * MemoryLayout<flight_deck_bus>.size
      ).map(DeckBus.init)
    }
  }

  /// Each safety function, in the order in which they act. Read one by one: they may be a cycle
  /// apart.
  public var safety: [DeckSafety] {
    SafetyFunction.all.compactMap { function in
      map.value(
        flight_deck_safety.self,
        at: DeckLayout.safetyOffset + Int(function.rawValue) * MemoryLayout<flight_deck_safety>.size
      ).map { DeckSafety($0, of: function) }
    }
  }

  /// Histogram of the release lateness.
  public var lateness: Histogram { histogram(at: DeckLayout.latenessOffset) }

  /// Histogram of decode … record.
  public var compute: Histogram { histogram(at: DeckLayout.computeOffset) }

  private func histogram(at offset: Int) -> Histogram {
    var histogram = Histogram()
    for bucket in 0..<Histogram.bucketCount {
      histogram.merge(bucket: bucket, count: map.counter(at: offset + bucket * 8))
    }
    return histogram
  }

  /// What does not agree with its checksum; nothing while the run is alive, whose slots change
  /// under our hands.
  public var damage: DeckDamage {
    var damage = DeckDamage()
    guard liveness != .running else { return damage }
    let (first, count) = (oldest, cycles)
    for number in first..<max(count, first) where !isWhole(number) { damage.add(cycle: number) }
    let events = map.counter(.events)
    let room = UInt64(FLIGHT_DECK_EVENTS)
    for number in (events > room ? events - room : 0)..<events where event(number) == nil {
      damage.events += 1
    }
    damage.excess = layout.excess
    damage.hasCounters = !layout.vouchesForCounters(map)
    return damage
  }

  private func isWhole(_ number: UInt64) -> Bool {
    let offset = layout.slotsOffset + Int(number % UInt64(layout.slotCount)) * layout.slotSize
    guard map.copy(at: offset, into: &buffer) else { return false }
    let slot = SlotBytes(bytes: buffer)
    return slot.value(UInt64.self, at: 0) == number + 1
      && slot.value(UInt64.self, at: layout.slotSize - 8) == number + 1 && layout.vouches(for: slot)
  }

  /// True when another run has put its own deck at this path: open it anew.
  public var isReplaced: Bool { !map.isStill(at: path) }
}
