import CFlightDeck
import RobotCore

/// Where things lie in a flight deck of a given robot.
public struct DeckLayout: BitwiseCopyable, Sendable {
  /// Controlled joints per slot.
  public let jointCount: Int
  /// Buses per slot.
  public let busCount: Int
  /// Bytes for frames in each slot.
  public let frameArea: Int
  /// Bytes from one slot to the next, a multiple of 64.
  public let slotSize: Int
  /// Slots in the ring: at least 10 s of cycles.
  public let slotCount: Int
  /// Where the sealed configuration begins.
  public let configurationOffset: Int
  /// Where the event ring begins.
  public let eventsOffset: Int
  /// Where the slots begin.
  public let slotsOffset: Int
  /// Where the two snapshots begin, one behind the other.
  public let snapshotsOffset: Int
  /// Bytes of each, its head included; 0: there is no room for one.
  public let snapshotSize: Int
  /// Size of the whole file.
  public let totalSize: Int

  /// Counters of the header that are read and written as 8-byte atomics, by offset.
  /// `CFlightDeck.h` asserts the same numbers.
  public enum Counter: Int, BitwiseCopyable, Sendable {
    case seenRealtime = 208
    case cycles = 256
    case events = 264
    case phase = 272
    case overruns = 280
    case ended = 288
    case allocations = 296
    case pageFaults = 304
    case hash = 312
    case recorderCursor = 320
    case recorderProcess = 328
    case recorderWanted = 336
    case recorderFailed = 344
  }
  /// Offset of where the snapshots begin, and behind it the size of each.
  public static let snapshotsPlace = 216
  /// Offset of the number of the build that runs, and behind it its architecture.
  public static let buildPlace = 232
  /// Offset of the checksum of the head, which covers the bytes before it from 8 on.
  public static let headChecksumOffset = 184
  /// Offset of the first cycle that a kept box shows whole.
  public static let keptFromOffset = 192
  /// Offset of a kept box's checksum of counters, histograms and buses.
  public static let keptChecksumOffset = 200
  /// Where in a slot begins what its checksum covers; the checksum stands before it.
  public static var coveredOffset: Int { @_noLocks @inlinable get { 16 } }

  /// Offset of the lateness histogram in the header.
  public static var latenessOffset: Int { @_noLocks @inlinable get { 384 } }
  /// Offset of the compute histogram in the header.
  public static var computeOffset: Int { @_noLocks @inlinable get { 384 + 8 * 640 } }
  /// Offset of the bus entries in the header.
  public static var busesOffset: Int { @_noLocks @inlinable get { 384 + 16 * 640 } }
  /// Offset of the rows of the safety functions in the header.
  public static var safetyOffset: Int { @_noLocks @inlinable get { 384 + 16 * 640 + 8 * 88 } }
  /// `sizeof(flight_deck_header)`; a number here because Swift does not import a struct with
  /// lines of 64 bytes. `CFlightDeck.h` asserts the same number.
  public static let headerSize =
    safetyOffset + Capacity.safetyFunctions * MemoryLayout<flight_deck_safety>.size
  /// Seconds of cycles that the deck holds.
  public static let seconds = 10

  /// The layout for a robot with `joints` axes on `buses` buses and a cycle of `period` ns, whose
  /// state takes `state` bytes.
  public init(joints: Int, buses: Int = 1, period: Int64, state: Int = 0) {
    func rounded(_ size: Int, _ unit: Int) -> Int { (size + unit - 1) / unit * unit }
    jointCount = joints
    busCount = buses
    // Each drive may get two frames and answer two in a cycle; eight more for strangers. Besides,
    // what came back on each bus, between answers, and what two commanders ask, one with targets.
    frameArea =
      (4 * joints + 8) * (MemoryLayout<flight_deck_frame>.size + 8)
      + (joints + buses) * MemoryLayout<flight_deck_frame>.size
      + 2 * MemoryLayout<flight_deck_request>.size + joints * 8
    let frames = DeckLayout.framesOffset(joints: joints, buses: buses)
    slotSize = rounded(frames + frameArea + 8, 64)
    slotCount = max(64, Int(Int64(DeckLayout.seconds) * 1_000_000_000 / max(period, 1)) + 1)
    configurationOffset = rounded(DeckLayout.headerSize, 4096)
    eventsOffset = rounded(
      configurationOffset + MemoryLayout<RobotConfiguration>.size, 4096)
    snapshotsOffset = rounded(
      eventsOffset + Int(FLIGHT_DECK_EVENTS) * MemoryLayout<flight_deck_event>.size, 4096)
    snapshotSize = state > 0 ? rounded(MemoryLayout<flight_deck_snapshot>.size + state, 64) : 0
    slotsOffset = rounded(snapshotsOffset + 2 * snapshotSize, 4096)
    totalSize = rounded(slotsOffset + slotSize * slotCount, 4096)
  }

  /// Where in a slot the inputs begin, behind the joints.
  @_noLocks public static func inputsOffset(joints: Int) -> Int {
    MemoryLayout<flight_deck_cycle>.size + joints * MemoryLayout<flight_deck_joint>.size
  }

  /// Where in a slot its frame area begins.
  @_noLocks public static func framesOffset(joints: Int, buses: Int) -> Int {
    inputsOffset(joints: joints) + MemoryLayout<flight_deck_inputs>.size
      + buses * MemoryLayout<flight_deck_link>.size
  }

  /// Where in a slot of this deck its frame area begins.
  public var framesOffset: Int {
    @_noLocks get { DeckLayout.framesOffset(joints: jointCount, buses: busCount) }
  }

  /// Cycles from one snapshot to the next: two of them are fewer than the ring holds, also when it
  /// is copied while a run goes on.
  public var snapshotPeriod: UInt64 { @_noLocks get { UInt64(slotCount / 2 - 4) } }

  /// Offset of the slot that holds `cycle`.
  @_noLocks public func slot(of cycle: UInt64) -> Int {
    slotsOffset + Int(cycle % UInt64(slotCount)) * slotSize
  }

  /// Offset of the area that holds the snapshot taken at the begin of `cycle`.
  @_noLocks public func snapshot(of cycle: UInt64) -> Int {
    snapshotsOffset + Int(cycle / snapshotPeriod % 2) * snapshotSize
  }
}
