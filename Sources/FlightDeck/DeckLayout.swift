import CFlightDeck
import RobotCore

/// Where things lie in a flight deck of a given robot.
public struct DeckLayout: BitwiseCopyable, Sendable {
  /// Controlled joints per slot.
  public let jointCount: Int
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

  /// The layout for a robot with `joints` axes and a cycle of `period` ns.
  public init(joints: Int, period: Int64) {
    func rounded(_ size: Int, _ unit: Int) -> Int { (size + unit - 1) / unit * unit }
    jointCount = joints
    // Each drive may get two frames and answer two in a cycle; eight more for strangers.
    frameArea = (4 * joints + 8) * (MemoryLayout<flight_deck_frame>.size + 8)
    let slot =
      MemoryLayout<flight_deck_cycle>.size + joints * MemoryLayout<flight_deck_joint>.size
      + frameArea + 8
    slotSize = rounded(slot, 64)
    slotCount = max(64, Int(Int64(DeckLayout.seconds) * 1_000_000_000 / max(period, 1)) + 1)
    configurationOffset = rounded(DeckLayout.headerSize, 4096)
    eventsOffset = rounded(
      configurationOffset + MemoryLayout<RobotConfiguration>.size, 4096)
    slotsOffset = rounded(
      eventsOffset + Int(FLIGHT_DECK_EVENTS) * MemoryLayout<flight_deck_event>.size, 4096)
    totalSize = rounded(slotsOffset + slotSize * slotCount, 4096)
  }

  /// Offset of the slot that holds `cycle`.
  @_noLocks public func slot(of cycle: UInt64) -> Int {
    slotsOffset + Int(cycle % UInt64(slotCount)) * slotSize
  }
}
