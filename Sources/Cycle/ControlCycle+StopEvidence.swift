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

  /// What the last act of a stop sees of a joint.
  @_noLocks private func evidenceView(_ joint: Int) -> StopEvidence.View {
    var view = StopEvidence.View()
    view.now = inputs.now
    view.status = states[joint].status
    view.sampled = states[joint].sampled
    view.isFresh = isFresh(joint, inputs.received)
    view.isTimely = isTimely(joint, inputs.received - inputs.lateness)
    view.isHeld = isHeld(joint)
    return view
  }

  private var evidenceLimits: StopEvidence.Limits {
    @_noLocks get {
      StopEvidence.Limits(timing, standstill: standstill.time, stop: robot.safety.stopTimeout)
    }
  }

  /// Every joint has stood still under position control since the stage began. Nobody knows how one
  /// without feedback stands; the waiver at arming says so.
  @_noLocks func areHeldStill() -> Bool {
    let limits = evidenceLimits
    for joint in axes.indices
    where axes[joint].hasFeedback
      && !StopEvidence.holdsStill(
        evidenceView(joint), axes[joint].standstill, since: stop.stageBegan, limits)
    {
      return false
    }
    return true
  }

  /// Disables every drive each cycle until it says so and its joint has come to a lasting
  /// standstill.
  @_noLocks mutating func offStep(_ stopView: inout Stopping.View) {
    gains = 0
    held = 0
    for joint in axes.indices where stop.mayHold(joint) && canHold(joint) {
      held |= 1 << UInt64(joint)
    }
    if held != 0 { updateSetpoints() }
    stopView.isProven = true
    stopView.isOutOfPatience = true
    let limits = evidenceLimits
    for joint in axes.indices {
      axes[joint].wish = isHeld(joint) ? .follow : .disable
      let view = evidenceView(joint)
      axes[joint].evidence.note(view, since: stop.stageBegan)
      guard !isEvident(joint, view, limits) else { continue }
      stopView.isProven = false
      if inputs.now - stop.stageBegan <= axes[joint].evidence.patience(view, limits) {
        stopView.isOutOfPatience = false
      }
    }
  }

  /// A joint without feedback can give no evidence, and is waived by name.
  @_noLocks private func isEvident(
    _ joint: Int, _ view: StopEvidence.View, _ limits: StopEvidence.Limits
  ) -> Bool {
    guard axes[joint].hasFeedback else { return true }
    return axes[joint].evidence.isGiven(
      view, axes[joint].standstill, since: stop.stageBegan, limits)
  }

  /// A stop without evidence is a finding, whoever asked for the stop: one for the robot, in the
  /// name of the first joint that gave none; `detail` is how many did not.
  @_noLocks mutating func noteUnconfirmed() {
    let limits = evidenceLimits
    var found = Fault(.stopUnconfirmed, instant: inputs.now)
    for joint in axes.indices where !isEvident(joint, evidenceView(joint), limits) {
      note(CycleEvent(.stopUnconfirmed, subject: joint, value: states[joint].velocity.value))
      found.detail &+= 1
      guard found.subject < 0 else { continue }
      found.subject = Int16(truncatingIfNeeded: joint)
      found.value = states[joint].velocity.value
      found.limit = axes[joint].standstill.limit
    }
    // A twin that diverged cannot show that anything has stopped; it is told as that already.
    guard fault.code != .twinDiverged else { return }
    if !fault.isFault { fault = found }
    noteFault(found, stop: stop.kind)
  }

  /// Where each joint stands as long as it is led.
  @_noLocks mutating func rememberPlaces() {
    for joint in axes.indices { axes[joint].evidence.lead(at: states[joint].position) }
  }

  /// Joints that sank after their torque went: what a joint without a brake does, told and no
  /// fault.
  @_noLocks private mutating func noteSunk() {
    for joint in axes.indices
    where axes[joint].hasFeedback && !isHeld(joint) && states[joint].isKnown {
      let way = axes[joint].evidence.sunk(at: states[joint].position, robot.joints[joint].type)
      guard way > 0 else { continue }
      note(CycleEvent(.sank, subject: joint, value: way))
    }
  }

  /// Orderly: nothing stays latched.
  @_noLocks mutating func endStop(isOrderly: Bool) {
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
    stop.end()
  }
}
