import RealTime
import RobotCore
import Units
import Wire

/// What a node calls itself: its name (1008) and the version of its software (100A), read as texts
/// while it is prepared, in segments, or in blocks where the profile says that it offers them.
///
/// Where the profile names a text the node must have it; else it goes on the record. The bytes
/// stand on a desk that all nodes share, one at a time.
struct NodeTexts: BitwiseCopyable, Sendable {
  /// Which text: 0 and 1; 2: both have been read.
  private var number = 0
  private var transfer: SDOLongTransfer
  private var isBegun = false
  private var isBlock: Bool
  private var tries = 0
  /// A text that the profile names is another, or is not told: the node is not started.
  private(set) var hasFinding = false

  /// Longest text that is read, bytes.
  static var room: Int { @_noLocks get { 96 } }
  private static var count: Int { @_noLocks get { 2 } }

  @_noLocks init(_ node: CANopenConfiguration) {
    isBlock = node.offersBlocks
    transfer = SDOLongTransfer(.segmentedUpload, node: node.node, 0x1008, 0)
  }

  /// There is nothing more to be read.
  var isDone: Bool { @_noLocks get { number >= NodeTexts.count } }
  /// An answer of the object server is one to it.
  var isGoing: Bool { @_noLocks get { isBegun && transfer.isGoing } }

  private var object: UInt16 { @_noLocks get { number == 0 ? 0x1008 : 0x100A } }

  // MARK: Questions

  /// One cycle with the desk.
  @_noLocks mutating func step(
    _ desk: inout Table<UInt8>, _ plan: SetupPlan, _ moment: DriveMoment,
    into frames: inout Table<CANFrame>, news: inout DriveNews
  ) {
    if !isBegun {
      isBegun = true
      tries += 1
      desk.removeAll()
      transfer = SDOLongTransfer(
        isBlock ? .blockUpload : .segmentedUpload, node: plan.node.node, object, 0)
    }
    let before = frames.count
    transfer.step(now: moment.now, patience: moment.patience, data: desk, into: &frames)
    for place in before..<frames.count {
      frames[place].bus = plan.address.bus
      // What ends a transfer is not answered.
      if transfer.isGoing { news.questions += 1 }
    }
    if !transfer.isGoing, !transfer.isDue { conclude(plan, moment, into: &news) }
  }

  @_noLocks private mutating func conclude(
    _ plan: SetupPlan, _ moment: DriveMoment, into news: inout DriveNews
  ) {
    isBegun = false
    if transfer.phase == .aborted {
      let isSilent = transfer.abort == SDOAbort.timeout
      if !isSilent, isBlock {
        // It does not offer blocks after all.
        isBlock = false
        tries = 0
        return
      }
      // What went wrong on the way (0503, 0504) may be another client's doing.
      let isOnTheWay = transfer.abort >> 16 == 0x0503 || transfer.abort >> 16 == 0x0504
      if isOnTheWay, tries < 3 { return }
      if expected(plan.node)[0] != 0 {
        hasFinding = true
        news.finding = Fault(
          isSilent ? .registerSilent : .objectRefused,
          value: isSilent
            ? Double(moment.patience.nanoseconds) * 1e-6 * Double(tries) : Double(transfer.abort),
          limit: isSilent ? Double(moment.patience.nanoseconds) * 1e-6 : 0,
          setting: isSilent ? Double(tries) : 0, detail: Int(object), instant: moment.now)
      }
    }
    number += 1
    tries = 0
    isBlock = plan.node.offersBlocks
  }

  @_noLocks private func expected(_ node: CANopenConfiguration) -> Label {
    number == 0 ? node.name : node.software
  }

  // MARK: Answers

  /// True when the frame belongs to the text that is read.
  @_noLocks mutating func take(
    _ frame: CANFrame, _ desk: inout Table<UInt8>, _ plan: SetupPlan, _ moment: DriveMoment,
    into news: inout DriveNews
  ) -> Bool {
    guard isGoing, transfer.take(frame, data: &desk) else { return false }
    // Of a block that comes unasked only what ends it is an answer.
    news.isAnswer = !transfer.isGoing || transfer.isDue
    guard transfer.phase == .done else { return true }
    let wanted = expected(plan.node)
    if wanted[0] == 0 {
      news.text = NodeText(object, desk)
    } else {
      compare(desk, wanted, moment, into: &news)
    }
    return true
  }

  /// The first six bytes that differ are told, from a multiple of six on.
  @_noLocks private mutating func compare(
    _ desk: borrowing Table<UInt8>, _ wanted: Label, _ moment: DriveMoment,
    into news: inout DriveNews
  ) {
    for place in 0..<NodeTexts.room {
      let found = NodeTexts.byte(desk, place)
      guard found != NodeTexts.byte(wanted, place) else { continue }
      let start = place / PackedText.length * PackedText.length
      var (here, there) = (PackedText(), PackedText())
      for offset in start..<(start + PackedText.length) {
        here.append(NodeTexts.byte(desk, offset))
        there.append(NodeTexts.byte(wanted, offset))
      }
      hasFinding = true
      news.finding = Fault(
        .configurationMismatch, value: here.value, limit: there.value, setting: Double(start),
        detail: Int(object), instant: moment.now)
      return
    }
  }

  /// 0 past the end.
  @_noLocks private static func byte(_ desk: borrowing Table<UInt8>, _ place: Int) -> UInt8 {
    place < desk.count ? desk[place] : 0
  }

  @_noLocks private static func byte(_ label: Label, _ place: Int) -> UInt8 {
    place < Label.capacity ? label[place] : 0
  }
}
