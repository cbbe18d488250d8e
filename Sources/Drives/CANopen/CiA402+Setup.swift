import RealTime
import RobotCore
import Units
import Wire

// While it is prepared: one question per cycle, each asked three times at most.
extension CiA402 {
  @_noLocks mutating func prepare(
    _ moment: DriveMoment, into frames: inout Table<CANFrame>, news: inout DriveNews
  ) {
    if !setup.isBegun {
      setup.isBegun = true
      let preOperational = NodeCommand.enterPreOperational.frame(to: node.node)
      news.tell(addressed(preOperational), into: &frames)
    }
    if transfer.hasLastWord {
      if let frame = transfer.step(now: moment.now, patience: moment.patience) {
        news.tell(addressed(frame), into: &frames)
      }
      transfer.finish()
      return
    }
    if transfer.phase == .idle, !askEntry(moment) {
      finish(moment, into: &frames, news: &news)
      return
    }
    guard let frame = transfer.step(now: moment.now, patience: moment.patience) else { return }
    guard transfer.phase == .aborted else {
      news.ask(addressed(frame), into: &frames)
      return
    }
    news.tell(addressed(frame), into: &frames)
    unanswered(moment, into: &news)
  }

  /// Puts the next question of the plan; false when there is none.
  @_noLocks private mutating func askEntry(_ moment: DriveMoment) -> Bool {
    var entry = self.entry(moment)
    while entry.kind == .none {
      guard setup.number < plan.count else { return false }
      setup.number += 1
      entry = self.entry(moment)
    }
    if setup.tries == 0 { setup.began = moment.now }
    setup.tries += 1
    if entry.kind == .check || setup.isVerifying {
      transfer.upload(entry.index, entry.subindex)
    } else {
      transfer.download(entry.index, entry.subindex, entry.value, bytes: entry.bytes)
    }
    return true
  }

  /// The entry that is at work; nothing past the end.
  @_noLocks private func entry(_ moment: DriveMoment) -> SetupEntry {
    guard setup.number < plan.count else { return SetupEntry() }
    return plan.entry(setup.number, period: moment.period, timeout: moment.driveTimeout)
  }

  @_noLocks private mutating func passOn() {
    setup.number += 1
    setup.isVerifying = false
    setup.tries = 0
  }

  @_noLocks private mutating func note(_ finding: Fault, into news: inout DriveNews) {
    setup.hasFinding = true
    news.finding = finding
  }

  /// It did not answer in time. One that leaves a question unanswered gets less patience for the
  /// next, and one that has left three of three has no objects to offer.
  @_noLocks private mutating func unanswered(_ moment: DriveMoment, into news: inout DriveNews) {
    let index = transfer.index
    transfer.finish()
    guard setup.tries >= (setup.unanswered == 0 ? 3 : 2) else { return }
    note(
      Fault(
        .registerSilent, value: Double((moment.now - setup.began).nanoseconds) * 1e-6,
        limit: Double(moment.patience.nanoseconds) * 1e-6, setting: Double(setup.tries),
        detail: Int(index), instant: moment.now), into: &news)
    setup.unanswered += 1
    let isHopeless = setup.unanswered == 3 && setup.number <= 5
    passOn()
    if isHopeless { setup.number = plan.count }
  }

  /// An answer to a question of the plan. One that is late is asked for again: one reading decides
  /// nothing, three refuse the arming.
  @_noLocks mutating func takeSetup(
    at arrived: Instant, _ moment: DriveMoment, into news: inout DriveNews
  ) {
    news.isAnswer = true
    guard !transfer.isGoing else { return }
    let trip = arrived - transfer.lastAsked
    let entry = self.entry(moment)
    if trip >= moment.silenceLimit {
      if setup.tries >= 3 { news.lateBy = trip }
      transfer.finish()
      return
    }
    if transfer.phase == .aborted {
      refused(entry, moment, into: &news)
    } else if entry.kind == .check || setup.isVerifying {
      held(entry, moment, into: &news)
    } else {
      setup.isVerifying = true
      setup.tries = 0
    }
    if !transfer.hasLastWord { transfer.finish() }
  }

