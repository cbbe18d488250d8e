import RobotCore
import Units

/// `--motion` on the command line: asks for the operator's reset, lease and arm, once, as soon as
/// nothing forbids it.
///
/// It decides when to ask; whether it gets what it asks for the cycle decides, as for any other
/// commander.
struct Autostart: BitwiseCopyable, Sendable {
  private enum Stage: UInt8, BitwiseCopyable, Sendable {
    case idle, waiting, resetting, arming, done, failed
  }

  /// What it sees of the robot in one cycle.
  struct View: BitwiseCopyable, Sendable {
    var now = Instant.never
    var phase = RobotPhase.latched
    /// A reset is under way.
    var isResetting = false
    /// Somebody else commands: who does is not overruled by the command line.
    var isLeaseTaken = false
    /// What forbids reset or arming, `.none` when nothing does. Asked for while waiting only.
    var obstacle = Fault(.none)
    /// A drive that was found enabled stayed so for longer than its time-out.
    var isStuckEnabled = false

    @_noLocks init() {}
  }

  /// What it wants in this cycle.
  enum Step: UInt8, BitwiseCopyable, Sendable {
    case nothing
    /// Lease and reset.
    case reset
    /// To arm.
    case arm
    /// To give the lease back and begin the motion.
    case begin
    /// It has waited long enough; the view says for what.
    case giveUp
    /// It will not get there, and why has been told.
    case fail

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Step, b: Step) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: Step, b: Step) -> Bool { a.rawValue != b.rawValue }
  }

  /// The motion to begin with; −1: none.
  private(set) var motion = -1
  private var stage = Stage.idle
  private var began = Instant.never

  @_noLocks init() {}

  /// Asks for a motion, by index.
  @_noLocks mutating func want(motion index: Int) {
    stage = .waiting
    motion = index
  }

  /// True while it was asked for, has not begun and may still begin.
  var isPending: Bool {
    @_noLocks get {
      switch stage {
      case .idle, .done, .failed: false
      case .waiting, .resetting, .arming: true
      }
    }
  }

  /// True until nothing forbids a reset.
  var isWaiting: Bool { @_noLocks get { stage.rawValue == Stage.waiting.rawValue } }
  /// It was asked for and will not begin any more.
  var hasFailed: Bool { @_noLocks get { stage.rawValue == Stage.failed.rawValue } }

  /// One cycle. It waits for 2 s and the time that drives found enabled are given, and for a
  /// `silence` limit, in which a drive may first be heard.
  @_noLocks mutating func step(_ view: View, silence: Interval) -> Step {
    switch stage {
    case .idle, .done, .failed: return .nothing
    case .waiting: return wait(view, silence: silence)
    case .resetting:
      if view.phase == .disarmed {
        enter(.arming, view.now)
        return .arm
      }
      return view.isResetting ? .nothing : .fail
    case .arming:
      if view.phase == .holding {
        enter(.done, view.now)
        return .begin
      }
      return view.phase == .arming ? .nothing : .fail
    }
  }

  @_noLocks private mutating func wait(_ view: View, silence: Interval) -> Step {
    if began == .never { began = view.now }
    if view.obstacle.code == .none, !view.isLeaseTaken {
      enter(.resetting, view.now)
      return .reset
    }
    if view.obstacle.code == .foundEnabled { return view.isStuckEnabled ? .fail : .nothing }
    return view.now - began > Interval(milliseconds: 2_000) + silence ? .giveUp : .nothing
  }

  /// It will not begin any more.
  @_noLocks mutating func fail() { stage = .failed }

  @_noLocks private mutating func enter(_ next: Stage, _ now: Instant) {
    stage = next
    began = now
  }
}
