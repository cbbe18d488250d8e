import RobotCore
public import Wire

// Questions that can be told apart, and who else speaks to this drive.
extension CiA402 {
  /// Index and subindex of ping `index`: objects that neither the plan nor the listening asks for.
  @_noLocks private static func pinged(_ index: Int) -> UInt32 {
    switch index {
    case 0: 0x1001_00
    case 1: 0x1003_00
    case 2: 0x1005_00
    case 3: 0x1014_00
    case 4: 0x1016_00
    case 5: 0x1018_00
    case 6: 0x1018_04
    case 7: 0x1400_00
    case 8: 0x1401_00
    case 9: 0x1800_00
    case 10: 0x1801_00
    case 11: 0x6061_00
    case 12: 0x6062_00
    case 13: 0x606B_00
    case 14: 0x6074_00
    default: 0x60F4_00
    }
  }

  /// The frame of ping `index` (0…15): an upload, which commands nothing. A node without the object
  /// answers too, with an abort that names it.
  @_noLocks public func ping(_ index: Int) -> CANFrame {
    let object = CiA402.pinged(index)
    return addressed(
      SDOTransfer.frame(
        node.node, 0x40, UInt16(truncatingIfNeeded: object >> 8),
        UInt8(truncatingIfNeeded: object & 0xFF)))
  }

  /// Which ping an answer of the object server belongs to; −1: none.
  @_noLocks static func pong(_ frame: CANFrame) -> Int {
    // The answer to an initiated upload, or an abort.
    guard frame.data[0] & 0xE0 == 0x40 || frame.data[0] == 0x80 else { return -1 }
    let object = UInt32(frame.uint16(at: 1)) << 8 | UInt32(frame.data[3])
    for index in 0..<16 where CiA402.pinged(index) == object { return index }
    return -1
  }

  /// What a frame from another sender asks of this drive.
  @_noLocks public func reach(of frame: CANFrame) -> FrameReach {
    guard frame.bus == bus else { return .none }
    let others = CANFrame.error | CANFrame.extended | CANFrame.confirmed | CANFrame.fd
    guard frame.flags & others == 0 else { return .none }
    switch frame.id {
    case CANopenID.management:
      // Node 0 are all.
      let isForUs = frame.length >= 2 && (frame.data[1] == 0 || frame.data[1] == node.node)
      return isForUs ? .command : .none
    case CANopenID.sync: return node.isSynchronous ? .question : .none
    case CANopenID.layerSetting: return .command
    // Who says that the master lives keeps the drive under torque.
    case CANopenID.heartbeat + UInt32(node.master): return .command
    default: break
    }
    guard frame.id & 0x7F == UInt32(node.node) else { return .none }
    switch frame.id & 0x780 {
    case 0x200, 0x300, 0x400, 0x500: return .command
    case CANopenID.request: return CiA402.reach(ofRequest: frame)
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

  /// True when a frame on whatever id may well be this drive's feedback: its first message, as
  /// long as ours is and with a state that the standard knows.
  @_noLocks public func couldBeFeedback(_ frame: CANFrame) -> Bool {
    guard frame.bus == bus, frame.flags & CiA402.refusedFlags == 0 else { return false }
    guard frame.id > 0x180, frame.id < 0x200, frame.length == plan.mapping(4).length else {
      return false
    }
    return PowerState(statusWord: frame.uint16(at: 0)) != .unknown
  }
}
