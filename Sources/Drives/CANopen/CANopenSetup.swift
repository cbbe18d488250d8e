import RealTime
import RobotCore
import Units
import Wire

/// The way of a node from wherever it is to process data: everything of the plan is read, or
/// written and read back, one question per cycle and each asked three times at most; then the node
/// is told to start.
///
/// It knows how far it has come and what it found; the drive lends it its one channel.
struct CANopenSetup: BitwiseCopyable, Sendable {
  /// What came of telling the node to start.
  enum Start: UInt8, BitwiseCopyable, Sendable {
    /// Its first process data is waited for.
    case wait
    /// It is to be told, again.
    case tell
    /// It was told three times.
    case giveUp

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Start, b: Start) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: Start, b: Start) -> Bool { a.rawValue != b.rawValue }
  }

  /// Entry of the plan.
  private var number = 0
  /// The entry was written and is read back.
  private var isVerifying = false
  /// The node was told to leave the state in which process data passes.
  private var isBegun = false
  /// Something does not fit: it is not started.
  private(set) var hasFinding = false
  /// Everything of the plan has been asked.
  private(set) var isComplete = false
  /// The node does not answer, or goes on restarting: it is asked nothing more.
  private(set) var isGivenUp = false
  /// How often the present question was asked, and since when.
  private var tries = 0
  private var began = Instant.never
  /// Questions without any answer.
  private var unanswered = 0
  /// Answers that nobody asked for.
  private var strays = 0
  /// How often the node restarted meanwhile.
  private var restarts = 0

  @_noLocks init() {}

  // MARK: Questions

  /// One cycle; false when everything has been asked.
  @_noLocks mutating func step(
    _ transfer: inout SDOTransfer, _ plan: SetupPlan, _ moment: DriveMoment,
    into frames: inout Table<CANFrame>, news: inout DriveNews
  ) -> Bool {
    let address = plan.address
    if !isBegun {
      isBegun = true
      let preOperational = NodeCommand.enterPreOperational.frame(to: address.node)
      news.tell(address.addressed(preOperational), into: &frames)
    }
    if transfer.hasLastWord {
      if let frame = transfer.step(now: moment.now, patience: moment.patience) {
        news.tell(address.addressed(frame), into: &frames)
      }
      transfer.finish()
      return true
    }
    if transfer.phase == .idle, !askEntry(&transfer, plan, moment) {
      isComplete = true
      return false
    }
    guard let frame = transfer.step(now: moment.now, patience: moment.patience) else { return true }
    guard transfer.phase == .aborted else {
      news.ask(address.addressed(frame), into: &frames)
      return true
    }
    news.tell(address.addressed(frame), into: &frames)
    takeSilence(&transfer, plan, moment, into: &news)
    return true
  }

  /// Puts the next question of the plan; false when there is none.
  @_noLocks private mutating func askEntry(
    _ transfer: inout SDOTransfer, _ plan: SetupPlan, _ moment: DriveMoment
  ) -> Bool {
    var entry = self.entry(plan, moment)
    while entry.kind == .none {
      guard number < plan.count else { return false }
      number += 1
      entry = self.entry(plan, moment)
    }
    if tries == 0 { began = moment.now }
    tries += 1
    if entry.isRead || isVerifying {
      transfer.upload(entry.index, entry.subindex)
    } else {
      transfer.download(entry.index, entry.subindex, entry.value, bytes: entry.bytes)
    }
    return true
  }

  /// The entry that is at work; nothing past the end.
  @_noLocks private func entry(_ plan: SetupPlan, _ moment: DriveMoment) -> SetupEntry {
    guard number < plan.count else { return SetupEntry() }
    return plan.entry(number, period: moment.period, timeout: moment.driveTimeout)
  }

  @_noLocks private mutating func passOn() {
    number += 1
    isVerifying = false
    tries = 0
  }

  @_noLocks private mutating func note(_ finding: Fault, into news: inout DriveNews) {
    hasFinding = true
    news.finding = finding
  }

  /// It did not answer in time. One that leaves a question unanswered gets less patience for the
  /// next, and one that has left three of three has no objects to offer.
  @_noLocks private mutating func takeSilence(
    _ transfer: inout SDOTransfer, _ plan: SetupPlan, _ moment: DriveMoment,
    into news: inout DriveNews
  ) {
    let index = transfer.index
    transfer.finish()
    guard tries >= (unanswered == 0 ? 3 : 2) else { return }
    note(
      Fault(
        .registerSilent, value: Double((moment.now - began).nanoseconds) * 1e-6,
        limit: Double(moment.patience.nanoseconds) * 1e-6, setting: Double(tries),
        detail: Int(index), instant: moment.now), into: &news)
    unanswered += 1
    let isHopeless = unanswered == 3 && number <= 5
    passOn()
    if isHopeless { giveUp(plan) }
  }

  // MARK: Answers

  /// An answer to a question of the plan. One that is late is asked for again: one reading decides
  /// nothing, three refuse the arming.
  @_noLocks mutating func take(
    _ transfer: inout SDOTransfer, at arrived: Instant, _ plan: SetupPlan, _ moment: DriveMoment,
    into news: inout DriveNews
  ) {
    guard !transfer.isGoing else { return }
    let trip = arrived - transfer.lastAsked
    if trip >= moment.silenceLimit {
      if tries >= 3 { news.lateBy = trip }
      transfer.finish()
      return
    }
    let entry = self.entry(plan, moment)
    if transfer.phase == .aborted {
      takeRefusal(transfer.abort, entry, moment, into: &news)
    } else if entry.isRead || isVerifying {
      compare(UInt32(truncatingIfNeeded: transfer.value), entry, moment, into: &news)
    } else {
      isVerifying = true
      tries = 0
    }
    if !transfer.hasLastWord { transfer.finish() }
  }

  @_noLocks private mutating func takeRefusal(
    _ code: UInt32, _ entry: SetupEntry, _ moment: DriveMoment, into news: inout DriveNews
  ) {
    if !entry.isOptional || !SDOAbort.isMissing(code) {
      note(
        Fault(
          .objectRefused, value: Double(code), setting: Double(entry.subindex),
          detail: Int(entry.index), instant: moment.now), into: &news)
    }
    passOn()
  }

  /// What was read, held against the plan.
  @_noLocks private mutating func compare(
    _ found: UInt32, _ entry: SetupEntry, _ moment: DriveMoment, into news: inout DriveNews
  ) {
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

  /// An answer that nobody asked for. Two nodes with one id answer everything twice.
  @_noLocks mutating func stray(_ moment: DriveMoment, into news: inout DriveNews) {
    strays += 1
    guard strays == 8 else { return }
    note(
      Fault(
        .doubleAnswers, value: Double(strays + number), limit: Double(number),
        instant: moment.now), into: &news)
  }

  /// The node has begun anew, and so does its preparation; one that goes on doing so is given up.
  @_noLocks mutating func restart(
    _ plan: SetupPlan, _ moment: DriveMoment, into news: inout DriveNews
  ) {
    let count = restarts + 1
    self = CANopenSetup()
    restarts = count
    guard count >= 3 else { return }
    note(
      Fault(.driveRestarted, value: Double(count), limit: 2, instant: moment.now), into: &news)
    giveUp(plan)
  }

  @_noLocks private mutating func giveUp(_ plan: SetupPlan) {
    number = plan.count
    isGivenUp = true
  }

  // MARK: Start

  /// All has been asked and nothing found: the node is told to start from now on.
  @_noLocks mutating func beginStart(now: Instant) {
    tries = 0
    began = now
  }

  /// Three times at most, until its first report comes.
  @_noLocks mutating func start(_ moment: DriveMoment, into news: inout DriveNews) -> Start {
    let patience = moment.patience > moment.period * 4 ? moment.patience : moment.period * 4
    guard tries == 0 || moment.now - began > patience * Int64(tries) else { return .wait }
    guard tries < 3 else {
      note(
        Fault(
          .registerSilent, value: Double((moment.now - began).nanoseconds) * 1e-6,
          limit: Double(patience.nanoseconds) * 1e-6, setting: 3, detail: 0x1800,
          instant: moment.now), into: &news)
      return .giveUp
    }
    tries += 1
    return .tell
  }
}
