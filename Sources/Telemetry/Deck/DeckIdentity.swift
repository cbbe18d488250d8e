public import FlightDeck

/// What a deck says of the run that wrote it; constant for the life of the run.
public struct DeckIdentity: Sendable, Equatable {
  /// Robot's name.
  public var robot: String
  /// Process of the run.
  public var processID: Int32
  /// First 8 bytes of the kernel's boot id.
  public var bootID: UInt64
  /// Start on `CLOCK_MONOTONIC`, ns.
  public var startedMonotonic: Int64
  /// Start on `CLOCK_REALTIME`, ns since 1970.
  public var startedRealtime: Int64
  /// One cycle, ns.
  public var period: Int64
  /// Where the device side is.
  public var world: World
  /// The bench timing set applies.
  public var isBench: Bool
  /// Real-time guarantees in force, bit mask.
  public var guarantees: UInt32
  /// Number of joints.
  public var jointCount: Int
  /// Number of buses.
  public var busCount: Int
  /// Cycles that the deck holds.
  public var slotCount: Int

  /// Number of the program that runs, see `BuildIdentity`.
  public var build: UInt64
  /// Its architecture.
  public var machine: UInt64

  /// Reads the constants of a deck's first page; offsets from CFlightDeck.h.
  init(_ map: DeckMap) {
    func word(_ offset: Int) -> UInt32 { map.value(UInt32.self, at: offset) ?? 0 }
    func long(_ offset: Int) -> Int64 { map.value(Int64.self, at: offset) ?? 0 }
    let name = map.bytes(at: 136, count: 48).prefix { $0 != 0 }
    robot = String(decoding: name, as: UTF8.self)
    processID = Int32(truncatingIfNeeded: long(32))
    bootID = UInt64(bitPattern: long(40))
    startedMonotonic = long(48)
    startedRealtime = long(56)
    period = long(64)
    world = World(rawValue: word(72)) ?? .hardware
    isBench = word(76) != 0
    jointCount = Int(word(80))
    busCount = Int(word(84))
    slotCount = Int(word(92))
    guarantees = word(100)
    build = UInt64(bitPattern: long(DeckLayout.buildPlace))
    machine = UInt64(bitPattern: long(DeckLayout.buildPlace + 8))
  }
}
