import RealTime
import RobotCore
import Units
import Wire

// Before it runs: it is asked for its state, then prepared, then started.
extension CiA402 {
  /// Its state, object by object; nothing is changed but what takes torque away or forgets a fault.
  @_noLocks mutating func listen(
    _ wish: DriveWish, _ moment: DriveMoment, into frames: inout Table<CANFrame>,
    news: inout DriveNews
  ) {
    if wish == .clear {
      trouble = .none
      emergency = 0
    }
    round.order(wish)
    guard let frame = round.step(&transfer, moment) else { return }
    if transfer.phase == .aborted {
      news.tell(addressed(frame), into: &frames)
      transfer.finish()
    } else {
      news.ask(addressed(frame), into: &frames)
    }
  }

  /// The next question of the plan. When all has been asked and nothing found it is started, else
  /// it stays where no process data passes.
  @_noLocks mutating func prepare(
    _ moment: DriveMoment, desk: inout Table<UInt8>, into frames: inout Table<CANFrame>,
    news: inout DriveNews
  ) {
    if setup.step(&transfer, plan, moment, into: &frames, news: &news) { return }
    if !setup.isGivenUp, !texts.isDone {
      if hasDesk { texts.step(&desk, plan, moment, into: &frames, news: &news) }
      return
    }
    guard !setup.hasFinding, !texts.hasFinding else { return endPreparation() }
    stage = .starting
    process = ProcessState()
    setup.beginStart(now: moment.now)
    start(moment, into: &frames, news: &news)
  }

  /// Told to start until its first report comes.
  @_noLocks mutating func start(
    _ moment: DriveMoment, into frames: inout Table<CANFrame>, news: inout DriveNews
  ) {
    switch setup.start(moment, into: &news) {
    case .wait: break
    case .tell: news.tell(addressed(NodeCommand.start.frame(to: node.node)), into: &frames)
    case .giveUp: return endPreparation()
    }
    news.ask(processFrame(ControlWord.disableVoltage, DriveCommand()), into: &frames)
  }

  /// It sends what it was told to send.
  @_noLocks mutating func started() {
    stage = .running
    preparation = .done
  }

  /// All has been asked, and it is not started.
  @_noLocks private mutating func endPreparation() {
    giveUp()
    preparation = .done
  }

  /// It has begun anew: everything that was set is gone.
  @_noLocks mutating func restarted(_ moment: DriveMoment, into news: inout DriveNews) {
    isWanted = false
    wasEnabled = false
    process.forgetHalf()
    switch stage {
    case .listening: break
    case .setup, .starting:
      transfer.finish()
      stage = .setup
      texts = NodeTexts(node)
      setup.restart(plan, moment, into: &news)
    case .running:
      lost(.restarted, into: &news)
      news.finding = Fault(.driveRestarted, value: 1, instant: moment.now)
    }
  }

  /// Process data cannot be relied on any more: it must be prepared again, and says why.
  @_noLocks mutating func lost(_ why: DriveFault, into news: inout DriveNews) {
    trouble = why
    homing.end()
    giveUp()
    preparation = .going
    isWanted = false
    wasEnabled = false
    report(into: &news)
  }
}
