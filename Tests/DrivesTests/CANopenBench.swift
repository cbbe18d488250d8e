import Drives
import RealTime
import RobotCore
import Units
import Wire

/// A drive under test and a node on one wire: cycles of 2 ms, answers within the same cycle.
final class CANopenBench {
  var drive: CiA402
  let node: CANopenNode
  var moment = DriveMoment()
  var command = DriveCommand()
  /// What the last cycle sent, heard and told.
  var sent: [CANFrame] = []
  var news: [DriveNews] = []
  var findings: [Fault] = []
  /// What the drive called itself.
  var texts: [NodeText] = []
  var report = DriveReport()
  var beats = true
  /// Of another drive of its bus something is wanted, whatever is wanted of this one.
  var hasBusyNeighbour = false
  /// Nodes beside it on the same wire.
  var others: [CANopenNode] = []

  static func configuration(_ change: (inout CANopenConfiguration) -> Void = { _ in })
    -> DriveConfiguration
  {
    var drive = DriveConfiguration()
    drive.family = .ciA402
    drive.peakTorque = Torque(4)
    drive.canopen.node = 5
    drive.canopen.countsPerTurn = 4096
    drive.canopen.velocityPerTurn = 4096
    drive.canopen.ratedTorque = Torque(2)
    change(&drive.canopen)
    return drive
  }

  init(_ change: (inout CANopenConfiguration) -> Void = { _ in }) {
    let configuration = CANopenBench.configuration(change)
    drive = CiA402(configuration, on: BusConfiguration())
    node = CANopenNode(id: 5)
    moment.period = Interval(milliseconds: 2)
    moment.patience = Interval(milliseconds: 6)
    moment.silenceLimit = Interval(milliseconds: 20)
    moment.driveTimeout = Interval(milliseconds: 100)
    moment.now = Instant(nanoseconds: 1_000_000_000)
  }

  /// One cycle: what the drive sends for these wishes goes to the node, and its answers come back.
  func cycle(_ wishes: DriveWish..., before: [CANFrame] = []) {
    moment.now = moment.now + moment.period
    moment.cycle += 1
    news = []
    for frame in before { hear(frame) }
    if beats, node.isOn, moment.cycle % 25 == 0 { hear(node.beat(node.isOperational ? 5 : 0x7F)) }
    var frames = Table<CANFrame>(repeating: CANFrame(id: 0), count: 0, capacity: 32)
    let isQuiet = !hasBusyNeighbour && wishes.allSatisfy { $0 == .quiet }
    drive.open(moment, isQuiet: isQuiet, into: &frames)
    for wish in wishes {
      var told = DriveNews()
      drive.hasDesk = drive.wantsDesk
      drive.speak(wish, command, moment, desk: &desk, into: &frames, news: &told)
      note(told)
    }
    sent = (0..<frames.count).map { frames[$0] }
    for frame in sent {
      for answerer in [node] + others { answerer.take(frame).forEach(hear) }
    }
  }

  func hear(_ frame: CANFrame) {
    var told = DriveNews()
    let arrived = moment.now + Interval(microseconds: 300)
    drive.take(frame, at: arrived, moment, desk: &desk, into: &told)
    note(told)
  }

  private var desk = Table<UInt8>(repeating: 0, count: 0, capacity: 96)

  private func note(_ told: DriveNews) {
    news.append(told)
    if told.hasReport { report = told.report }
    if told.text.object != 0 { texts.append(told.text) }
    if told.finding.code != .none { findings.append(told.finding) }
  }

  /// Prepared, in at most that many cycles; false when it was not done by then.
  @discardableResult
  func prepare(within cycles: Int = 2_000) -> Bool {
    drive.begin()
    for _ in 0..<cycles {
      if drive.preparation == .done { return true }
      cycle(.prepare)
    }
    return false
  }

  /// Under torque, as the cycle does it.
  func enable() {
    for _ in 0..<3 { cycle(.poll) }
    cycle(.enable, .follow)
    for _ in 0..<12 { cycle(.follow) }
  }

  /// The last frame to the drive in this cycle on that function.
  func last(_ function: UInt32) -> CANFrame? { sent.last { $0.id == function + 5 } }
}
