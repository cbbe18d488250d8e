public import Wire

/// What a master tells a node to become (NMT, CiA 301, 7.2.8.3.1).
public enum NodeCommand: UInt8, BitwiseCopyable, Sendable {
  case start = 0x01
  case stop = 0x02
  case enterPreOperational = 0x80
  case resetNode = 0x81
  case resetCommunication = 0x82

  /// The frame for a node; 0: for all of them. Nothing answers it but the next heartbeat.
  @_noLocks public func frame(to node: UInt8) -> CANFrame {
    var frame = CANFrame(id: CANopenID.management, length: 2)
    frame.data[0] = rawValue
    frame.data[1] = node
    return frame
  }
}