  @_noLocks private mutating func refused(
    _ entry: SetupEntry, _ moment: DriveMoment, into news: inout DriveNews
  ) {
    if entry.kind != .offer || !SDOAbort.isMissing(transfer.abort) {
      note(
        Fault(
          .objectRefused, value: Double(transfer.abort), setting: Double(entry.subindex),
          detail: Int(entry.index), instant: moment.now), into: &news)
    }
    passOn()
  }

  /// What was read, held against the plan.
  @_noLocks private mutating func held(
    _ entry: SetupEntry, _ moment: DriveMoment, into news: inout DriveNews
  ) {
    let found = UInt32(truncatingIfNeeded: transfer.value)
    if !entry.isMet(by: found) {
      let isTimeout = entry.index == 0x1016 || entry.index == 0x6007
      let isOff = isTimeout && found & 0xFFFF == 0
      // 1016 holds the master's node id beside the time in ms.
      let part: UInt32 = entry.index == 0x1016 ? 0xFFFF : entry.mask & entry.sizeMask
      note(
        Fault(
          isOff ? .driveTimeoutOff : .configurationMismatch, value: Double(found & part),
          limit: Double(entry.value & part), setting: Double(entry.subindex),
          detail: Int(entry.index), instant: moment.now), into: &news)
    }
    passOn()
  }

  // MARK: Start

  /// All has been asked. With nothing found it is started, else it stays where no process data
  /// passes.
  @_noLocks private mutating func finish(
    _ moment: DriveMoment, into frames: inout Table<CANFrame>, news: inout DriveNews
  ) {
    guard !setup.hasFinding else {
      stage = .listening
      asked = 0
      preparation = .done
      return
    }
    stage = .starting
    setup.tries = 0
    process = ProcessState()
    setup.began = moment.now
    start(moment, into: &frames, news: &news)
  }

  /// Told to start, three times at most, until its first report comes.
  @_noLocks mutating func start(
    _ moment: DriveMoment, into frames: inout Table<CANFrame>, news: inout DriveNews
  ) {
    let patience = moment.patience > moment.period * 4 ? moment.patience : moment.period * 4
    if setup.tries == 0 || moment.now - setup.began > patience * Int64(setup.tries) {
      guard setup.tries < 3 else {
        note(
          Fault(
            .registerSilent, value: Double((moment.now - setup.began).nanoseconds) * 1e-6,
            limit: Double(patience.nanoseconds) * 1e-6, setting: 3, detail: 0x1800,
            instant: moment.now), into: &news)
        stage = .listening
        asked = 0
        preparation = .done
        return
      }
      setup.tries += 1
      news.tell(addressed(NodeCommand.start.frame(to: node.node)), into: &frames)
    }
    news.ask(processFrame(ControlWord.disableVoltage, DriveCommand()), into: &frames)
  }

  /// It sends what it was told to send.
  @_noLocks mutating func started() {
    stage = .running
    preparation = .done
  }

  /// It has begun anew: everything that was set is gone.
  @_noLocks mutating func restarted(_ moment: DriveMoment, into news: inout DriveNews) {
    let restarts = setup.restarts + 1
    isWanted = false
    wasEnabled = false
    process.parts = 0
    switch stage {
    case .listening: break
    case .setup, .starting:
      setup = SetupState()
      setup.restarts = restarts
      transfer.finish()
      stage = .setup
      guard restarts >= 3 else { return }
      note(
        Fault(.driveRestarted, value: Double(restarts), limit: 2, instant: moment.now),
        into: &news)
      setup.number = plan.count
    case .running:
      lost(.restarted, into: &news)
      news.finding = Fault(.driveRestarted, value: 1, instant: moment.now)
    }
  }

  /// Process data cannot be relied on any more: it must be prepared again, and says why.
  @_noLocks mutating func lost(_ why: DriveFault, into news: inout DriveNews) {
    trouble = why
    stage = .listening
    preparation = .going
    isWanted = false
    wasEnabled = false
    asked = 0
    transfer.finish()
    report(into: &news)
  }
}
