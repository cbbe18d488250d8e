import CFlightDeck
import FlightDeck
import Foundation
import RealTime
import RobotCore
import Telemetry
import Testing
import Wording

@testable import Console

/// Whatever bytes a deck holds, everything that looks at it comes to an end. A trap here ends the
/// test program, which no run survives unseen.
@Suite struct DamagedDeckTests {
  /// A deck with something in every place, as bytes.
  private static func bytes() throws -> [UInt8] {
    let deck = try SyntheticDeck(period: 160_000_000)
    for number in 0..<70 {
      deck.publish { head in
        head.phase = RobotPhase.moving.rawValue
        head.fault = number > 60 ? FaultCode.followingError.rawValue : 0
        head.inputs = 6
        head.frame_bytes = 40
      }
    }
    deck.publish(.motionBegan, subject: 0)
    deck.publish(.fault, detail: FaultCode.followingError.rawValue, subject: 1, value: 0.4)
    deck.publish(.stopBegan, detail: UInt16(StopKind.controlledStop.rawValue))
    deck.setLateness(40_000, count: 70)
    return [UInt8](try Data(contentsOf: URL(filePath: deck.path)))
  }

  /// Values that break sums, products, differences, indices and conversions.
  private static let values: [UInt64] = [
    0, 1, .max, .max - 1, 1 << 63, 1 << 63 - 1, 1 << 32, 0x7FF0_0000_0000_0000,
    0xFFF8_0000_0000_0000, 0x7FEF_FFFF_FFFF_FFFF, 0x7F80_0000_7F80_0000,
  ]

  /// Everything the console and the black box make of a deck.
  static func look(_ path: String) throws -> Int {
    let deck = try DeckReader(path: path)
    let view = DeckView(deck)
    _ = view.state(now: 0, lease: nil)
    let state = view.state(now: 1, lease: nil)
    var seen = PlainWatch.line(state).count
    for (rows, columns) in [(24, 80), (50, 200), (10, 30)] {
      seen += Page.drawn(state, rows: rows, columns: columns, isStill: true).text.count
    }
    for atFault in [false, true] {
      let report = BlackBoxReport(deck, seconds: 2, atFault: atFault)
      seen += report.text().count + report.json.line.count
    }
    for event in deck.lastEvents(.max) {
      seen += EventLine.text(event, in: deck).count + EventLine.json(event, in: deck).line.count
      if event.code == .fault { seen += deck.faultCard(for: event).text.count }
    }
    let output = path + ".mcap"
    defer { try? FileManager.default.removeItem(atPath: output) }
    _ = try BlackBoxExport.write(deck, to: output)
    return seen
  }

  @Test(arguments: 0..<8) func nothingTraps(part: UInt64) throws {
    let whole = try DamagedDeckTests.bytes()
    let layout = DeckLayout(joints: 3, period: 160_000_000)
    // Header constants, counters, histograms, buses, events, slots: each place has its share.
    let areas = [
      24..<256, 256..<384, DeckLayout.latenessOffset..<DeckLayout.busesOffset,
      DeckLayout.busesOffset..<DeckLayout.headerSize,
      layout.eventsOffset..<layout.eventsOffset + 4 * 64, layout.slotsOffset..<layout.totalSize,
      layout.slotsOffset + 5 * layout.slotSize..<layout.slotsOffset + 6 * layout.slotSize,
    ]
    var opened = 0
    for round in 0..<60 {
      let seed = part * 1_000 + UInt64(round)
      var random = Seeded(state: seed)
      var bytes = whole
      for _ in 0..<Int.random(in: 1...24, using: &random) {
        let area = areas[Int.random(in: 0..<areas.count, using: &random)]
        let offset = Int.random(in: area, using: &random) & ~7
        let value =
          Bool.random(using: &random)
          ? DamagedDeckTests.values.randomElement(using: &random) ?? 0 : random.next()
        for byte in 0..<8 { bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
      }
      let path = "/dev/shm/test-of-sinew-\(UUID().uuidString).deck"
      try Data(bytes).write(to: URL(filePath: path))
      defer { try? FileManager.default.removeItem(atPath: path) }
      do {
        #expect(try DamagedDeckTests.look(path) > 0, "seed \(seed)")
        opened += 1
      } catch is Refusal {}
    }
    // Damage that is always refused would prove nothing.
    #expect(opened > 10)
  }

  @Test func theSumOfHugeCountsIsTheLargestCount() throws {
    let deck = try SyntheticDeck()
    deck.publish()
    deck.setLateness(40_000, count: .max)
    deck.setLateness(41_500, count: .max)
    deck.setLateness(1_000_000_000_000, count: .max)
    deck.setLateness(2_000_000_000, count: .max)
    #expect(try DamagedDeckTests.look(deck.path) > 0)
  }
}

/// Numbers that are the same for one seed (SplitMix64, public domain, S. Vigna).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
