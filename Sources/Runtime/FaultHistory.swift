import CFlightDeck
import FlightDeck
import RealTime
import RobotCore
import Units
import Wording

/// The 200 ms before a fault, read back from the deck once the loop has ended, for the summary.
///
/// The deck holds the last ten seconds: an older fault has no rows here. The black box that was
/// written at its stop has them.
struct FaultHistory {
  /// Joint that the rows belong to; nil when there are none.
  private(set) var joint: Int?
  /// Oldest first.
  private(set) var rows: [FaultCardRow] = []

  /// Rows of the fault's joint, or of the one that was farthest from where it was wanted.
  init(_ fault: Fault, in deck: DeckWriter) {
    // Nothing moves while registers are read, and there may be dozens of such findings.
    switch fault.code {
    case .configurationMismatch, .driveTimeoutOff, .registerSilent, .objectRefused: return
    default: break
    }
    let instant = fault.instant.nanoseconds
    let span = Int64(FaultCard.historyLength * 1e6)
    let cycles = deck.get(.cycles)
    let kept = UInt64(deck.layout.slotCount)
    let oldest = cycles > kept ? cycles - kept : 0
    let slots = (oldest..<cycles).compactMap { number -> Int? in
      let slot = deck.layout.slot(of: number)
      let time = FaultHistory.head(deck, slot).time
      return time >= instant - span && time <= instant ? slot : nil
    }
    guard let last = slots.last else { return }
    let own = fault.joint
    let chosen =
      (0..<deck.layout.jointCount).contains(own) ? own : FaultHistory.farthest(deck, last)
    guard let chosen else { return }
    rows = slots.compactMap { slot in
      let row = FaultHistory.row(deck, slot, chosen)
      // Not heard of yet: its zeros were never measured.
      guard row.isKnown else { return nil }
      return FaultCardRow(
        time: Double(FaultHistory.head(deck, slot).time - instant) / 1e6, position: row.position,
        setpoint: row.setpoint, velocity: Double(row.velocity), effort: Double(row.effort),
        silence: Double(row.silence) / 1e3)
    }
    if !rows.isEmpty { joint = chosen }
  }

  private static func head(_ deck: DeckWriter, _ slot: Int) -> flight_deck_cycle {
    unsafe deck.base.loadUnaligned(fromByteOffset: slot, as: flight_deck_cycle.self)
  }

  private static func row(_ deck: DeckWriter, _ slot: Int, _ joint: Int) -> JointRow {
    let offset = slot + MemoryLayout<flight_deck_cycle>.size + joint * MemoryLayout<JointRow>.size
    return unsafe deck.base.loadUnaligned(fromByteOffset: offset, as: JointRow.self)
  }

  private static func farthest(_ deck: DeckWriter, _ slot: Int) -> Int? {
    func error(_ joint: Int) -> Double {
      let row = row(deck, slot, joint)
      return row.isKnown ? (row.setpoint - row.position).magnitude : -1
    }
    return (0..<deck.layout.jointCount).filter { error($0) >= 0 }.max { error($0) < error($1) }
  }
}
