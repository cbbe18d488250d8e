import CFlightDeck
import Cycle
import FlightDeck
import RealTime
import RobotCore
import Wire
import Wording

/// One cycle that goes through a recording again: restored from a snapshot, told what the recorded
/// one was told, and held against what that one did.
///
/// It writes what it does through the same `DeckWriter` as the loop, into a deck of its own: so
/// what is compared is what everybody sees.
@safe final class ReplayLane {
  /// The cycle before which it was restored.
  let start: UInt64
  /// Cycles compared.
  private(set) var cycles: UInt64 = 0
  private var cycle: ControlCycle
  private var writer: DeckWriter
  private let memory: UnsafeMutableRawBufferPointer
  private let names: [String]
  private let buses: Int

  /// Restores a cycle from a snapshot, its head included. Throws why that is none (65).
  init(
    _ launch: Launch, isBench: Bool, snapshot: [UInt8], cycle number: UInt64
  ) throws(ReplayObstacle) {
    let size = MemoryLayout<flight_deck_snapshot>.size
    guard snapshot.count >= size else { throw ReplayObstacle("its snapshot is cut off", number) }
    let head: flight_deck_snapshot = ReplaySlot.value(snapshot, 0)
    guard head.cycle == number, Int(head.size) == snapshot.count - size,
      ReplayLane.checksum(snapshot, from: size) == head.checksum
    else { throw ReplayObstacle("its snapshot does not agree with its checksum", number) }
    let own: UInt64 = ReplaySlot.value(launch.image, ConfigurationImage.checksumOffset)
    guard head.robot == own else {
      throw ReplayObstacle("its snapshot is of another robot than the recording", number)
    }
    start = number
    names = launch.configuration.joints.indices.map { launch.configuration.joints[$0].name.text }
    buses = launch.configuration.buses.count
    // The shortest ring there is: a lane looks back on nothing.
    let layout = DeckLayout(joints: names.count, buses: buses, period: .max)
    unsafe memory = .allocate(byteCount: layout.totalSize, alignment: 64)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
    guard let base = unsafe memory.baseAddress else { preconditionFailure("a deck of no bytes") }
    writer = unsafe DeckWriter(base: base, layout: layout)
    cycle = ControlCycle(
      launch.configuration, isBench: isBench, countsOverruns: head.flags & 1 != 0)
    var bytes = snapshot
    let (isWhole, used) = unsafe bytes.withUnsafeMutableBytes { buffer in
      guard let place = buffer.baseAddress else { return (false, 0) }
      var pass = unsafe SnapshotPass(reading: place + size, room: Int(head.size))
      cycle.exchange(&pass)
      return (pass.isWhole, pass.used)
    }
    guard isWhole, used == Int(head.size) else {
      throw ReplayObstacle("its snapshot does not fit this robot", number)
    }
  }

  deinit { unsafe memory.deallocate() }

