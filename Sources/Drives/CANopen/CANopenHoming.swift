import RealTime
import RobotCore
import Units
import Wire

/// The drive's own homing (CiA 402-2, mode 6): into the mode, bit 4 of the control word, what the
/// status word says of it, and back to the mode in which set-points are followed.
///
/// Everything that it needs to know was set up before (6098, 6099, 609A, 607C). Where the drive
/// follows set-points before and after, they stand still.
struct CANopenHoming: BitwiseCopyable, Sendable {
  enum Stage: UInt8, BitwiseCopyable, Sendable {
    case idle
    /// 6060 is set to 6; 6061 is waited for.
    case entering
    /// Bit 4 is set.
    case seeking
    /// Bit 4 is gone; the drive comes to rest, then 6060 is set to what it was.
    case leaving
    /// Nothing more is to be done until nobody asks any more.
    case over

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Stage, b: Stage) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: Stage, b: Stage) -> Bool { a.rawValue != b.rawValue }
  }

  private(set) var stage = Stage.idle
  private(set) var result = OwnHoming.none
  /// Where the shaft stands before and after, counts.
  private(set) var place: Int32 = 0
  /// 6060 could not be set back: the drive follows no set-points.
  private(set) var isStuck = false
  /// When the stage began, and how often the mode was written in it.
  private var began = Instant.never
  private var tries = 0
  /// Reports still to come that may be from before the start, or repeat an end from before it.
  private var stale = 0
  /// Reports in a row that say the same end: one decides nothing.
  private var seen = 0
  private var last = End.none

  /// What bits 10, 12 and 13 of the status word say (CiA 402-2, homing mode).
  private enum End: UInt8, BitwiseCopyable, Sendable {
    case none, attained, failed

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: End, b: End) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: End, b: End) -> Bool { a.rawValue != b.rawValue }
  }

  /// Number of the mode.
  static var mode: UInt8 { @_noLocks get { 6 } }
  /// A report that comes within so many cycles of the start may have been made before it.
  private static var staleReports: Int { @_noLocks get { 4 } }
  /// A drive that was homed before may say so until it has begun anew, and one that takes the place
  /// where it stands may never have said anything else.
  private static var repeatedReports: Int { @_noLocks get { 50 } }
  /// How long a drive may take to come to rest or to change its mode, in times of our patience.
  private static var patiences: Int64 { @_noLocks get { 10 } }

  @_noLocks init() {}

  /// The drive is in another mode than the one that was set, or on its way.
  var isUnderWay: Bool {
    @_noLocks get { stage == .entering || stage == .seeking || stage == .leaving }
  }

  /// What belongs to the control word of a drive that is enabled.
  var bits: UInt16 { @_noLocks get { stage == .seeking ? ControlWord.startHoming : 0 } }

  /// Torque is off, or is to go off: the next preparation sets the mode.
  @_noLocks mutating func end() { self = CANopenHoming() }

  // MARK: One cycle

  /// `isAsked`: the drive is to look for its zero; else what it has begun is brought to an end. The
  /// frame for the object server, if one is due.
  @_noLocks mutating func step(
    _ isAsked: Bool, _ transfer: inout SDOTransfer, _ process: ProcessState,
    _ node: CANopenConfiguration, _ moment: DriveMoment
  ) -> CANFrame? {
    guard isAsked || stage != .idle else { return nil }
    guard process.power == .operationEnabled else {
      // Why it has left operation its state says; nothing more is asked of it.
      if stage != .idle { enter(.over, now: moment.now, &transfer) }
      return nil
    }
    if !isAsked, stage == .entering || stage == .seeking {
      enter(.leaving, now: moment.now, &transfer)
    }
    switch stage {
    case .idle:
      result = .going
      place = process.position
      enter(.entering, now: moment.now, &transfer)
      return write(CANopenHoming.mode, &transfer, moment)
    case .entering:
      if process.mode == CANopenHoming.mode {
        let isHomed = CANopenHoming.end(process.statusWord) == .attained
        stale = isHomed ? CANopenHoming.repeatedReports : CANopenHoming.staleReports
        enter(.seeking, now: moment.now, &transfer)
        return nil
      }
      if isOver(moment) { conclude(.refused, now: moment.now, &transfer) }
      return write(CANopenHoming.mode, &transfer, moment)
    case .seeking:
      if process.mode != CANopenHoming.mode { conclude(.refused, now: moment.now, &transfer) }
      return nil
    case .leaving: return leave(&transfer, process, node, moment)
    case .over:
      if !isAsked { end() }
      return nil
    }
  }

  /// At rest, back to the mode of the set-points.
  @_noLocks private mutating func leave(
    _ transfer: inout SDOTransfer, _ process: ProcessState, _ node: CANopenConfiguration,
    _ moment: DriveMoment
  ) -> CANFrame? {
    if process.mode == node.mode.number {
      if result == .attained { result = .done }
      enter(.over, now: moment.now, &transfer)
      return nil
    }
    if tries == 0, !isAtRest(process, node), !isOver(moment) { return nil }
    if tries > 0, isOver(moment) {
      isStuck = true
      enter(.over, now: moment.now, &transfer)
      return nil
    }
    if tries == 0 {
      began = moment.now
      place = process.position
    }
    return write(node.mode.number, &transfer, moment)
  }

  /// Slower than a tenth of the slower of its two speeds.
  @_noLocks private func isAtRest(_ process: ProcessState, _ node: CANopenConfiguration) -> Bool {
    let slow =
      node.homingCreep.value > 0 ? node.homingCreep.value : node.homingSpeed.value
    let most = slow / (2 * Double.pi) * node.velocityPerTurn * 0.1
    let speed = Double(process.velocity.magnitude)
    return speed <= (most > 1 ? most : 1)
  }

  @_noLocks private func isOver(_ moment: DriveMoment) -> Bool {
    moment.now - began > moment.patience * CANopenHoming.patiences
  }

  @_noLocks private mutating func enter(
    _ next: Stage, now: Instant, _ transfer: inout SDOTransfer
  ) {
    stage = next
    began = now
    tries = 0
    seen = 0
    last = .none
    transfer.finish()
  }

  @_noLocks private mutating func conclude(
    _ end: OwnHoming, now: Instant, _ transfer: inout SDOTransfer
  ) {
    result = end
    enter(.leaving, now: now, &transfer)
  }

  /// 6060, written until the time of the stage is over: once per answer, and three times at most.
  @_noLocks private mutating func write(
    _ mode: UInt8, _ transfer: inout SDOTransfer, _ moment: DriveMoment
  ) -> CANFrame? {
    if !transfer.isGoing, tries < 3 {
      tries += 1
      transfer.download(0x6060, 0, UInt32(mode), bytes: 1)
    }
    return transfer.step(now: moment.now, patience: moment.patience)
  }

  // MARK: What the drive says

  /// The object server has answered. One that refuses the mode is not asked for it again.
  @_noLocks mutating func take(_ transfer: inout SDOTransfer, now: Instant) {
    guard !transfer.isGoing else { return }
    let isRefused = transfer.phase == .aborted
    transfer.finish()
    tries = 3
    if isRefused, stage == .entering { conclude(.refused, now: now, &transfer) }
  }

  @_noLocks private static func end(_ statusWord: UInt16) -> End {
    if statusWord & 0x2000 != 0 { return .failed }
    return statusWord & 0x1400 == 0x1400 ? .attained : .none
  }

  /// A report of the drive. From the one on in which `result` becomes `attained` it counts from its
  /// zero.
  @_noLocks mutating func watch(
    _ process: ProcessState, _ transfer: inout SDOTransfer, now: Instant
  ) {
    guard stage == .seeking, process.mode == CANopenHoming.mode else { return }
    let end = CANopenHoming.end(process.statusWord)
    if stale > 0 {
      stale -= 1
      // It has begun anew: what it says from here on is of this homing.
      if end == .none, stale > CANopenHoming.staleReports { stale = CANopenHoming.staleReports }
      return
    }
    seen = end == last ? seen + 1 : 1
    last = end
    guard seen >= 2 else { return }
    switch end {
    case .none: break
    case .attained: conclude(.attained, now: now, &transfer)
    case .failed: conclude(.failed, now: now, &transfer)
    }
  }
}
