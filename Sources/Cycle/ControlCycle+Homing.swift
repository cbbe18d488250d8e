import Drives
import Motion
import RealTime
import RobotCore
import Safety
import Units

// Joints whose encoders do not know their place find it: one after the other, while all the others
// hold. A drive that homes by itself is wished to, and its word taken for the place.
extension ControlCycle {
  // MARK: Requests

  /// Arms for it where the robot is disarmed; a robot that holds begins at once.
  @_noLocks mutating func answerHome(_ request: Request) -> Reply {
    switch phase {
    case .latched: return refuse(request, .latched, fault)
    case .arming, .moving, .stopping: return refuseBusy(request)
    case .disarmed, .holding: break
    }
    guard fault.code == .none else { return refuse(request, .latched, fault) }
    let other = HomingRule.firstUnfit(request.mask, isHere: false, among: homingRules)
    guard other < 0 else { return refuseHoming(request, other) }
    toHome = request.mask
    if phase == .disarmed {
      let reply = answerArm(request)
      guard reply.code == .accepted else {
        toHome = 0
        return reply
      }
    }
    lease.hasMotion = true
    return accept(request)
  }

  /// An operator has brought the joints to their marks and says so.
  @_noLocks mutating func answerHomeHere(_ request: Request) -> Reply {
    switch phase {
    case .latched: return refuse(request, .latched, fault)
    case .arming, .holding, .moving, .stopping: return refuseBusy(request)
    case .disarmed: break
    }
    let other = HomingRule.firstUnfit(request.mask, isHere: true, among: homingRules)
    guard other < 0 else { return refuseHoming(request, other) }
    for joint in states.indices where request.mask >> UInt64(joint) & 1 == 1 {
      guard isFresh(joint, inputs.received) else {
        return refuse(request, .jointNotFresh, silence(of: joint, inputs.received))
      }
    }
    for joint in states.indices where request.mask >> UInt64(joint) & 1 == 1 { place(joint) }
    return accept(request)
  }

  @_noLocks private func refuseHoming(_ request: Request, _ joint: Int) -> Reply {
    guard joint < states.count else { return refuse(request, .unknownRequest) }
    return refuse(
      request, .notHomed,
      Fault(
        .none, subject: joint, value: Double(robot.joints[joint].homing.method.number)))
  }

  // MARK: One cycle

  /// Bit i: joint i looks for its place.
  var searching: UInt64 {
    @_noLocks get {
      homing.stage == .seek && homingJoint >= 0 ? toHome | 1 << UInt64(homingJoint) : toHome
    }
  }

  /// The next joint begins to look, when the robot holds and one is to.
  @_noLocks mutating func beginHoming() {
    guard phase == .holding, toHome != 0 else { return }
    if beginNextJoint() { enter(.moving) }
  }

  @_noLocks private mutating func beginNextJoint() -> Bool {
    for joint in states.indices where toHome >> UInt64(joint) & 1 == 1 {
      toHome &= ~(1 << UInt64(joint))
      homingJoint = joint
      states[joint].isReferenced = false
      homing.begin(at: samples[joint].position, now: inputs.now)
      motion = -1
      note(CycleEvent(.motionBegan, subject: -1))
      return true
    }
    return false
  }

  /// One cycle of the joint that looks.
  @_noLocks mutating func homingStep() {
    let joint = homingJoint
    switch homing.step(homingView(joint), homingRules[joint]) {
    case .nothing, .goOn: break
    case .found:
      place(joint)
      homing.referenced(homingRules[joint])
    case .done:
      endOfHoming()
      return
    case .neverCame: failHoming(joint, 1)
    case .closedAlready: failHoming(joint, 2)
    case .blocked: failHoming(joint, 3)
    case .failed: failHoming(joint, 4)
    case .refused: failHoming(joint, 5)
    case .overdue: failHoming(joint, 6)
    }
    guard homing.isUnderWay else { return }
    if homing.isDrives { axes[joint].wish = .home }
    samples[joint] = MotionSample(position: homing.wanted)
    samples[joint].velocity = homing.velocity
    holdStep()
  }

  @_noLocks private func homingView(_ joint: Int) -> Homing.View {
    var view = Homing.View()
    view.now = inputs.now
    view.period = timing.period
    view.position = states[joint].position
    view.own = drives.homing(of: joint)
    view.effort = states[joint].effort - Effort(gravity[joint])
    view.hasStood = axes[joint].standstill.hasStood(
      for: standstill.time, since: homing.began, now: inputs.now)
    let line = UInt64(robot.joints[joint].homing.line)
    view.isSignalled =
      robot.joints[joint].homing.method == .switch && UInt64(inputs.side.switches) >> line & 1 == 1
    return view
  }

  /// The joint stands where its homing says.
  @_noLocks private mutating func place(_ joint: Int) {
    shift(joint, by: robot.joints[joint].homing.position - states[joint].rawPosition)
  }

  /// A report of the drive that looks by itself: once it has found its zero, what it says is held
  /// against that.
  @_noLocks mutating func watchOwnHoming(_ joint: Int, reading: Position) {
    guard homing.stage == .seek, drives.homing(of: joint) == .attained else { return }
    // Its count has begun anew, so the place that it had tells nothing.
    states[joint].rawPosition = reading + axes[joint].turnOffset
    states[joint].position = states[joint].rawPosition
    axes[joint].estimator.reset()
    shift(joint, by: robot.joints[joint].homing.position - axes[joint].home(homingRules[joint]))
    homing.referenced(at: states[joint].position)
  }

  /// What the joint's drive counts means a place that lies so much farther.
  @_noLocks private mutating func shift(_ joint: Int, by shift: Position) {
    axes[joint].shift(by: shift)
    states[joint].rawPosition = states[joint].rawPosition + shift
    states[joint].position = states[joint].position + shift
    states[joint].isReferenced = true
    samples[joint] = MotionSample(position: states[joint].position)
    safety.placed(joint, states[joint])
    note(CycleEvent(.homed, subject: joint, value: axes[joint].turnOffset.value))
  }

  @_noLocks private mutating func endOfHoming() {
    samples[homingJoint] = MotionSample(position: homing.wanted)
    homing.end()
    homingJoint = -1
    holdStep()
    if beginNextJoint() { return }
    note(CycleEvent(.motionEnded, subject: -1))
    motion = -2
    lease.hasMotion = false
    enter(.holding)
  }

  @_noLocks private mutating func failHoming(_ joint: Int, _ detail: Int) {
    let (view, word) = (homingView(joint), drives.statusWord(of: joint))
    let found = homing.fault(joint, detail, view, homingRules[joint], word)
    beginStop(.controlledDescent, found, now: inputs.now)
  }

  /// Nothing looks any more, found or not.
  @_noLocks mutating func endHoming() {
    homing.end()
    homingJoint = -1
    toHome = 0
  }
}
