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
    /// One line: what is missing, why, and what to do.
    public var line: String {
      isGranted
        ? "\(guarantee.name): granted"
        : "missing \(guarantee.name): \(systemReason(errno)); \(fix)"
    }
  }

  /// One entry for each thing asked for, in the order of asking.
  public private(set) var entries: [Entry] = []

  /// The granted ones as a bit mask, for `flight_deck_header.guarantees`.
  public var mask: UInt32 {
    entries.reduce(0) { $0 | ($1.isGranted ? $1.guarantee.rawValue : 0) }
  }

  /// The refused ones; `--strict` starts only when there is none.
  public var missing: [Entry] { entries.filter { !$0.isGranted } }

  init() {}

  mutating func record(_ guarantee: RealTimeGuarantee, _ result: Int32) {
    entries.append(Entry(guarantee: guarantee, errno: result < 0 ? -result : 0))
  }
}
