import CFlightDeck
import FlightDeck
import Glibc
import RobotCore
import Wording

/// The first page of a deck: what it states of itself, checked against each other and the file.
///
/// Read field by field: the C struct has lines of 64 bytes, an alignment Swift does not import.
struct DeckHeader {
  /// Bytes of the first page that are in use.
  static let size = DeckLayout.headerSize

  let identity: DeckIdentity
  let totalSize: Int
  let jointCount: Int
  let busCount: Int
  let slotSize: Int
  let slotCount: Int
  let frameArea: Int
  let configurationOffset: Int
  let configurationSize: Int
  let eventsOffset: Int
  let slotsOffset: Int
  let snapshotsOffset: Int
  let snapshotSize: Int
  /// Bytes that the file has too many; negative: bytes that are missing at its end.
  let excess: Int
  /// Of a kept box: the first cycle that was whole while it was copied.
  let keptFrom: UInt64

  /// Reads and checks the first page of the deck.
  init(_ map: DeckMap, path: String) throws(Refusal) {
    let magic = map.counter(at: 0)
    if magic == 0, map.isOwned {
      throw Refusal("\(path): the run is still starting; try again in a moment.", .tryAgain)
    }
    if magic == 0 {
      throw Refusal(
        "\(path): its run was killed while it started; nothing is in it, and the next run of that "
          + "robot replaces it.", .unavailable)
    }
    guard magic == FLIGHT_DECK_MAGIC else {
      throw Refusal(
        "\(path): not a flight deck: it begins with 0x\(String(magic, radix: 16)) instead of "
          + "0x\(String(FLIGHT_DECK_MAGIC, radix: 16)); name another file.", .badInput)
    }
    guard map.size >= DeckHeader.size else {
      throw Refusal(
        "\(path): the flight deck is cut off: \(map.size) bytes, at least \(DeckHeader.size) are "
          + "needed.", .badInput)
    }
    func word(_ offset: Int) -> UInt32 { map.value(UInt32.self, at: offset) ?? 0 }
    func long(_ offset: Int) -> Int { map.value(Int.self, at: offset) ?? 0 }
    try DeckHeader.check(
      version: word(8), headerSize: word(12), hash: map.value(UInt64.self, at: 16) ?? 0, path: path)
    totalSize = long(24)
    jointCount = Int(word(80))
    busCount = Int(word(84))
    slotSize = Int(word(88))
    slotCount = Int(word(92))
    frameArea = Int(word(96))
    configurationOffset = long(104)
    configurationSize = long(112)
    eventsOffset = long(120)
    slotsOffset = long(128)
    snapshotsOffset = long(DeckLayout.snapshotsPlace)
    snapshotSize = long(DeckLayout.snapshotsPlace + 8)
    keptFrom = map.value(UInt64.self, at: DeckLayout.keptFromOffset) ?? 0
    identity = DeckIdentity(map)
    try DeckHeader.requireWhole(map, path: path)
    excess = map.size - totalSize
    // What a run left behind may have lost its end; what is there is still evidence.
    if let wrong = inconsistency(size: map.isOwned ? map.size : max(map.size, totalSize)) {
      throw Refusal("\(path): the flight deck is damaged: \(wrong).", .badInput)
    }
  }

  /// Refuses what another version or another build wrote.
  private static func check(
    version: UInt32, headerSize: UInt32, hash: UInt64, path: String
  ) throws(Refusal) {
    guard version == FLIGHT_DECK_VERSION, Int(headerSize) == size else {
      throw Refusal(
        "\(path): the flight deck has version \(version) with a head of "
          + "\(headerSize) bytes, this program reads version \(FLIGHT_DECK_VERSION) with "
          + "\(size) bytes; use the sinew that belongs to the run.", .badInput)
    }
    guard hash == ConfigurationImage.layoutHash else {
      throw Refusal(
        "\(path): the flight deck was written by another build (layout "
          + "0x\(String(hash, radix: 16)), this one is "
          + "0x\(String(ConfigurationImage.layoutHash, radix: 16))); use the sinew that belongs to "
          + "the run.", .badInput)
    }
  }

