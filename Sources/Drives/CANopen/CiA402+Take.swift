public import RealTime
import RobotCore
public import Units
public import Wire

// What the node says.
extension CiA402 {
  /// True when the frame arrived on an id on which this node speaks, whatever it says.
  @_noLocks public func owns(_ frame: CANFrame) -> Bool { plan.address.owns(frame) }

  /// What a frame tells; false when it is none of this drive, or says nothing that it can say.
  /// `desk` as in `speak`.
  @discardableResult
  @_noLocks public mutating func take(
    _ frame: CANFrame, at arrived: Instant, _ moment: DriveMoment, desk: inout Table<UInt8>,
    into news: inout DriveNews
  ) -> Bool {
    switch plan.address.function(of: frame) {
    case CANopenID.transmit: return takeProcess(frame, 0, moment, into: &news)
    case CANopenID.transmit + 0x100: return takeProcess(frame, 1, moment, into: &news)
    case CANopenID.transmit + 0x200: return takeProcess(frame, 2, moment, into: &news)
    case CANopenID.answer: return takeAnswer(frame, at: arrived, moment, &desk, into: &news)
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
    _ frame: CANFrame, at arrived: Instant, _ moment: DriveMoment, _ desk: inout Table<UInt8>,
    into news: inout DriveNews
  ) -> Bool {
    guard frame.length == 8 else { return false }
    if stage == .setup, texts.take(frame, &desk, plan, moment, into: &news) { return true }
    if transfer.take(frame) {
      news.isAnswer = true
      switch stage {
      case .setup: setup.take(&transfer, at: arrived, plan, moment, into: &news)
      case .running: homing.take(&transfer, now: moment.now)
      case .listening, .starting:
        if round.take(&transfer, into: &process) { report(into: &news) }
      }
      return true
    }
    let pong = CANopenPing.number(of: frame)
    if pong >= 0 {
      news.pong = pong
      if stage == .running { lookForChange(frame, moment, into: &news) }
      return true
    }
    if stage == .setup { setup.stray(moment, into: &news) }
    return true
  }

  /// What it is told would mean something else to it, or what it says to us.
  @_noLocks private mutating func lookForChange(
    _ frame: CANFrame, _ moment: DriveMoment, into news: inout DriveNews
  ) {
    let found = CANopenPing.change(frame, plan, now: moment.now)
    guard found.code != .none else { return }
    lost(.reconfigured, into: &news)
    news.finding = found
  }

  // MARK: Process data

  @_noLocks private mutating func takeProcess(
    _ frame: CANFrame, _ number: Int, _ moment: DriveMoment, into news: inout DriveNews
  ) -> Bool {
    // What it sends before it was told what to send means nothing.
    guard stage == .starting || stage == .running else { return true }
    let expected = plan.mapping(4 + number).length
    guard frame.length == expected else {
      lost(.reconfigured, into: &news)
      news.finding = Fault(
        .configurationMismatch, value: Double(frame.length) * 8, limit: Double(expected) * 8,
        detail: 0x1A00 + number, instant: moment.now)
      return true
    }
    process.take(frame, number, node)
    if number == 0 { noteState() }
    guard process.isWhole() else { return true }
    if stage == .starting { started() }
    homing.watch(process, &transfer, now: moment.now)
    if !isQuiet { report(into: &news) }
    return true
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
    var report = process.measurement(node)
    report.status = trouble != .none || isOpenSTO || isOtherMode ? .fault : process.status
    report.fault = report.status == .fault ? fault : .none
    news.report = report
    news.hasReport = true
  }

  private var fault: DriveFault {
    @_noLocks get {
      if trouble != .none { return trouble }
      if isOpenSTO { return .safeTorqueOff }
      let code = process.errorCode != 0 ? process.errorCode : emergency
      return code == 0 ? .other : DriveFault(errorCode: code)
    }
  }

  /// Torque is wanted, and its STO input says no.
  private var isOpenSTO: Bool {
    @_noLocks get { isWanted && node.hasSafeTorqueOffInput && process.isInterlocked }
  }

  /// It follows set-points in another mode than the one that was set.
  private var isOtherMode: Bool {
    @_noLocks get {
      stage == .running && power == .operationEnabled && !homing.isUnderWay
        && process.mode != node.mode.number
    }
  }
}
