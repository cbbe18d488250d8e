import Drives
import Motion
import RealTime
import Reducers
import RobotCore
import Units

/// The phase `moving`: plays a motion, or lets joints whose encoders do not know their place find
/// it, one after the other, while all the others hold.
struct MovingPhase: ~Copyable {
  /// What came of one cycle.
  enum Outcome: BitwiseCopyable, Sendable {
    case goOn
    /// The motion is over; the robot holds.
    case ended
    /// A joint that looked for its place did not find it.
    case failed(Fault)
  }

  /// Plans and samples motions; a stop's way down is one too.
  var player: MotionPlayer
  /// Motion being played: index, −1 point to point or homing, −2 none.
  var motion: Int32 = -2
  private let rules: Table<HomingRule>
  /// The joint that looks for its place.
  private var homing = Homing()
  /// Which one that is; −1: none.
  private var homingJoint = -1
  /// Bit i: joint i is to find its place, and has not yet.
  private(set) var toHome: UInt64 = 0
  /// Bit i: joint i was given its place in this step: what was known of it before does not count.
  private var placed: UInt64 = 0

  init(_ configuration: borrowing RobotConfiguration, period: Interval) {
    player = MotionPlayer(configuration, period: period)
    let count = configuration.joints.count
    var rules = Table(repeating: HomingRule(JointConfiguration()), count: count)
    for joint in rules.indices { rules[joint] = HomingRule(configuration.joints[joint]) }
    self.rules = rules
  }

  /// Everything it remembers, to or from a snapshot.
  @_noLocks mutating func exchange(_ pass: inout SnapshotPass) {
    player.exchange(&pass)
    pass.exchange(&motion)
    pass.exchange(&homing, &homingJoint, &toHome)
    pass.exchange(&placed)
  }

  // MARK: Motions

  /// False when there is no such motion; then the robot goes on holding.
  @_noLocks mutating func begin(_ index: Int, speed: Double = 1, _ body: inout Body) -> Bool {
    guard player.begin(motion: index, speed: speed, from: body.samples, now: body.time.now) else {
      return false
    }
    began(Int32(index), &body)
    return true
  }

  /// False when it would take for ever; then the robot goes on holding.
  @_noLocks mutating func beginMove(
    _ targets: PerJoint<Double>, mask: UInt64, speed: Double, _ body: inout Body
  ) -> Bool {
    guard
      player.beginMove(
        to: targets, mask: mask, speed: speed, from: body.samples, now: body.time.now)
    else { return false }
    began(-1, &body)
    return true
  }

  @_noLocks private mutating func began(_ index: Int32, _ body: inout Body) {
    motion = index
    body.note(CycleEvent(.motionBegan, subject: Int(index)))
  }

  /// One cycle.
  @_noLocks mutating func step(_ body: inout Body) -> Outcome {
    if homing.isUnderWay { return search(&body) }
    let isFinished = player.step(now: body.time.now, into: &body.samples)
    body.hold()
    guard isFinished else { return .goOn }
    ended(Int(motion), &body)
    return .ended
  }

  @_noLocks private mutating func ended(_ index: Int, _ body: inout Body) {
    body.note(CycleEvent(.motionEnded, subject: index))
    motion = -2
  }

  // MARK: Homing

  /// Bit i: joint i looks for its place, or is about to.
  var searching: UInt64 {
    @_noLocks get { homing.searching(homingJoint, and: toHome) }
  }

  /// The first joint of a mask that cannot find its place in this way, see `HomingRule`.
  @_noLocks func firstUnfit(_ mask: UInt64, isHere: Bool) -> Int {
    HomingRule.firstUnfit(mask, isHere: isHere, among: rules)
  }

  /// These joints are to find their place as soon as the robot holds.
  @_noLocks mutating func want(_ mask: UInt64) { toHome = mask }

  /// The next joint begins to look; false when none is to.
  @_noLocks mutating func beginHoming(_ body: inout Body) -> Bool {
    for joint in body.states.indices where toHome >> UInt64(joint) & 1 == 1 {
      toHome &= ~(1 << UInt64(joint))
      homingJoint = joint
      body.states[joint].isReferenced = false
      homing.begin(at: body.samples[joint].position, now: body.time.now)
      began(-1, &body)
      return true
    }
    return false
  }

