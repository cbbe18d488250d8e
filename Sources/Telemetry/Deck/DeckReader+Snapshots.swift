import CFlightDeck
import FlightDeck

extension DeckReader {
  /// The cycle before which the older of the snapshots that the deck still holds was taken; nil
  /// when it holds none. All cycles from there on are in the deck too.
  var oldestSnapshot: UInt64? {
    (0..<2).compactMap { snapshotCycle(area: $0) }.filter { $0 >= oldest && $0 <= cycles }.min()
  }

  /// The newest one.
  var newestSnapshot: UInt64? {
    (0..<2).compactMap { snapshotCycle(area: $0) }.filter { $0 >= oldest && $0 <= cycles }.max()
  }

  /// What the cycle remembered at the begin of cycle `number`, as bytes, head included; nil when
  /// none was taken there, or it is damaged or gone.
  func snapshot(of number: UInt64) -> [UInt8]? {
    for area in 0..<2 where snapshotCycle(area: area) == number {
      let bytes = SlotBytes(bytes: snapshotBytes(area: area))
      let head = MemoryLayout<flight_deck_snapshot>.size
      // The number is looked at again: the area may have been overwritten under our hands.
      guard snapshotCycle(area: area) == number,
        let row = bytes.value(flight_deck_snapshot.self, at: 0), row.sequence == number + 1,
        row.cycle == number, Int(row.size) <= bytes.bytes.count - head,
        bytes.checksum(head..<head + Int(row.size)) == row.checksum
      else { return nil }
      return Array(bytes.bytes.prefix(head + Int(row.size)))
    }
    return nil
  }
}
