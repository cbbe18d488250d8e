import RobotCore
import Units

/// A stop under way: how, since when, how far it has come, and when it is over.
///
/// It decides; the cycle shows it what the joints say, leads them on each stage's way and tells
/// what was found. A stop under way is replaced only by a graver one; the first finding of a stop
/// that an operator asked for is its cause.
struct Stopping: BitwiseCopyable, Sendable {
  /// The parts of a stop, in order; a kind begins and ends where it must.
  enum Stage: UInt8, BitwiseCopyable, Sendable {
    /// Bring every joint to rest within its acceleration limit.
    case decelerate
    /// Move to the rest pose.
    case descend
    /// Holding brakes close, while the joints are led as they were when it began.
    case engage
    /// Damping only.
    case damp
    /// Torque off, until each drive says so.
    case off

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Stage, b: Stage) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: Stage, b: Stage) -> Bool { a.rawValue != b.rawValue }
  }

  /// How long its parts may take.
  struct Limits: BitwiseCopyable, Sendable {
    /// For a part that is led: longer, and it goes on without position control.
    let longest: Interval
    /// Length of the damped part.
    let damped: Interval

    @_noLocks init(longest: Interval, damped: Interval) {
      self.longest = longest
      self.damped = damped
    }
  }

  /// What it sees of the robot in one cycle.
  struct View: BitwiseCopyable, Sendable {
    var now = Instant.never
    /// The setpoints have come to the end of the way on which this stage leads them.
    var hasArrived = false
    /// Every holding brake that we close holds, as far as its time says; also where there is none.
    var isEngaged = true
    /// Every joint has stood still under position control. Asked for when it has arrived only.
    var isStill = false
    /// Every joint has given its evidence, see `StopEvidence`. Asked for in the last stage only.
    var isProven = false
    /// No joint that has given none is waited for any longer.
    var isOutOfPatience = false

    @_noLocks init() {}
  }

  /// What is to be done in one cycle.
  enum Step: UInt8, BitwiseCopyable, Sendable {
    case goOn
    /// At rest: the way to the rest pose begins.
    case descend
    /// Torque goes off now.
    case letGo
    /// It does not get on: a finding, and `escalate`.
    case overdue
    /// At rest under position control; the stop is over.
    case holding
    /// Over, with evidence from every joint.
    case confirmed
    /// Over, as nothing more is to be expected; some joint has given no evidence.
    case unconfirmed

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Step, b: Step) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: Step, b: Step) -> Bool { a.rawValue != b.rawValue }
  }

  /// What becomes of a cause.
  struct Raised: BitwiseCopyable, Sendable {
    /// A stop begins with it, or begins anew: evidence and way are to be.
    var isAnew = false
    /// It is told as a finding.
    var isTold = false
    /// It is what stays latched.
    var isLatched = false
    /// The way stays what it was, but what looked like an operator's stop ends latched.
    var endsLatched = false

    @_noLocks init() {}
  }

  /// How a joint is led while the others are brought down.
  enum OwnWay: UInt8, BitwiseCopyable, Sendable {
    case follow, damp, disable
    /// It stays where it came to rest until its brake holds, then it is disabled.
    case brake
  }

  /// How it stops; `.none`: no stop is under way.
  private(set) var kind = StopKind.none
  private(set) var stage = Stage.off
  /// When this kind of stop began.
  private(set) var began = Instant.never
  private(set) var stageBegan = Instant.never
  /// Asked for by an operator or the end of the run: no fault is left behind.
  private(set) var isOrderly = false
  /// Bit i: joint i was switched off by its own stop kind while the others are brought down.
  private(set) var off: UInt64 = 0
  /// Findings in the fault log when it began: what comes after them belongs to this stop.
  private(set) var firstFinding = 0
  /// What comes after the brakes have engaged.
  private var afterEngage = Stage.off
  /// Without position control when the brakes began to close.
  private var engagesDamped = false
  /// Bit i: joint i may go on holding at the end if its own stop kind says so.
  private var holders: UInt64 = 0
  /// Bit i: joint i is blocked or overloaded and gives way: damping and its own weight, no spring.
  private var givers: UInt64 = 0

  @_noLocks init() {}

  var isUnderWay: Bool { @_noLocks get { kind != .none } }

  /// True while the joints are still led to where they are wanted.
  var isControlled: Bool {
    @_noLocks get { isOnItsWay || (stage == .engage && !engagesDamped) }
  }

  /// True while the setpoints still travel.
  private var isOnItsWay: Bool {
    @_noLocks get { stage == .decelerate || stage == .descend }
  }

  /// True while holding brakes stay open.
  var keepsBrakesOpen: Bool { @_noLocks get { isOnItsWay || stage == .damp } }

  /// The stage in which a stop of this kind begins.
  @_noLocks static func firstStage(of kind: StopKind) -> Stage {
    switch kind {
    case .none, .hold, .controlledDescent, .controlledStop, .brake: .decelerate
    case .damped: .damp
    case .torqueOff: .off
    }
  }

  // MARK: Beginning, graver and milder

  /// Begins a stop, or makes the one under way graver; never milder.
  ///
  /// `latched` is the finding that stands, `held` who holds without the body's torque, `logged`
  /// how many findings have been told.
  @_noLocks mutating func raise(
    _ cause: StopCause, latched: Fault, held: UInt64, logged: Int, now: Instant
  ) -> Raised {
    guard isUnderWay else {
      var raised = Raised()
      raised.isAnew = true
      // What was latched before stays latched: only a reset forgets.
      raised.isTold = !cause.isOrderly && !(latched.isFault && cause.found.isAsked)
      raised.isLatched = raised.isTold
      self = Stopping()
      begin(cause.kind, isOrderly: cause.isOrderly && latched.code == .none, now: now)
      holders = cause.mayHold
      firstFinding = logged
      return raised
    }
    let isGraver = cause.kind.number > kind.number
    var raised = reception(of: cause, isGraver: isGraver, latched: latched)
    if raised.endsLatched { endLatched() }
    if isGraver { begin(cause.kind, isOrderly: cause.isOrderly && isOrderly, now: now) }
    let letsGo = stage == .off && held & ~cause.mayHold != 0
    holders &= cause.mayHold
    // What held gets the time of a stop of its own for its evidence.
    if letsGo, !isGraver { enter(.off, now: now) }
    raised.isAnew = isGraver || letsGo
    return raised
  }

  /// An operator who asks for what is under way already adds nothing to it, least of all a cause.
  @_noLocks private func reception(
    of cause: StopCause, isGraver: Bool, latched: Fault
  ) -> Raised {
    var raised = Raised()
    let isKnown = cause.found.code == latched.code && cause.found.subject == latched.subject
    guard !cause.isOrderly, !isKnown else { return raised }
    // What an operator asked for is no cause: the first finding on its way is.
    if isGraver {
      raised.isTold = true
      raised.isLatched = isOrderly || !latched.isFault
    } else if isOrderly {
      raised.isTold = true
      raised.isLatched = true
      raised.endsLatched = true
    } else if !cause.found.isAsked {
      raised.isTold = true
      raised.isLatched = !latched.isFault
    }
    return raised
  }

  /// The way stays what it is, but something was found on it: it ends latched.
  @_noLocks mutating func endLatched() { isOrderly = false }

  /// It does not get on in time, and goes on without position control.
  @_noLocks mutating func escalate(now: Instant) {
    isOrderly = false
    kind = .damped
    enter(.damp, now: now)
  }

  /// It is over.
  @_noLocks mutating func end() { kind = .none }

  @_noLocks private mutating func begin(_ kind: StopKind, isOrderly: Bool, now: Instant) {
    self.kind = kind
    self.isOrderly = isOrderly
    began = now
    enter(Stopping.firstStage(of: kind), now: now)
  }

  @_noLocks private mutating func enter(_ next: Stage, now: Instant) {
    stage = next
    stageBegan = now
  }

  // MARK: One cycle

  /// One cycle, after the joints were led on the way of its stage.
  @_noLocks mutating func step(_ view: View, _ limits: Limits) -> Step {
    let step = advance(view, limits)
    guard step == .goOn, isOnItsWay, view.now - stageBegan > limits.longest else { return step }
    return .overdue
  }

  @_noLocks private mutating func advance(_ view: View, _ limits: Limits) -> Step {
    switch stage {
    case .decelerate: return view.hasArrived ? afterDeceleration(view) : .goOn
    case .descend: return view.hasArrived ? leave(for: .damp, view) : .goOn
    case .engage: return view.isEngaged ? go(to: afterEngage, view) : .goOn
    case .damp: return view.now - stageBegan >= limits.damped ? leave(for: .off, view) : .goOn
    case .off:
      if view.isProven { return .confirmed }
      return view.isOutOfPatience ? .unconfirmed : .goOn
    }
  }

  @_noLocks private mutating func afterDeceleration(_ view: View) -> Step {
    switch kind {
    // The setpoints are at rest; the joints must be, too.
    case .none, .hold: return view.isStill ? .holding : .goOn
    case .controlledDescent:
      enter(.descend, now: view.now)
      return .descend
    case .controlledStop, .damped, .brake, .torqueOff: return leave(for: .off, view)
    }
  }

  /// Position control or torque ends: not before every brake holds.
  @_noLocks private mutating func leave(for next: Stage, _ view: View) -> Step {
    guard !view.isEngaged else { return go(to: next, view) }
    engagesDamped = stage == .damp
    afterEngage = next
    enter(.engage, now: view.now)
    return .goOn
  }

  @_noLocks private mutating func go(to next: Stage, _ view: View) -> Step {
    enter(next, now: view.now)
    return next == .off ? .letGo : .goOn
  }

  // MARK: Joints with a way of their own

  /// True for a joint that may go on holding at the end.
  @_noLocks func mayHold(_ joint: Int) -> Bool { holders >> UInt64(joint) & 1 == 1 }

  /// While the others are brought down, a joint whose own kind leaves no position control has none.
  @_noLocks mutating func ownWay(of joint: Int, _ own: StopKind) -> OwnWay {
    guard kind == .controlledDescent else { return .follow }
    switch own {
    case .torqueOff:
      off |= 1 << UInt64(joint)
      return .disable
    case .damped: return .damp
    // It comes to rest with the others, and stays there.
    case .brake: return stage == .decelerate ? .follow : .brake
    case .none, .hold, .controlledDescent, .controlledStop: return .follow
    }
  }

  /// A joint that stayed behind with its own brake has no torque from now on.
  @_noLocks mutating func switchedOff(_ joint: Int) { off |= 1 << UInt64(joint) }

  /// Some joint gives way.
  var hasGivers: Bool { @_noLocks get { givers != 0 } }

  /// True for a joint that gives way.
  @_noLocks func givesWay(_ joint: Int) -> Bool { givers >> UInt64(joint) & 1 == 1 }

  /// A joint gives way from now on; false when it did already.
  @_noLocks mutating func giveWay(_ joint: Int) -> Bool {
    guard !givesWay(joint) else { return false }
    givers |= 1 << UInt64(joint)
    return true
  }

  /// True when a joint that is so far behind its setpoint has met something. Once another one has,
  /// this is long before the following error's own `limit`: two joints can press on the same thing.
  @_noLocks func hasMet(_ behind: Position, limit: Position) -> Bool {
    hasGivers && behind > limit * Stopping.contactShare
  }

  /// A joint that moves freely at descent speed stays well below this share of its limit.
  private static var contactShare: Double { @_noLocks get { 0.4 } }
}
