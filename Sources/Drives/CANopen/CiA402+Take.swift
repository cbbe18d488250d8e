import RobotCore
public import Units
public import Wire

// What the node says.
extension CiA402 {
  static var refusedFlags: UInt8 {
    @_noLocks get {
      CANFrame.error | CANFrame.remote | CANFrame.extended | CANFrame.confirmed | CANFrame.fd
    }
  }

  /// The function that an arbitration id of this node names: its base; 0: it is another's.
  @_noLocks func function(of frame: CANFrame) -> UInt32 {
    guard frame.bus == bus, frame.flags & CiA402.refusedFlags == 0, node.node != 0,
      frame.id & 0x7F == UInt32(node.node), frame.id <= 0x7FF
    else { return 0 }
    return frame.id & 0x780
  }

  /// True when the frame arrived on an id on which this node speaks, whatever it says.
  @_noLocks public func owns(_ frame: CANFrame) -> Bool {
    switch function(of: frame) {
    case CANopenID.emergency, 0x180, 0x280, 0x380, 0x480, CANopenID.answer, CANopenID.heartbeat:
      return true
    default: return false
    }
  }

  /// What a frame tells; false when it is none of this drive, or says nothing that it can say.
  @discardableResult
  @_noLocks public mutating func take(
    _ frame: CANFrame, at arrived: Instant, _ moment: DriveMoment, into news: inout DriveNews
  ) -> Bool {
    switch function(of: frame) {
    case CANopenID.transmit: return takeProcess(frame, 0, moment, into: &news)
    case CANopenID.transmit + 0x100: return takeProcess(frame, 1, moment, into: &news)
    case CANopenID.transmit + 0x200: return takeProcess(frame, 2, moment, into: &news)
    case CANopenID.answer: return takeAnswer(frame, at: arrived, moment, into: &news)
    case CANopenID.heartbeat: return takeHeartbeat(frame, at: arrived, moment, into: &news)
    case CANopenID.emergency:
      guard let message = EmergencyMessage(frame) else { return false }
      emergency = message.code
      return true
    default: return false
    }
  }

  @_noLocks private mutating func takeHeartbeat(
    _ frame: CANFrame, at arrived: Instant, _ moment: DriveMoment, into news: inout DriveNews
  ) -> Bool {
    guard frame.length == 1 else { return false }
    heartbeat.take(frame, at: arrived)
    if heartbeat.state == .bootUp {
      restarted(moment, into: &news)
    } else if stage == .running, heartbeat.state != .operational {
      lost(.communicationLost, into: &news)
    }
    return true
  }

  /// An answer of the object server: to the running transfer, to a ping, or to nobody.
  @_noLocks private mutating func takeAnswer(
    _ frame: CANFrame, at arrived: Instant, _ moment: DriveMoment, into news: inout DriveNews
  ) -> Bool {
    guard frame.length == 8 else { return false }
    if transfer.take(frame) {
      if stage == .setup {
        takeSetup(at: arrived, moment, into: &news)
      } else {
        takeListened(into: &news)
      }
      return true
    }
    let pong = CiA402.pong(frame)
    if pong >= 0 {
      news.pong = pong
      return true
    }
    // Two nodes with one id answer everything twice.
    guard stage == .setup else { return true }
    setup.strays += 1
    if setup.strays == 8 {
      setup.hasFinding = true
      news.finding = Fault(
        .doubleAnswers, value: Double(setup.strays + setup.number), limit: Double(setup.number),
        instant: moment.now)
    }
    return true
  }

  // MARK: Process data

  @_noLocks private mutating func takeProcess(
    _ frame: CANFrame, _ number: Int, _ moment: DriveMoment, into news: inout DriveNews
  ) -> Bool {
    // What it sends before it was told what to send means nothing.
    guard stage == .starting || stage == .running else { return true }
    let expected = plan.mapping(4 + number).length
    guard frame.length == expected else {
      lost(.other, into: &news)
      news.finding = Fault(
        .configurationMismatch, value: Double(frame.length) * 8, limit: Double(expected) * 8,
        detail: 0x1A00 + number, instant: moment.now)
      return true
    }
    switch number {
    case 0:
      process.statusWord = frame.uint16(at: 0)
      process.position = Int32(bitPattern: frame.uint32(at: 2))
      process.torque = Int16(bitPattern: frame.uint16(at: 6))
      process.parts |= 1
      noteState()
    case 1:
      process.velocity = Int32(bitPattern: frame.uint32(at: 0))
      process.errorCode = frame.uint16(at: 4)
      process.mode = frame.data[6]
      process.parts |= 2
    default: takeLines(frame)
    }
    guard process.parts == 3 else { return true }
    process.parts = 0
    if stage == .starting { started() }
    if !isQuiet { report(into: &news) }
    return true
  }

  @_noLocks private mutating func takeLines(_ frame: CANFrame) {
    if node.hasBrake {
      process.outputs = frame.uint32(at: 0)
      if node.hasSafeTorqueOffInput { process.inputs = frame.uint32(at: 4) }
    } else {
      process.inputs = frame.uint32(at: 0)
    }
  }

  /// A drive that leaves operation is not brought back by the next command: somebody must ask.
  @_noLocks private mutating func noteState() {
    if power == .operationEnabled {
      wasEnabled = isWanted
    } else if wasEnabled {
      isWanted = false
      wasEnabled = false
    }
  }

  // MARK: The report

  /// Everything that is known, as one measurement.
  @_noLocks func report(into news: inout DriveNews) {
    var report = DriveReport()
    let turn = 2 * Double.pi
    report.position = Angle(Double(process.position) * turn / node.countsPerTurn)
    report.velocity = AngularVelocity(Double(process.velocity) * turn / node.velocityPerTurn)
    report.torque = Torque(Double(process.torque) * 1e-3 * node.ratedTorque.value)
    report.fault = fault
    report.status = status
    if report.status != .fault { report.fault = .none }
    news.report = report
    news.hasReport = true
  }

  private var status: DriveStatus {
    @_noLocks get {
      if trouble != .none || isOpenSTO || isOtherMode { return .fault }
      switch power {
      case .operationEnabled, .quickStopActive: return .enabled
      case .fault, .faultReactionActive: return .fault
      case .notReady, .switchOnDisabled, .readyToSwitchOn, .switchedOn: return .disabled
      case .unknown: return .unknown
      }
    }
  }

  private var fault: DriveFault {
    @_noLocks get {
      if trouble != .none { return trouble }
      if isOpenSTO { return .safeTorqueOff }
      let code = process.errorCode != 0 ? process.errorCode : emergency
      return code == 0 ? .other : DriveFault(errorCode: code)
    }
  }

  /// Torque is wanted, and its STO input says no (60FD bit 3: interlock).
  private var isOpenSTO: Bool {
    @_noLocks get { isWanted && node.hasSafeTorqueOffInput && process.inputs & 8 != 0 }
  }

  /// It follows set-points in another mode than the one that was set.
  private var isOtherMode: Bool {
    @_noLocks get {
      stage == .running && power == .operationEnabled && process.mode != node.mode.number
    }
  }
}
