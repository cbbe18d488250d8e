import RobotCore
import Wire

/// Where a node is on its wire: which frames are its own, and which of other senders reach it.
struct NodeAddress: BitwiseCopyable, Sendable {
  let bus: UInt8
  /// Node id, 1…127; 0: there is no node, and nothing is its own.
  let node: UInt8
  /// Node id of the master.
  let master: UInt8
  let isSynchronous: Bool

  @_noLocks init(_ drive: DriveConfiguration) {
    bus = drive.bus
    node = drive.canopen.node
    master = drive.canopen.master
    isSynchronous = drive.canopen.isSynchronous
  }

  static var refusedFlags: UInt8 {
    @_noLocks get {
      CANFrame.error | CANFrame.remote | CANFrame.extended | CANFrame.confirmed | CANFrame.fd
    }
  }

  /// The frame, to this node's bus.
  @_noLocks func addressed(_ frame: CANFrame) -> CANFrame {
    var frame = frame
    frame.bus = bus
    return frame
  }

  /// The function that an arbitration id of this node names: its base; 0: it is another's.
  @_noLocks func function(of frame: CANFrame) -> UInt32 {
    guard frame.bus == bus, frame.flags & NodeAddress.refusedFlags == 0, node != 0,
      frame.id & 0x7F == UInt32(node), frame.id <= 0x7FF
    else { return 0 }
    return frame.id & 0x780
  }

  /// True when the frame arrived on an id on which this node speaks, whatever it says.
  @_noLocks func owns(_ frame: CANFrame) -> Bool {
    switch function(of: frame) {
    case CANopenID.emergency, 0x180, 0x280, 0x380, 0x480, CANopenID.answer, CANopenID.heartbeat:
      return true
    default: return false
    }
  }

  /// What a frame from another sender asks of this node.
  @_noLocks func reach(of frame: CANFrame) -> FrameReach {
    guard frame.bus == bus else { return .none }
    let others = CANFrame.error | CANFrame.extended | CANFrame.confirmed | CANFrame.fd
    guard frame.flags & others == 0 else { return .none }
    switch frame.id {
    case CANopenID.management:
      // Node 0 are all.
      let isForUs = frame.length >= 2 && (frame.data[1] == 0 || frame.data[1] == node)
      return isForUs ? .command : .none
    case CANopenID.sync: return isSynchronous ? .question : .none
    case CANopenID.layerSetting: return .command
    // Who says that the master lives keeps the drive under torque.
    case CANopenID.heartbeat + UInt32(master): return .command
    default: break
    }
    guard frame.id & 0x7F == UInt32(node) else { return .none }
    switch frame.id & 0x780 {
    case 0x200, 0x300, 0x400, 0x500: return .command
    case CANopenID.request: return NodeAddress.reach(ofRequest: frame)
    // Node guarding by somebody else asks with a remote frame.
    case CANopenID.heartbeat: return frame.has(CANFrame.remote) ? .question : .none
    default: return .none
    }
  }

  /// Reads are questions (client commands 2, 3 and 5), everything else may write.
  @_noLocks private static func reach(ofRequest frame: CANFrame) -> FrameReach {
    guard frame.length == 8 else { return .none }
    switch frame.data[0] >> 5 {
    case 2, 3, 4, 5: return .question
    default: return .command
    }
  }
}
