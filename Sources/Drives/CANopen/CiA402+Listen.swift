import RealTime
import RobotCore
import Units
import Wire

// Before it is prepared: its state is read object by object, and nothing in it is changed but what
// takes torque away or forgets a fault.
extension CiA402 {
  /// 6040 is to be set to 0, and to the fault reset after that.
  static var orderOff: UInt8 { @_noLocks get { 1 } }
  static var orderReset: UInt8 { @_noLocks get { 2 } }
  /// An order was given since the last report: the state is read before one is given again, for a
  /// wish stands for as long as the state is not what it is to be.
  static var isOrdered: UInt8 { @_noLocks get { 4 } }

  /// Status, position, velocity, torque, error code.
  @_noLocks static func listened(_ number: UInt8) -> UInt16 {
    switch number {
    case 0: 0x6041
    case 1: 0x6064
    case 2: 0x606C
    case 3: 0x6077
    default: 0x603F
    }
  }

  @_noLocks mutating func listen(
    _ wish: DriveWish, _ moment: DriveMoment, into frames: inout Table<CANFrame>,
    news: inout DriveNews
  ) {
    if wish == .clear {
      trouble = .none
      emergency = 0
      if orders & CiA402.isOrdered == 0 {
        orders = CiA402.orderOff | CiA402.orderReset | CiA402.isOrdered
      }
    } else if wish == .disable, orders & CiA402.isOrdered == 0 {
      orders |= CiA402.orderOff | CiA402.isOrdered
    }
    // An order does not wait for the answer to a question.
    let isOrdering = transfer.isGoing && transfer.index == 0x6040
    let isDue = orders & (CiA402.orderOff | CiA402.orderReset) != 0
    if !transfer.isGoing || isDue && !isOrdering { ask() }
    guard let frame = transfer.step(now: moment.now, patience: moment.patience) else { return }
    if transfer.phase == .aborted {
      news.tell(addressed(frame), into: &frames)
      transfer.finish()
      asked = (asked + 1) % 5
    } else {
      news.ask(addressed(frame), into: &frames)
    }
  }

  /// The next question, or the control word that is to be written first.
  @_noLocks private mutating func ask() {
    if orders & CiA402.orderOff != 0 {
      orders &= ~CiA402.orderOff
      transfer.download(0x6040, 0, UInt32(ControlWord.disableVoltage), bytes: 2)
    } else if orders & CiA402.orderReset != 0 {
      orders &= ~CiA402.orderReset
      transfer.download(0x6040, 0, UInt32(ControlWord.faultReset), bytes: 2)
    } else {
      transfer.upload(CiA402.listened(asked), 0)
    }
  }

  /// An answer to `listen`. The round of questions makes one report.
  @_noLocks mutating func takeListened(into news: inout DriveNews) {
    news.isAnswer = true
    let value = UInt32(truncatingIfNeeded: transfer.value)
    let isRead = transfer.phase == .done
    let index = transfer.index
    guard !transfer.isGoing else { return }
    transfer.finish()
    guard index != 0x6040 else {
      asked = 0
      return
    }
    if isRead { store(value, of: index) }
    asked = (asked + 1) % 5
    guard asked == 0 else { return }
    orders &= ~CiA402.isOrdered
    report(into: &news)
  }

  @_noLocks private mutating func store(_ value: UInt32, of index: UInt16) {
    switch index {
    case 0x6041: process.statusWord = UInt16(truncatingIfNeeded: value)
    case 0x6064: process.position = Int32(bitPattern: value)
    case 0x606C: process.velocity = Int32(bitPattern: value)
    case 0x6077: process.torque = Int16(truncatingIfNeeded: Int32(bitPattern: value))
    default: process.errorCode = UInt16(truncatingIfNeeded: value)
    }
  }
}
