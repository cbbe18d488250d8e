import Units
public import Wire

/// The signs of life of one node, and how long it has been silent (CiA 301, 7.2.8.3.2).
public struct Heartbeat: BitwiseCopyable, Sendable {
  /// What the last one said.
  public private(set) var state = NodeState.unknown
  private var last = Instant.never
  private var isHeard = false

  /// Nothing heard.
  @_noLocks public init() {}

  /// The frame by which a node, or the master as one, says that it is operational.
  @_noLocks public static func frame(of node: UInt8) -> CANFrame {
    var frame = CANFrame(id: CANopenID.heartbeat + UInt32(node), length: 1)
    frame.data[0] = 0x05
    return frame
  }

  /// One has come.
  @_noLocks mutating func take(_ frame: CANFrame, at arrived: Instant) {
    state = NodeState(byte: frame.data[0])
    last = arrived
    isHeard = true
  }

  /// Watching starts anew: nothing is missed yet.
  @_noLocks mutating func begin() { isHeard = false }

  /// It came once and stays away longer than that. A node's heartbeats are counted from the first
  /// on, as its own consumer does.
  @_noLocks func isLost(at now: Instant, after limit: Interval) -> Bool {
    isHeard && now - last > limit
  }
}
