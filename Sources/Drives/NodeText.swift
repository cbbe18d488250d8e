import RealTime
import RobotCore

/// The beginning of a text that a node says of itself.
public struct NodeText: BitwiseCopyable, Sendable {
  /// The object that holds it; 0: there is none.
  public private(set) var object: UInt16 = 0
  /// Its first six bytes and the next six (`PackedText`).
  public private(set) var head = 0.0
  /// See `head`.
  public private(set) var tail = 0.0

  /// No text.
  @_noLocks public init() {}

  @_noLocks init(_ object: UInt16, _ bytes: borrowing Table<UInt8>) {
    self.object = object
    var (first, second) = (PackedText(), PackedText())
    for place in bytes.indices where place < 2 * PackedText.length {
      if place < PackedText.length {
        first.append(bytes[place])
      } else {
        second.append(bytes[place])
      }
    }
    head = first.value
    tail = second.value
  }
}
