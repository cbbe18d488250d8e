import Drives
import RobotCore
import Units

/// One joint on the way to its reference: it looks, finds, and goes back into its limits.
///
/// It decides where the joint is wanted and when it has been found; the cycle shows it what joint
/// and switch say, and makes the place found the joint's own. Until then the joint's position is a
/// count from wherever it was switched on.
struct Homing: BitwiseCopyable, Sendable {
  /// The parts, in order.
  enum Stage: UInt8, BitwiseCopyable, Sendable {
    case idle
    /// It looks.
    case seek
    /// It goes where it is to stay.
    case settle

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Stage, b: Stage) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: Stage, b: Stage) -> Bool { a.rawValue != b.rawValue }
  }

  /// What it sees in one cycle.
  struct View: BitwiseCopyable, Sendable {
    var now = Instant.never
    /// Length of the cycle.
    var period = Interval.zero
    var position = Position(0)
    /// As measured, rad/s or m/s.
    var velocity = Velocity(0)
    /// Effort of the drive without the part that carries the joint's weight.
    var effort = Effort(0)
    /// The joint has stood still for long enough to be believed, since it was asked to move.
    var hasStood = false
    /// The switch is closed.
    var isSignalled = false
    /// What a drive says that looks by itself.
    var own = OwnHoming.none

    @_noLocks init() {}
  }

  /// What is to be done in one cycle.
  enum Step: UInt8, BitwiseCopyable, Sendable {
    case nothing
    /// The joint is wanted at `wanted`.
    case goOn
    /// The joint stands at the rule's `position`: make it so, and tell with `referenced`.
    case found
    /// It is where it is to stay.
    case done
    /// What it looked for did not come within its way.
    case neverCame
    /// The switch was closed before the joint moved: it is on the wrong side of it, or broken.
    case closedAlready
    /// Something holds the joint before its switch came.
    case blocked
    /// Its drive, which looks by itself, says that it went wrong.
    case failed
    /// Its drive did not begin, or gave up without a word.
    case refused
    /// Its drive took too long.
    case overdue
    /// Its drive has gone farther than an index can be away.
    case noIndex

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Step, b: Step) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: Step, b: Step) -> Bool { a.rawValue != b.rawValue }
  }

  private(set) var stage = Stage.idle
  /// Where the joint is wanted.
  private(set) var wanted = Position(0)
  /// How fast it is wanted to move, rad/s or m/s.
  private(set) var velocity = Velocity(0)
  /// Where it began to look.
  private(set) var origin = Position(0)
  /// When it began to look; evidence from before does not count.
  private(set) var began = Instant.never
  /// The drive is to look by itself, or is not back from it.
  private(set) var isDrives = false
  /// How far its drive has moved it, rad or m. Summed up from its speed: the drive may begin to
  /// count anew before it says that it has found its zero.
  private var travelled = Position(0)
  private var hasLooked = false

  @_noLocks init() {}

  var isUnderWay: Bool { @_noLocks get { stage != .idle } }

  /// Bit i: joint i looks for its place, or is to.
  @_noLocks func searching(_ joint: Int, and toHome: UInt64) -> UInt64 {
    stage == .seek && joint >= 0 ? toHome | 1 << UInt64(joint) : toHome
  }

  /// Begins to look from where the joint stands.
  @_noLocks mutating func begin(at position: Position, now: Instant) {
    self = Homing()
    stage = .seek
    wanted = position
    origin = position
    began = now
  }

  /// It is over, found or not.
  @_noLocks mutating func end() { self = Homing() }

  /// The joint's position has been made the rule's `position`.
  @_noLocks mutating func referenced(_ rule: HomingRule) {
    referenced(at: rule.position)
  }

  /// The drive has found its zero, and the joint stands there.
  @_noLocks mutating func referenced(at position: Position) {
    stage = .settle
    wanted = position
    velocity = .zero
  }

  /// Why it has not been found: `detail` as `FaultCode.homingFailed` counts them.
  @_noLocks func fault(
    _ joint: Int, _ detail: Int, _ view: View, _ rule: HomingRule, _ statusWord: UInt16
  ) -> Fault {
    let isOverdue = detail == 6
    let way = (detail == 7 ? travelled : view.position - origin).magnitude.value
    return Fault(
      .homingFailed, subject: joint, value: isOverdue ? (view.now - began).seconds : way,
      limit: isOverdue ? rule.time.seconds : rule.way.value,
      setting: detail < 4 ? 0 : Double(statusWord), detail: detail, instant: view.now)
  }

  /// One cycle.
  @_noLocks mutating func step(_ view: View, _ rule: HomingRule) -> Step {
    switch stage {
    case .idle: return .nothing
    case .seek: return seek(view, rule)
    case .settle: return settle(view, rule)
    }
  }

  @_noLocks private mutating func seek(_ view: View, _ rule: HomingRule) -> Step {
    let isFirst = !hasLooked
    hasLooked = true
    switch rule.method {
    case .none, .mark: return .found
    case .drive, .index: return watchDrive(view, rule)
    case .switch:
      if view.isSignalled { return isFirst ? .closedAlready : .found }
    case .stop: break
    }
    if isHeld(view, rule) { return rule.method == .stop ? .found : .blocked }
    if (view.position - origin).magnitude > rule.way || view.now - began > rule.time {
      return .neverCame
    }
    advance(to: Position(rule.direction * .infinity), view, rule)
    // What stands is waited for: the setpoint does not run away from it.
    let within = wanted.clamped(view.position - rule.lead, view.position + rule.lead)
    if within != wanted { velocity = .zero }
    wanted = within
    return .goOn
  }

  /// The drive moves the joint, and the setpoint stays with it.
  @_noLocks private mutating func watchDrive(_ view: View, _ rule: HomingRule) -> Step {
    isDrives = true
    wanted = view.position
    velocity = .zero
    travelled = travelled + Position(view.velocity.value * view.period.seconds)
    switch view.own {
    case .failed: return .failed
    case .refused: return .refused
    case .none, .going, .attained, .done:
      if rule.method == .index, travelled.magnitude > rule.way { return .noIndex }
      return view.now - began > rule.time ? .overdue : .goOn
    }
  }

  /// The setpoint leads as far as it may, its effort arrives, and the joint stands.
  @_noLocks private func isHeld(_ view: View, _ rule: HomingRule) -> Bool {
    let ahead = (wanted - view.position).value * rule.direction
    return view.hasStood && ahead >= rule.lead.value * 0.99
      && view.effort.value * rule.direction >= rule.contact
  }

  @_noLocks private mutating func settle(_ view: View, _ rule: HomingRule) -> Step {
    if isDrives {
      isDrives = view.own == .attained
      wanted = view.position
      if isDrives { return view.now - began > rule.time ? .overdue : .goOn }
    }
    // A drive stands somewhere near its zero, and stays there unless that is past a limit.
    let target = rule.isDrives ? rule.within(wanted) : rule.target
    if wanted == target {
      velocity = .zero
      return .done
    }
    advance(to: target, view, rule)
    return .goOn
  }

  @_noLocks private mutating func advance(
    to goal: Position, _ view: View, _ rule: HomingRule
  ) {
    let step = Position(rule.speed * view.period.seconds)
    let sign: Double = goal > wanted ? 1 : -1
    wanted = goal.clamped(wanted - step, wanted + step)
    velocity = Velocity(sign * rule.speed)
  }
}
