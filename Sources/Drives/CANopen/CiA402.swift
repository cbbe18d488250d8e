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
  var stage = Stage.listening
  /// How far it has come on the way to what must be known or set before torque.
  public internal(set) var preparation = Preparation.going
  /// The one SDO channel.
  var transfer: SDOTransfer
  var heartbeat = Heartbeat()
  var setup = CANopenSetup()
  var texts: NodeTexts
  /// The desk on which texts are read is this drive's.
  public var hasDesk = false
  var round = ObjectRound()
  var process = ProcessState()
  var homing = CANopenHoming()
  /// What is wrong with the node itself, until a reset or the next preparation.
  var trouble = DriveFault.none
  /// The last emergency message's code; 0: gone.
  var emergency: UInt16 = 0
  /// Torque has been asked for.
  var isWanted = false
  /// And has been there since.
  var wasEnabled = false
  private var master: MasterVoice
  /// Nothing was asked of it in this cycle; what SYNC brings nevertheless is no answer.
  var isQuiet = false

  /// The drive that a configuration describes, on its bus; `isFirst`: it is the first of its family
  /// there.
  @_noLocks public init(
    _ configuration: DriveConfiguration, on bus: BusConfiguration, isFirst: Bool = true
  ) {
    plan = SetupPlan(configuration)
    master = MasterVoice(isFirst: isFirst)
    transfer = SDOTransfer(node: configuration.canopen.node)
    texts = NodeTexts(configuration.canopen)
  }

  var node: CANopenConfiguration { @_noLocks get { plan.node } }
  var bus: UInt8 { @_noLocks get { plan.address.bus } }
  var power: PowerState { @_noLocks get { process.power } }

  /// A new attempt to arm starts: everything is read or set from the first on.
  @_noLocks public mutating func begin() {
    stage = .setup
    preparation = .going
    setup = CANopenSetup()
    texts = NodeTexts(node)
    transfer.finish()
    homing.end()
    heartbeat.begin()
    trouble = .none
    isWanted = false
    wasEnabled = false
    master.isSpeaking = true
  }

  /// Once per bus and cycle, before all others: SYNC, and that the master lives. Only the first
  /// drive of its bus says either. `isQuiet`: of no drive there anything is wanted.
  @_noLocks public mutating func open(
    _ moment: DriveMoment, isQuiet: Bool = false, into frames: inout Table<CANFrame>
  ) {
    master.beat(plan.address, every: node.masterHeartbeat, now: moment.now, into: &frames)
    if !isQuiet { master.synchronise(plan.address, into: &frames) }
  }

  /// All objects have been asked, and its texts are next: `hasDesk` lets it read them.
  public var wantsDesk: Bool {
    @_noLocks get { stage == .setup && setup.isComplete && !texts.isDone }
  }

  /// Puts the frames that a wish takes at the end of `frames`. `desk`: where it reads texts while
  /// `hasDesk`.
  @_noLocks public mutating func speak(
    _ wish: DriveWish, _ command: DriveCommand, _ moment: DriveMoment, desk: inout Table<UInt8>,
    into frames: inout Table<CANFrame>, news: inout DriveNews
  ) {
    isQuiet = wish == .quiet
    guard !isQuiet else { return }
    // A preparation that nobody goes on with is over: it is only asked again.
    if wish != .prepare, stage == .setup || stage == .starting { giveUp() }
    switch stage {
    case .listening: listen(wish, moment, into: &frames, news: &news)
    case .setup: prepare(moment, desk: &desk, into: &frames, news: &news)
    case .starting: start(moment, into: &frames, news: &news)
    case .running: run(wish, command, moment, into: &frames, news: &news)
    }
  }

  /// Back to asking it object by object.
  @_noLocks mutating func giveUp() {
    stage = .listening
    transfer.finish()
    round.restart()
  }

  /// How far it has come that was asked to find its zero by itself.
  public var ownHoming: OwnHoming { @_noLocks get { homing.result } }
  /// Its status word (6041), as it last came.
  public var statusWord: UInt16 { @_noLocks get { process.statusWord } }

  /// An object is read that takes more than one answer.
  public var isInLongTransfer: Bool {
    @_noLocks get { transfer.phase == .segments || stage == .setup && texts.isGoing }
  }

  // MARK: Who else is there

  /// The frame of ping `index` (0…15): an upload, which commands nothing. A node without the object
  /// answers too, with an abort that names it.
  @_noLocks public func ping(_ index: Int) -> CANFrame {
    addressed(CANopenPing.frame(index, to: node.node))
  }

  /// What a frame from another sender asks of this drive.
  @_noLocks public func reach(of frame: CANFrame) -> FrameReach { plan.address.reach(of: frame) }

  /// True when a frame on whatever id may well be this drive's feedback: its first message, as
  /// long as ours is and with a state that the standard knows.
  @_noLocks public func couldBeFeedback(_ frame: CANFrame) -> Bool {
    guard frame.bus == bus, frame.flags & NodeAddress.refusedFlags == 0 else { return false }
    guard frame.id > 0x180, frame.id < 0x200, frame.length == plan.mapping(4).length else {
      return false
    }
    return PowerState(statusWord: frame.uint16(at: 0)) != .unknown
  }

  /// The frame, to this drive's bus.
  @_noLocks func addressed(_ frame: CANFrame) -> CANFrame { plan.address.addressed(frame) }
}
