import RobotCore
import Units
import Wire

/// What a node last said of itself, and what it was last told: from its process data while it runs,
/// from single objects before.
struct ProcessState: BitwiseCopyable, Sendable {
  /// 6041, 6064, 606C, 6077, 603F, 6061, 60FD and 60FE:1 as they came.
  var statusWord: UInt16 = 0
  var position: Int32 = 0
  var velocity: Int32 = 0
  var torque: Int16 = 0
  var errorCode: UInt16 = 0
  var mode: UInt8 = 0
  var inputs: UInt32 = 0
  var outputs: UInt32 = 0
  /// Which of the two messages of a report have come: bits 0 and 1.
  private var parts: UInt8 = 0
  /// The control word that was sent last.
  var control: UInt16 = 0
  /// Profile position: the target that was announced last, and whether there is one.
  private(set) var target: Int32 = 0
  private var hasTarget = false

  @_noLocks init() {}

  /// What its status word says of the power stage.
  var power: PowerState { @_noLocks get { PowerState(statusWord: statusWord) } }
  /// Its STO input is open (60FD bit 3: interlock).
  var isInterlocked: Bool { @_noLocks get { inputs & 8 != 0 } }

  // MARK: What it says

  /// An object that was read alone.
  @_noLocks mutating func store(_ value: UInt32, of index: UInt16) {
    switch index {
    case 0x6041: statusWord = UInt16(truncatingIfNeeded: value)
    case 0x6064: position = Int32(bitPattern: value)
    case 0x606C: velocity = Int32(bitPattern: value)
    case 0x6077: torque = Int16(truncatingIfNeeded: Int32(bitPattern: value))
    default: errorCode = UInt16(truncatingIfNeeded: value)
    }
  }

  /// Message `number` of its process data, which has the length that `SetupPlan.mapping` gives it.
  @_noLocks mutating func take(_ frame: CANFrame, _ number: Int, _ node: CANopenConfiguration) {
    switch number {
    case 0:
      statusWord = frame.uint16(at: 0)
      position = Int32(bitPattern: frame.uint32(at: 2))
      torque = Int16(bitPattern: frame.uint16(at: 6))
      parts |= 1
    case 1:
      velocity = Int32(bitPattern: frame.uint32(at: 0))
      errorCode = frame.uint16(at: 4)
      mode = frame.data[6]
      parts |= 2
    default: takeLines(frame, node)
    }
  }

  @_noLocks private mutating func takeLines(_ frame: CANFrame, _ node: CANopenConfiguration) {
    if node.hasBrake {
      outputs = frame.uint32(at: 0)
      if node.hasSafeTorqueOffInput { inputs = frame.uint32(at: 4) }
    } else {
      inputs = frame.uint32(at: 0)
    }
  }

  /// True once for both messages of a report.
  @_noLocks mutating func isWhole() -> Bool {
    guard parts == 3 else { return false }
    parts = 0
    return true
  }

  /// Half a report from before counts for nothing.
  @_noLocks mutating func forgetHalf() { parts = 0 }

  /// Everything that is known as one measurement, but for state and fault.
  @_noLocks func measurement(_ node: CANopenConfiguration) -> DriveReport {
    var report = DriveReport()
    let turn = 2 * Double.pi
    report.position = Angle(Double(position) * turn / node.countsPerTurn)
    report.velocity = AngularVelocity(Double(velocity) * turn / node.velocityPerTurn)
    report.torque = Torque(Double(torque) * 1e-3 * node.ratedTorque.value)
    return report
  }

  /// The state that the status word means to us.
  var status: DriveStatus {
    @_noLocks get {
      switch power {
      case .operationEnabled, .quickStopActive: return .enabled
      case .fault, .faultReactionActive: return .fault
      case .notReady, .switchOnDisabled, .readyToSwitchOn, .switchedOn: return .disabled
      case .unknown: return .unknown
      }
    }
  }

  // MARK: What it is told

  /// Profile position, bits 4 and 5 (CiA 402-2, 8.4.2): a new target is put up, then bit 4 rises;
  /// the drive acknowledges with bit 12 of its status word, then bit 4 falls, then bit 12 does.
  /// Until then the target stays as it is.
  @_noLocks mutating func handshake(_ position: Int32, _ isFollowing: Bool) -> UInt16 {
    guard isFollowing else {
      target = position
      hasTarget = false
      return 0
    }
    let isAcknowledged = statusWord & 0x1000 != 0
    if control & ControlWord.newSetPoint != 0 {
      return ControlWord.changeAtOnce | (isAcknowledged ? 0 : ControlWord.newSetPoint)
    }
    guard !isAcknowledged, !hasTarget || position != target else {
      return ControlWord.changeAtOnce
    }
    target = position
    hasTarget = true
    return ControlWord.changeAtOnce | ControlWord.newSetPoint
  }
}