  /// The head must agree with its checksum. A run that starts changes both, one after the other.
  private static func requireWhole(_ map: DeckMap, path: String) throws(Refusal) {
    for attempt in 0..<3 {
      if attempt > 0 { usleep(1_000) }
      let head = SlotBytes(bytes: map.bytes(at: 0, count: 256))
      let sum = head.value(UInt64.self, at: DeckLayout.headChecksumOffset)
      if head.checksum(8..<DeckLayout.headChecksumOffset) == sum { return }
    }
    throw Refusal(
      "\(path): the flight deck is damaged: its head does not agree with its checksum; nothing in "
        + "it can be relied on.", .badInput)
  }

  /// Where in a slot its frames begin.
  var framesPlace: Int { DeckLayout.framesOffset(joints: jointCount, buses: busCount) }

  /// True when a slot agrees with its checksum.
  func vouches(for slot: SlotBytes) -> Bool {
    guard let head = slot.value(flight_deck_cycle.self, at: 0), head.frame_bytes <= frameArea else {
      return false
    }
    let end = framesPlace + Int(head.frame_bytes)
    return slot.checksum(DeckLayout.coveredOffset..<end) == head.checksum
  }

  /// True when the counters of a kept box agree with their checksum; a live deck has none of them.
  func vouchesForCounters(_ map: DeckMap) -> Bool {
    let sum = map.value(UInt64.self, at: DeckLayout.keptChecksumOffset) ?? 0
    let start = DeckLayout.Counter.cycles.rawValue
    let counters = SlotBytes(bytes: map.bytes(at: start, count: DeckHeader.size - start))
    return sum == 0 || counters.checksum(0..<counters.bytes.count) == sum
  }

  /// What does not fit together; nil when everything does.
  private func inconsistency(size: Int) -> String? {
    guard totalSize >= 0, totalSize <= 1 << 32 else { return "it should hold \(totalSize) bytes" }
    guard totalSize <= size else {
      return "it should hold \(totalSize) bytes and holds \(size)"
    }
    guard jointCount <= Capacity.joints, busCount <= Capacity.buses else {
      return "\(jointCount) joints and \(busCount) buses, at most \(Capacity.joints) and "
        + "\(Capacity.buses) are possible"
    }
    let least = framesPlace + frameArea + 8
    guard slotSize >= least, slotSize % 8 == 0, slotCount > 1 else {
      return "\(slotCount) slots of \(slotSize) bytes, at least 2 of \(least) are needed"
    }
    let (slots, overflow) = slotSize.multipliedReportingOverflow(by: slotCount)
    let areas = [
      ("configuration", configurationOffset, configurationSize),
      ("events", eventsOffset, 64 * Int(FLIGHT_DECK_EVENTS)), ("slots", slotsOffset, slots),
      ("first snapshot", snapshotsOffset, snapshotSize),
      ("second snapshot", snapshotsOffset &+ snapshotSize, snapshotSize),
    ].filter { $0.2 != 0 }
    for (name, offset, count) in areas {
      guard !overflow, offset >= DeckHeader.size, offset % 8 == 0, count >= 0, offset <= size,
        count <= size - offset
      else {
        return "its \(name) (\(count) bytes at \(offset)) do not lie within its \(size) bytes"
      }
    }
    return nil
  }

  /// The sentence for a file that could not be mapped.
  static func refusal(_ error: DeckMapError, _ path: String) -> Refusal {
    switch error.code {
    case ENOENT:
      return Refusal("\(path): no such flight deck; start one with: sinew run", .unavailable)
    case EACCES, EPERM:
      return Refusal(
        "\(path): no permission to read it; join the group that owns it, or use sudo.",
        .noPermission)
    case ENODATA: return Refusal("\(path): not a flight deck: the file is empty.", .badInput)
    case EISDIR: return Refusal("\(path): not a flight deck: it is no plain file.", .badInput)
    default:
      return Refusal("\(path): cannot be mapped: \(error.words).", .unavailable)
    }
  }

  /// The sentence for a configuration that does not open.
  static func refusal(_ error: ConfigurationRefusal, _ path: String) -> Refusal {
    let why =
      switch error {
      case .size(let found, let expected): "it has \(found) bytes, \(expected) are expected"
      case .magic: "it begins with something else"
      case .layout: "another build wrote it"
      case .checksum: "its checksum does not match: bytes were changed"
      }
    return Refusal("\(path): the configuration in the flight deck is bad: \(why).", .badInput)
  }
}