  /// Nothing looks any more, found or not.
  @_noLocks mutating func endHoming() {
    homing.end()
    homingJoint = -1
    toHome = 0
  }

  /// One cycle of the joint that looks.
  @_noLocks private mutating func search(_ body: inout Body) -> Outcome {
    let joint = homingJoint
    var failure = 0
    switch homing.step(view(joint, body), rules[joint]) {
    case .nothing, .goOn: break
    case .found:
      place(joint, &body)
      homing.referenced(rules[joint])
    case .done: return next(&body)
    case .neverCame: failure = 1
    case .closedAlready: failure = 2
    case .blocked: failure = 3
    case .failed: failure = 4
    case .refused: failure = 5
    case .overdue: failure = 6
    case .noIndex: failure = 7
    }
    guard failure == 0 else {
      return .failed(
        homing.fault(
          joint, failure, view(joint, body), rules[joint], body.drives.statusWord(of: joint)))
    }
    guard homing.isUnderWay else { return .goOn }
    if homing.isDrives { body.axes[joint].wish = .home }
    body.samples[joint] = MotionSample(position: homing.wanted)
    body.samples[joint].velocity = homing.velocity
    body.hold()
    return .goOn
  }

  @_noLocks private func view(_ joint: Int, _ body: borrowing Body) -> Homing.View {
    var view = Homing.View()
    view.now = body.time.now
    view.period = body.timing.period
    view.position = body.states[joint].position
    view.velocity = body.states[joint].rawVelocity
    view.own = body.drives.homing(of: joint)
    view.effort = body.states[joint].effort - Effort(body.gravity[joint])
    view.hasStood = body.axes[joint].standstill.hasStood(
      for: body.standstill.time, since: homing.began, now: body.time.now)
    let line = UInt64(body.robot.joints[joint].homing.line)
    view.isSignalled =
      body.robot.joints[joint].homing.method == .switch
      && UInt64(body.side.switches) >> line & 1 == 1
    return view
  }

  /// One joint is done: the next one looks, or the robot holds.
  @_noLocks private mutating func next(_ body: inout Body) -> Outcome {
    body.samples[homingJoint] = MotionSample(position: homing.wanted)
    homing.end()
    homingJoint = -1
    body.hold()
    if beginHoming(&body) { return .goOn }
    ended(-1, &body)
    return .ended
  }

  /// The joint stands where its homing says.
  @_noLocks mutating func place(_ joint: Int, _ body: inout Body) {
    shift(
      joint, by: body.robot.joints[joint].homing.position - body.states[joint].rawPosition, &body)
  }

  /// A report of the drive that looks by itself: once it has found its zero, what it says is held
  /// against that.
  @_noLocks mutating func watchOwnHoming(_ report: DriveReport, joint: Int, _ body: inout Body) {
    guard joint == homingJoint, homing.stage == .seek, body.drives.homing(of: joint) == .attained
    else { return }
    // Its count has begun anew, so the place that it had tells nothing.
    let reading = body.axes[joint].reducer.joint(report).position
    body.states[joint].rawPosition = reading + body.axes[joint].turnOffset
    body.states[joint].position = body.states[joint].rawPosition
    body.axes[joint].estimator.reset()
    let home = body.axes[joint].home(rules[joint])
    shift(joint, by: body.robot.joints[joint].homing.position - home, &body)
    homing.referenced(at: body.states[joint].position)
  }

  /// What the joint's drive counts means a place that lies so much farther.
  @_noLocks private mutating func shift(_ joint: Int, by shift: Position, _ body: inout Body) {
    body.axes[joint].shift(by: shift)
    body.states[joint].rawPosition = body.states[joint].rawPosition + shift
    body.states[joint].position = body.states[joint].position + shift
    body.states[joint].isReferenced = true
    body.samples[joint] = MotionSample(position: body.states[joint].position)
    placed |= 1 << UInt64(joint)
    body.note(
      CycleEvent(.homed, subject: joint, value: body.axes[joint].turnOffset.value))
  }

  /// The joints that were given their place since it was asked last.
  @_noLocks mutating func takePlaced() -> UInt64 {
    let mask = placed
    placed = 0
    return mask
  }
}
