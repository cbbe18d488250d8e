import CDeviceIO
import Glibc

/// What the kernel granted the loop, and why not the rest.
public struct RealTimeGuarantees: Sendable, Equatable {
  /// One answer.
  public struct Entry: Sendable, Equatable {
    /// What was asked for.
    public let guarantee: RealTimeGuarantee
    /// 0 when granted, else the kernel's error number.
    public let errno: Int32
    /// True when granted.
    public var isGranted: Bool { errno == 0 }
    /// What to type to get it; empty when granted.
    public var fix: String { isGranted ? "" : guarantee.fix(errno: errno) }
    /// Why it is missing; empty: the kernel's words for `errno`.
    public var reason = ""
    /// One line: what is missing, why, and what to do.
    public var line: String {
      isGranted
        ? "\(guarantee.name): granted"
        : "missing \(guarantee.name): \(reason.isEmpty ? systemReason(errno) : reason); \(fix)"
    }
  }

  /// One entry for each thing asked for, in the order of asking.
  public private(set) var entries: [Entry] = []

  /// The granted ones as a bit mask, for `flight_deck_header.guarantees`.
  public var mask: UInt32 {
    entries.reduce(0) { $0 | ($1.isGranted ? $1.guarantee.rawValue : 0) }
  }

  /// The refused ones; `--strict` starts only when none of them is required.
  public var missing: [Entry] { entries.filter { !$0.isGranted } }

  init() {}

  /// Adds whether the folder of the flight deck is memory.
  public mutating func lookAtDeck(in folder: String) {
    var type: UInt64 = 0
    let result = unsafe device_folder_in_memory(folder, &type)
    // What cannot be asked is told by whoever makes the deck.
    guard result >= 0 else { return }
    entries.append(
      Entry(
        guarantee: .deckInMemory, errno: result == 1 ? 0 : ENOTSUP,
        reason: "\(folder) is on a disk (file system 0x\(String(type, radix: 16))), where "
          + "write-back makes thousands of page faults a minute"))
  }

  mutating func record(_ guarantee: RealTimeGuarantee, _ result: Int32) {
    entries.append(Entry(guarantee: guarantee, errno: result < 0 ? -result : 0))
  }
}
