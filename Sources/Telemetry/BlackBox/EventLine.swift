import FlightDeck
public import Wording

/// An event as one line of the log, or as one JSON object.
public enum EventLine {
  /// "08:21:20.123  cycle 1234  fault  Joint … "
  public static func text(_ event: DeckEvent, in deck: DeckReader) -> String {
    "\(WallTime(event.realtime).timeOfDay)  \(Digits.right(String(event.cycle), 8))  "
      + "\(Digits.left(event.code.word, 16))  \(event.sentence(in: deck.configuration))"
  }

  /// The same for programs.
  public static func json(_ event: DeckEvent, in deck: DeckReader) -> JSONText {
    [
      "number": .int(event.number), "cycle": .int(event.cycle), "time_ns": .integer(event.time),
      "realtime": .string(WallTime(event.realtime).text), "event": .string(event.code.word),
      "detail": .int(event.detail), "subject": .int(event.subject), "value": .number(event.value),
      "limit": .number(event.limit), "sentence": .string(event.sentence(in: deck.configuration)),
    ]
  }
}
