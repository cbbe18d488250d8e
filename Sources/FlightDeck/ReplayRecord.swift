import Glibc

/// One step of a recording on its way from the program that reads it to the one that replays it,
/// which carries no reader of its own: a pipe lies between them.
public enum ReplayRecord: Sendable {
  /// A cycle as its slot in a deck would hold it, events as rows of the deck, and what the cycle
  /// remembered at its begin (empty: not recorded here).
  case cycle(slot: [UInt8], events: [UInt8], snapshot: [UInt8])
  /// The recording ends here: as it should with status 0, or for a reason that keeps the rest of it
  /// from being replayed.
  case end(status: Int32, sentence: String)

  /// The largest part that is believed.
  private static let sizeLimit = 64 << 20

  /// The record as bytes: what it is, the sizes of its parts, the parts.
  public var bytes: [UInt8] {
    switch self {
    case .cycle(let slot, let events, let snapshot):
      return ReplayRecord.head([1, slot.count, events.count, snapshot.count]) + slot + events
        + snapshot
    case .end(let status, let sentence):
      let text = Array(sentence.utf8)
      return ReplayRecord.head([2, Int(status), text.count, 0]) + text
    }
  }

  private static func head(_ words: [Int]) -> [UInt8] {
    words.flatMap { word in
      (0..<4).map {
        UInt8(truncatingIfNeeded: UInt32(truncatingIfNeeded: word) >> (8 * UInt32($0)))
      }
    }
  }

  /// The next record from an open descriptor; nil when the other side went away in the middle.
  public init?(from descriptor: Int32) {
    guard let head = ReplayRecord.take(16, from: descriptor) else { return nil }
    let words = (0..<4).map { word in
      (0..<4).reduce(0) { $0 | Int(head[4 * word + $1]) << (8 * $1) }
    }
    guard words[1...].allSatisfy({ $0 <= ReplayRecord.sizeLimit }) else { return nil }
    switch words[0] {
    case 1:
      guard let slot = ReplayRecord.take(words[1], from: descriptor),
        let events = ReplayRecord.take(words[2], from: descriptor),
        let snapshot = ReplayRecord.take(words[3], from: descriptor)
      else { return nil }
      self = .cycle(slot: slot, events: events, snapshot: snapshot)
    case 2:
      guard let text = ReplayRecord.take(words[2], from: descriptor) else { return nil }
      self = .end(status: Int32(words[1]), sentence: String(decoding: text, as: UTF8.self))
    default: return nil
    }
  }

  private static func take(_ count: Int, from descriptor: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let start = done
      let taken = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe read(descriptor, buffer.baseAddress?.advanced(by: start), count - start)
      }
      if taken < 0, errno == EINTR { continue }
      guard taken > 0 else { return nil }
      done += taken
    }
    return bytes
  }
}
