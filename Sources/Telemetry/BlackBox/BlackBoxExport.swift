public import Wording

/// A black box as a recording, for every tool that reads MCAP.
public enum BlackBoxExport {
  /// Writes every cycle that the deck still holds.
  public static func write(
    _ deck: DeckReader, to path: String
  ) throws(Refusal) -> RecordingSummary {
    let damage = deck.damage
    deck.rewind(to: deck.oldest)
    deck.rewindEvents(to: 0)
    let recording = try CycleRecording(deck, path: path)
    let end = deck.cycles
    while deck.position < end, let cycle = deck.next() {
      try recording.add(cycle)
    }
    let snapshot = deck.snapshot
    try recording.finish([
      ("run", snapshot.liveness.word), ("cycles", String(recording.cycles)),
      ("lost", String(recording.lost)), ("source", deck.path), ("damage", damage.sentence),
    ])
    return RecordingSummary(
      path: path, messages: recording.settled, lost: recording.lost, bytes: recording.size,
      liveness: snapshot.liveness, damage: damage)
  }
}
