public import RealTime
public import RobotCore
import Units
public import Wire

/// A drive that speaks CiA 402 over CANopen, seen from its master.
///
/// Sources: CiA 301 4.2 (communication), CiA 402-2 and 402-3 (drives); numbers checked against
/// frames of lely-core 2.4 and python-canopen 2.4.1. Three ways to talk to it follow one another:
/// before it is prepared it is only asked, object by object, and nothing is changed; while it is
/// prepared everything that must be known or set is read, or written and read back; then SYNC and
/// process data carry one command and one report per cycle.
public struct CiA402: BitwiseCopyable, Sendable {
  /// How it is talked to.
  enum Stage: UInt8, BitwiseCopyable, Sendable {
    /// It is asked for its state, object by object.
    case listening
    /// The plan is gone through.
    case setup
    /// It was told to start; its first process data is waited for.
    case starting
    /// Process data passes.
    case running

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Stage, b: Stage) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: Stage, b: Stage) -> Bool { a.rawValue != b.rawValue }
  }

  let plan: SetupPlan
  let bus: UInt8
  /// It speaks for the master on its bus: SYNC and the master's heartbeat.
  let isFirst: Bool

  var stage = Stage.listening
  /// How far it has come on the way to what must be known or set before torque.
  public internal(set) var preparation = Preparation.going
  /// The one SDO channel.
  var transfer: SDOTransfer
  var heartbeat = Heartbeat()
  var setup = SetupState()
  var process = ProcessState()
  /// What is wrong with the node itself, until a reset or the next preparation.
  var trouble = DriveFault.none
  /// The last emergency message's code; 0: gone.
  var emergency: UInt16 = 0
  /// Torque has been asked for.
  var isWanted = false
  /// And has been there since.
  var wasEnabled = false
  /// The master's voice on the bus: silent before the first preparation, so that a drive which was
  /// found enabled can miss its own master.
  var isSpeaking = false
  var lastBeat = Instant.zero
  /// Nothing was asked of it in this cycle; what SYNC brings nevertheless is no answer.
  var isQuiet = false
  /// What is asked next while listening, and the control word that is written before.
  var asked: UInt8 = 0
  var orders: UInt8 = 0

  /// The drive that a configuration describes, on its bus; `isFirst`: it is the first of its family
  /// there.
  @_noLocks public init(
    _ configuration: DriveConfiguration, on bus: BusConfiguration, isFirst: Bool = true
  ) {
    plan = SetupPlan(configuration)
    self.bus = configuration.bus
    self.isFirst = isFirst
    transfer = SDOTransfer(node: configuration.canopen.node)
  }

  var node: CANopenConfiguration { @_noLocks get { plan.node } }
  /// What its status word says of the power stage.
  var power: PowerState { @_noLocks get { PowerState(statusWord: process.statusWord) } }

  /// A new attempt to arm starts: everything is read or set from the first on.
  @_noLocks public mutating func begin() {
    stage = .setup
    preparation = .going
    setup = SetupState()
    transfer.finish()
    heartbeat.begin()
    trouble = .none
    isWanted = false
    wasEnabled = false
    isSpeaking = true
  }

  /// Once per bus and cycle, before all others: SYNC, and that the master lives. Only the first
  /// drive of its bus says either.
  @_noLocks public mutating func open(
    _ moment: DriveMoment, into frames: inout Table<CANFrame>
  ) {
    guard isFirst, isSpeaking else { return }
    if lastBeat == .zero || moment.now - lastBeat >= node.masterHeartbeat {
      lastBeat = moment.now
      frames.append(addressed(Heartbeat.frame(of: node.master)))
    }
    if node.isSynchronous { frames.append(addressed(CANFrame(id: CANopenID.sync, length: 0))) }
  }

  /// Puts the frames that a wish takes at the end of `frames`.
  @_noLocks public mutating func speak(
    _ wish: DriveWish, _ command: DriveCommand, _ moment: DriveMoment,
    into frames: inout Table<CANFrame>, news: inout DriveNews
  ) {
    isQuiet = wish == .quiet
    guard !isQuiet else { return }
    // A preparation that nobody goes on with is over: it is only asked again.
    if wish != .prepare, stage == .setup || stage == .starting { giveUp() }
    switch stage {
    case .listening: listen(wish, moment, into: &frames, news: &news)
    case .setup: prepare(moment, into: &frames, news: &news)
    case .starting: start(moment, into: &frames, news: &news)
    case .running: run(wish, command, moment, into: &frames, news: &news)
    }
  }

  @_noLocks private mutating func giveUp() {
    stage = .listening
    transfer.finish()
    asked = 0
  }

  /// The frame, to this drive's bus.
  @_noLocks func addressed(_ frame: CANFrame) -> CANFrame {
    var frame = frame
    frame.bus = bus
    return frame
  }
}

/// Where the preparation of a node stands.
struct SetupState: BitwiseCopyable, Sendable {
  /// Entry of the plan.
  var number = 0
  /// The entry was written and is read back.
  var isVerifying = false
  /// The node was told to leave the state in which process data passes.
  var isBegun = false
  /// Something does not fit: it is not started.
  var hasFinding = false
  /// How often the present question was asked, and since when.
  var tries = 0
  var began = Instant.zero
  /// Questions without any answer.
  var unanswered = 0
  /// Answers that nobody asked for.
  var strays = 0
  /// How often it restarted meanwhile.
  var restarts = 0

  @_noLocks init() {}
}

/// What process data last said, and what was last told.
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
  var parts: UInt8 = 0
  /// The control word that was sent last.
  var control: UInt16 = 0
  /// Profile position: the target that was announced last, and whether there is one.
  var target: Int32 = 0
  var hasTarget = false

  @_noLocks init() {}
}
