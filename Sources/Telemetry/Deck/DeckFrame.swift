import CFlightDeck
import RobotCore

/// One frame as it stood in a cycle.
public struct DeckFrame: Sendable, Equatable {
  /// Arbitration id.
  public var id: UInt32
  /// `CANFrame.extended`, `.fd`, …
  public var flags: UInt8
  /// Index of its bus.
  public var bus: UInt8
  /// True when this host sent it.
  public var isSent: Bool
  /// Received: ns from its stamp to the cycle's nominal time.
  public var age: Int32
  /// Payload.
  public var data: [UInt8]

  /// All frames in the first `used` bytes of a frame area; ends early at the first one that does
  /// not fit, which only a damaged deck holds.
  static func list(in bytes: SlotBytes, at start: Int, used: Int) -> [DeckFrame] {
    var frames: [DeckFrame] = []
    var offset = start
    let end = min(start + used, bytes.bytes.count)
    let head = MemoryLayout<flight_deck_frame>.size
    while offset + head <= end {
      guard let raw = bytes.value(flight_deck_frame.self, at: offset) else { break }
      let data = offset + head
      let length = Int(raw.length)
      guard length <= Capacity.frameBytes, data + length <= end else { break }
      let isOld = UInt32(raw.direction) & FLIGHT_DECK_OLD != 0
      offset = data + (length + 3) / 4 * 4 + (isOld ? 8 : 0)
      // What came back from the wire stands there already, as sent.
      if UInt32(raw.direction) & FLIGHT_DECK_CONFIRMED != 0 { continue }
      frames.append(
        DeckFrame(
          id: raw.id, flags: raw.flags, bus: raw.bus,
          isSent: UInt32(raw.direction) & FLIGHT_DECK_SENT != 0, age: raw.age,
          data: Array(bytes.bytes[data..<data + length])))
    }
    return frames
  }
}
