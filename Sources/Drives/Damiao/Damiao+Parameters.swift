import RobotCore
import Units
public import Wire

// Registers over id 0x7FF: ESC_ID low, ESC_ID high, operation, register, four value bytes.
// Source: vendor manual of DM-J8009P-2EC, "parameter access".
extension Damiao {
  static var readOperation: UInt8 { @_noLocks get { 0x33 } }
  static var writeOperation: UInt8 { @_noLocks get { 0x55 } }
  static var storeOperation: UInt8 { @_noLocks get { 0xAA } }
  static var pollOperation: UInt8 { @_noLocks get { 0xCC } }

  @_noLocks func parameterFrame(operation: UInt8, _ argument: UInt8) -> CANFrame {
    var frame = frame(to: Damiao.broadcastID)
    frame.putUInt16(id, at: 0)
    frame.data[2] = operation
    frame.data[3] = argument
    return frame
  }

  /// The frame that asks for a register.
  @_noLocks public func read(_ register: DamiaoRegister) -> CANFrame {
    parameterFrame(operation: Damiao.readOperation, register.code)
  }

  /// The frame that writes a register in RAM; nil when the drive would refuse it. A float register
  /// takes the nearest single, an integer register the number rounded towards zero.
  @_noLocks public func write(_ register: DamiaoRegister, _ value: Double) -> CANFrame? {
    guard !register.isReadOnly, value.isFinite else { return nil }
    var frame = parameterFrame(operation: Damiao.writeOperation, register.code)
    if register.isFloat {
      frame.putFloat(value, at: 4)
    } else {
      guard value >= 0, value < 4_294_967_296 else { return nil }
      frame.putUInt32(UInt32(value), at: 4)
    }
    return frame
  }

  /// The value in the reply to `read(register)` or `write(register, …)`; nil when the frame is
  /// another. To be asked only while that request is unanswered.
  @_noLocks public func value(of register: DamiaoRegister, in reply: CANFrame) -> Double? {
    guard isReply(reply), reply.data[3] == register.code else { return nil }
    guard reply.data[2] != Damiao.storeOperation else { return nil }
    let bits = reply.uint32(at: 4)
    return register.isFloat ? Double(Float(bitPattern: bits)) : Double(bits)
  }

  /// True for the acknowledgement of `.storeParameters`. To be asked only while it is unanswered.
  @_noLocks public func isStored(_ reply: CANFrame) -> Bool {
    isReply(reply) && reply.data[2] == Damiao.storeOperation
  }

  /// On MST_ID, with this drive's whole ESC_ID and an operation that is answered.
  @_noLocks func isReply(_ frame: CANFrame) -> Bool {
    guard owns(frame), frame.length == 8, frame.uint16(at: 0) == id else { return false }
    switch frame.data[2] {
    case Damiao.readOperation, Damiao.writeOperation, Damiao.storeOperation: return true
    default: return false
    }
  }

  /// True when a frame is as good as surely a reply, asked for by us or by another program.
  ///
  /// Read as feedback it would be a drive at −PMAX. Feedback that looks so comes from the last
  /// 0.6 % of the range (position word 0x0033, 0x0055 or 0x00AA) at more than a third of the top
  /// speed, in the state that the high half of ESC_ID happens to spell: nobody's working point, and
  /// one lost measurement is no fault.
  @_noLocks func resemblesReply(_ frame: CANFrame) -> Bool {
    guard isReply(frame) else { return false }
    if frame.data[2] == Damiao.storeOperation { return frame.data[3] <= 1 }
    return DamiaoRegister.isKnown(frame.data[3])
  }
}
