import RobotCore
import Units
import Wire

/// A node that is not prepared is asked for its state object by object, round and round; nothing in
/// it is changed but what takes torque away or forgets a fault.
struct ObjectRound: BitwiseCopyable, Sendable {
  /// The question that is next.
  private var asked: UInt8 = 0
  /// Control words that are to be written before it: bits.
  private var orders: UInt8 = 0

  /// 6040 is to be set to 0, and to the fault reset after that.
  private static var orderOff: UInt8 { @_noLocks get { 1 } }
  private static var orderReset: UInt8 { @_noLocks get { 2 } }
  /// An order was given since the last report: the state is read before one is given again, for a
  /// wish stands for as long as the state is not what it is to be.
  private static var isOrdered: UInt8 { @_noLocks get { 4 } }
  /// How many questions make a report.
  private static var count: UInt8 { @_noLocks get { 5 } }

  @_noLocks init() {}

  /// Status, position, velocity, torque, error code.
  @_noLocks private static func object(_ number: UInt8) -> UInt16 {
    switch number {
    case 0: 0x6041
    case 1: 0x6064
    case 2: 0x606C
    case 3: 0x6077
    default: 0x603F
    }
  }

  /// Begins with the first question; orders stand.
  @_noLocks mutating func restart() { asked = 0 }

  /// A wish that asks for less torque, or for a fault to be forgotten.
  @_noLocks mutating func order(_ wish: DriveWish) {
    guard orders & ObjectRound.isOrdered == 0 else { return }
    if wish == .clear {
      orders = ObjectRound.orderOff | ObjectRound.orderReset | ObjectRound.isOrdered
    } else if wish == .disable {
      orders |= ObjectRound.orderOff | ObjectRound.isOrdered
    }
  }

  /// The frame that is due on the channel, if one is; the next question when it is free.
  @_noLocks mutating func step(_ transfer: inout SDOTransfer, _ moment: DriveMoment) -> CANFrame? {
    // An order does not wait for the answer to a question.
    let isOrdering = transfer.isGoing && transfer.index == 0x6040
    let isDue = orders & (ObjectRound.orderOff | ObjectRound.orderReset) != 0
    if !transfer.isGoing || isDue && !isOrdering { ask(&transfer) }
    guard let frame = transfer.step(now: moment.now, patience: moment.patience) else { return nil }
    if transfer.phase == .aborted { asked = (asked + 1) % ObjectRound.count }
    return frame
  }

  /// The next question, or the control word that is to be written first.
  @_noLocks private mutating func ask(_ transfer: inout SDOTransfer) {
    if orders & ObjectRound.orderOff != 0 {
      orders &= ~ObjectRound.orderOff
      transfer.download(0x6040, 0, UInt32(ControlWord.disableVoltage), bytes: 2)
    } else if orders & ObjectRound.orderReset != 0 {
      orders &= ~ObjectRound.orderReset
      transfer.download(0x6040, 0, UInt32(ControlWord.faultReset), bytes: 2)
    } else {
      transfer.upload(ObjectRound.object(asked), 0)
    }
  }

  /// The channel has an answer: it goes into `process`. True when a round is complete, which makes
  /// a report.
  @_noLocks mutating func take(
    _ transfer: inout SDOTransfer, into process: inout ProcessState
  ) -> Bool {
    guard !transfer.isGoing else { return false }
    let isRead = transfer.phase == .done
    let index = transfer.index
    transfer.finish()
    guard index != 0x6040 else {
      asked = 0
      return false
    }
    if isRead { process.store(UInt32(truncatingIfNeeded: transfer.value), of: index) }
    asked = (asked + 1) % ObjectRound.count
    guard asked == 0 else { return false }
    orders &= ~ObjectRound.isOrdered
    return true
  }
}