  private static func checksum(_ bytes: [UInt8], from start: Int) -> UInt64 {
    unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe flight_deck_checksum(base + start, UInt64(buffer.count - start))
    }
  }

  /// Goes through one cycle; the first difference, or nil when there is none.
  func step(_ slot: ReplaySlot, events: [flight_deck_event]) throws(ReplayObstacle)
    -> ReplayDifference?
  {
    guard slot.fill(&cycle.inputs) else {
      throw ReplayObstacle("what it was told cannot be read", slot.head.cycle)
    }
    writer.keepLinks(cycle.inputs)
    let first = writer.eventCount
    var next: CycleStage? = .receive
    while let stage = next {
      cycle.run(stage)
      next = stage.next
    }
    var times = CycleTimes()
    times.realtime = slot.head.realtime
    writer.record(cycle, times)
    cycles += 1
    let place = writer.layout.slot(of: slot.head.cycle)
    let own = unsafe ReplayBytes(base: UnsafeRawPointer(writer.base + place))
    return headDifference(slot, own) ?? jointDifference(slot, own)
      ?? frameDifference(slot, own) ?? eventDifference(slot, events, from: first)
  }

  /// What the cycles so far amount to: the number that a run tells at its end.
  var hash: UInt64 { writer.hash }

  // MARK: One kind of thing after the other

  private func difference<Row>(
    _ fields: [ReplayField<Row>], _ recorded: Row, _ replayed: Row, _ cycle: UInt64,
    joint: String = "", prefix: String = ""
  ) -> ReplayDifference? {
    for field in fields where field.bits(recorded) != field.bits(replayed) {
      return ReplayDifference(
        cycle: cycle, joint: joint, field: prefix + field.name, recorded: field.text(recorded),
        replayed: field.text(replayed))
    }
    return nil
  }

  private func headDifference(_ slot: ReplaySlot, _ own: ReplayBytes) -> ReplayDifference? {
    let replayed: flight_deck_cycle = own.value(at: 0)
    return difference(
      ReplayField<flight_deck_cycle>.all, slot.head, replayed, slot.head.cycle)
  }

  private func jointDifference(_ slot: ReplaySlot, _ own: ReplayBytes) -> ReplayDifference? {
    let start = MemoryLayout<flight_deck_cycle>.size
    let size = MemoryLayout<JointRow>.size
    for joint in names.indices {
      let place = start + joint * size
      // A row has no bytes between its fields: the same bytes, the same row.
      if own.isEqual(to: slot.bytes, place..<place + size, at: place) { continue }
      let found = difference(
        ReplayField<JointRow>.all, ReplaySlot.value(slot.bytes, place),
        own.value(at: place),
        slot.head.cycle, joint: names[joint])
      if let found { return found }
    }
    return nil
  }

  /// The inputs as they were written again, and the frames sent.
  private func frameDifference(_ slot: ReplaySlot, _ own: ReplayBytes) -> ReplayDifference? {
    let first = DeckLayout.inputsOffset(joints: names.count)
    let told: flight_deck_inputs = own.value(at: first)
    if told.said != slot.told.said {
      return ReplayDifference(
        cycle: slot.head.cycle, joint: "",
        field: "pulses of servos, brakes or replies (a checksum)",
        recorded: "0x" + Digits.hexadecimal(slot.told.said),
        replayed: "0x" + Digits.hexadecimal(told.said))
    }
    guard own.isEqual(to: slot.bytes, first..<slot.sentPlace, at: first) else {
      return ReplayDifference(
        cycle: slot.head.cycle, joint: "", field: "inputs", recorded: "as told",
        replayed: "other bytes")
    }
    let head: flight_deck_cycle = own.value(at: 0)
    let used = DeckLayout.framesOffset(joints: names.count, buses: buses) + Int(head.frame_bytes)
    let sent = slot.sentPlace..<slot.bytes.count
    if used == sent.upperBound, own.isEqual(to: slot.bytes, sent, at: sent.lowerBound) {
      return nil
    }
    guard let again = ReplaySlot(own.bytes(used), joints: names.count, buses: buses) else {
      return nil
    }
    let (recorded, replayed) = (slot.sentFrames, again.sentFrames)
    for index in 0..<max(recorded.count, replayed.count) {
      let was = index < recorded.count ? recorded[index] : "none"
      let now = index < replayed.count ? replayed[index] : "none"
      if was != now {
        return ReplayDifference(
          cycle: slot.head.cycle, joint: "", field: "frame \(index) sent", recorded: was,
          replayed: now)
      }
    }
    return nil
  }

  private func eventDifference(
    _ slot: ReplaySlot, _ recorded: [flight_deck_event], from first: UInt64
  ) -> ReplayDifference? {
    let count = Int(writer.eventCount - first)
    for index in 0..<max(count, recorded.count) {
      let prefix = "event \(index)"
      guard index < count, index < recorded.count else {
        func word(_ code: UInt16) -> String { EventCode(rawValue: code)?.word ?? "\(code)" }
        return ReplayDifference(
          cycle: slot.head.cycle, joint: "", field: prefix,
          recorded: index < recorded.count ? word(recorded[index].code) : "none",
          replayed: index < count ? word(event(first + UInt64(index)).code) : "none")
      }
      let found = difference(
        ReplayField<flight_deck_event>.all, recorded[index], event(first + UInt64(index)),
        slot.head.cycle,
        prefix: prefix + " ")
      if let found { return found }
    }
    return nil
  }

  private func event(_ number: UInt64) -> flight_deck_event {
    let size = MemoryLayout<flight_deck_event>.size
    let place = writer.layout.eventsOffset + Int(number % UInt64(FLIGHT_DECK_EVENTS)) * size
    return unsafe writer.base.loadUnaligned(fromByteOffset: place, as: flight_deck_event.self)
  }
}

/// Why a recording cannot be replayed from here on: no difference, but bytes that say nothing.
struct ReplayObstacle: Error {
  let sentence: String

  init(_ why: String, _ cycle: UInt64) { sentence = "cycle \(cycle): \(why)" }
}

/// The slot that a lane has just written.
@safe struct ReplayBytes {
  private let base: UnsafeRawPointer

  init(base: UnsafeRawPointer) { unsafe self.base = unsafe base }

  func value<Value: BitwiseCopyable>(at offset: Int) -> Value {
    unsafe base.loadUnaligned(fromByteOffset: offset, as: Value.self)
  }

  func bytes(_ count: Int) -> [UInt8] {
    unsafe [UInt8](UnsafeRawBufferPointer(start: base, count: count))
  }

  func isEqual(to bytes: [UInt8], _ range: Range<Int>, at offset: Int) -> Bool {
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe buffer[range].elementsEqual(
        UnsafeRawBufferPointer(start: base + offset, count: range.count))
    }
  }
}

extension ReplaySlot {
  /// Each frame that the cycle sent, as bus, id, flags and bytes.
  fileprivate var sentFrames: [String] {
    var list: [String] = []
    var place = sentPlace
    while let (frame, next) = frame(at: place, end: bytes.count) {
      let data = (0..<Int(frame.length)).map {
        Digits.hexadecimal(UInt64(frame.data[$0]), digits: 2)
      }
      list.append(
        "bus \(frame.bus) id 0x" + Digits.hexadecimal(UInt64(frame.id), digits: 3)
          + " flags \(frame.flags) [" + data.joined(separator: " ") + "]")
      place = next
    }
    return list
  }
}
