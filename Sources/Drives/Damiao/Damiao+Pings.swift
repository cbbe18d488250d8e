import RobotCore
public import Wire

// Feedback is not numbered; the answer to a register request names its register. Sixteen registers
// that every firmware has and that the read-back before arming does not ask for.
extension Damiao {
  /// RID 0…6, 11…13, 15…19 and 24: limits, calibration, identity.
  @_noLocks public func ping(_ index: Int) -> CANFrame {
    var code = index
    if code > 6 { code += 4 }
    if code > 13 { code += 1 }
    if code > 19 { code = 24 }
    return parameterFrame(operation: Damiao.readOperation, UInt8(truncatingIfNeeded: code))
  }

  /// Which ping a frame answers; nil when it answers none. To be believed only of a ping that is
  /// owed, for feedback can look so by chance.
  @_noLocks public func pong(_ frame: CANFrame) -> Int? {
    guard isReply(frame), frame.data[2] == Damiao.readOperation else { return nil }
    switch frame.data[3] {
    case 0...6: return Int(frame.data[3])
    case 11...13: return Int(frame.data[3]) - 4
    case 15...19: return Int(frame.data[3]) - 5
    case 24: return 15
    default: return nil
    }
  }
}

// Who else speaks to this drive.
extension Damiao {
  /// Commands go to ESC_ID, and with the offset of their mode; registers and polls to 0x7FF.
  @_noLocks public func reach(of frame: CANFrame) -> FrameReach {
    let refused = CANFrame.error | CANFrame.remote | CANFrame.extended | CANFrame.confirmed
    guard frame.bus == bus, frame.flags & refused == 0 else { return .none }
    if frame.id == Damiao.broadcastID {
      guard frame.length >= 4, frame.uint16(at: 0) == id else { return .none }
      switch frame.data[2] {
      case Damiao.writeOperation, Damiao.storeOperation: return .command
      case Damiao.readOperation, Damiao.pollOperation: return .question
      default: return .none
      }
    }
    guard frame.id >= UInt32(id) else { return .none }
    switch frame.id - UInt32(id) {
    case 0, 0x100, 0x200, 0x300: return .command
    default: return .none
    }
  }
}

// Feedback that lies on another id than the configured one.
extension Damiao {
  /// The low half of ESC_ID stands in each feedback frame, beside a state that the manual lists.
  @_noLocks public func couldBeFeedback(_ frame: CANFrame) -> Bool {
    let refused = CANFrame.error | CANFrame.remote | CANFrame.confirmed
    guard frame.bus == bus, frame.flags & refused == 0, frame.length == 8 else { return false }
    guard frame.data[0] & 0x0F == UInt8(truncatingIfNeeded: id & 0x0F) else { return false }
    switch frame.data[0] >> 4 {
    case 0x0, 0x1, 0x8...0xE: return true
    default: return false
    }
  }
}
