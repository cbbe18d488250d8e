import Drives
import RealTime
import RobotCore
import Units

// The last act of a stop: torque off, or held, with evidence from every joint.
extension ControlCycle {
  /// True when a joint may hold by its own stop kind and is in a state to.
  @_noLocks func canHold(_ joint: Int) -> Bool {
    guard robot.joints[joint].stopKind == .hold, states[joint].isReferenced,
      states[joint].status == .enabled
    else { return false }
    return isFresh(joint, inputs.received - inputs.lateness)
  }

  /// Evidence of a joint under position control: mode, acknowledgement and velocity.
  @_noLocks func holdsStill(_ joint: Int) -> Bool {
    guard states[joint].status == .enabled, isTimely(joint, inputs.received - inputs.lateness)
    else { return false }
    return hasStood(joint, since: stop.stageBegan)
  }

  /// True when a joint has stood still for long enough, counted from `instant` at the earliest.
  @_noLocks func hasStood(_ joint: Int, since instant: Instant) -> Bool {
    axes[joint].standstill.hasStood(for: standstill.time, since: instant, now: inputs.now)
  }

  /// Disables every drive each cycle until it says so and its joint has come to a lasting
  /// standstill.
  @_noLocks mutating func offStep() {
    gains = 0
    held = 0
    for joint in axes.indices where stop.mayHold >> UInt64(joint) & 1 == 1 && canHold(joint) {
      held |= 1 << UInt64(joint)
    }
    if held != 0 { updateSetpoints() }
    var isConfirmed = true
    var isOver = true
    for joint in axes.indices {
      axes[joint].wish = isHeld(joint) ? .follow : .disable
      noteOff(joint)
      guard !isEvident(joint) else { continue }
      isConfirmed = false
      if inputs.now - stop.stageBegan <= patience(joint) { isOver = false }
    }
    if isConfirmed {
      note(CycleEvent(.stopConfirmed, value: (inputs.now - stop.began).seconds * 1e3))
      endStop(isOrderly: stop.isOrderly)
    } else if isOver {
      noteUnconfirmed()
      endStop(isOrderly: false)
    }
  }

  /// A stop without evidence is a finding, whoever asked for the stop: one for the robot, in the
  /// name of the first joint that gave none; `detail` is how many did not.
  @_noLocks private mutating func noteUnconfirmed() {
    var found = Fault(.stopUnconfirmed, instant: inputs.now)
    for joint in axes.indices where !isEvident(joint) {
      note(CycleEvent(.stopUnconfirmed, subject: joint, value: states[joint].velocity.value))
      found.detail &+= 1
      guard found.subject < 0 else { continue }
      found.subject = Int16(truncatingIfNeeded: joint)
      found.value = states[joint].velocity.value
      found.limit = axes[joint].standstill.limit
    }
    // A twin that diverged cannot show that anything has stopped; it is told as that already.
    guard fault.code != .twinDiverged else { return }
    if !isFault(fault) { fault = found }
    noteFault(found, stop: stop.kind)
  }

  /// Remembers when the drive said that it is off, and forgets it when it is on again.
  @_noLocks private mutating func noteOff(_ joint: Int) {
    if states[joint].status == .enabled { axes[joint].offSince = .zero }
    guard axes[joint].offSince == .zero, states[joint].sampled > stop.stageBegan else { return }
    if states[joint].status == .disabled || states[joint].status == .fault {
      axes[joint].offSince = inputs.now
    }
  }

  @_noLocks private func isEvident(_ joint: Int) -> Bool {
    if isHeld(joint) {
      return states[joint].sampled > stop.stageBegan ? holdsStill(joint) : false
    }
    let off = axes[joint].offSince
    return off == .zero ? false : hasStood(joint, since: off)
  }

  /// How long evidence is waited for. Without torque an unbraked arm sinks: it is not stopped
  /// before it has come to rest, and gets the time of a stop for it. A drive that does not answer
  /// gets the time after which its own time-out has acted.
  @_noLocks private func patience(_ joint: Int) -> Interval {
    let answer = timing.silenceLimit + timing.driveTimeout + timing.exchangeTimeout
    guard isFresh(joint, inputs.received), isHeld(joint) || axes[joint].offSince != .zero else {
      return answer
    }
    let rest = robot.safety.stopTimeout
    let least = answer + standstill.time * 2
    return rest > least ? rest : least
  }

  /// Where each joint stands as long as it is led.
  @_noLocks mutating func rememberPlaces() {
    for joint in axes.indices { axes[joint].letGoAt = states[joint].position }
  }

  /// Joints that sank after their torque went: what a joint without a brake does, told and no
  /// fault.
  @_noLocks private mutating func noteSunk() {
    for joint in axes.indices where !isHeld(joint) && states[joint].isKnown {
      let way = (states[joint].position - axes[joint].letGoAt).magnitude.value
      let isLinear = robot.joints[joint].type == .prismatic
      guard way > (isLinear ? 0.005 : 0.1) else { continue }
      note(CycleEvent(.sank, subject: joint, value: way))
    }
  }

  /// Orderly: nothing stays latched.
  @_noLocks private mutating func endStop(isOrderly: Bool) {
    motion = -2
    noteSunk()
    for joint in axes.indices {
      axes[joint].foundEnabledSince = .zero
      axes[joint].isStuckEnabled = false
    }
    if isOrderly {
      fault = .none()
      enter(.disarmed)
    } else {
      enter(.latched)
    }
    stop.kind = .none
  }
}
