/// What a node says of itself in its heartbeat (CiA 301, 7.2.8.3.2).
public enum NodeState: UInt8, BitwiseCopyable, Sendable {
  /// Nothing heard yet.
  case unknown
  /// It has just started: everything that was set since is gone.
  case bootUp
  /// Objects can be read and written, process data does not pass.
  case preOperational
  /// Process data passes.
  case operational
  /// Network management and heartbeat only.
  case stopped

  /// The state that a heartbeat's byte names; bit 7 is the toggle bit of node guarding.
  @_noLocks public init(byte: UInt8) {
    switch byte & 0x7F {
    case 0x00: self = .bootUp
    case 0x04: self = .stopped
    case 0x05: self = .operational
    case 0x7F: self = .preOperational
    default: self = .unknown
    }
  }

  // Spelled out: the standard library's generic `==` of raw values is not real-time code.
  /// The same.
  @_noLocks public static func == (a: NodeState, b: NodeState) -> Bool { a.rawValue == b.rawValue }
  /// Not the same.
  @_noLocks public static func != (a: NodeState, b: NodeState) -> Bool { a.rawValue != b.rawValue }
}
