import Drives
import RealTime
import RobotCore
import Units

// The last act of a stop: torque off, or held, with evidence from every joint.
extension StoppingPhase {
  /// True when a joint may hold by its own stop kind and is in a state to.
  @_noLocks func canHold(_ joint: Int, _ body: borrowing Body) -> Bool {
    guard body.robot.joints[joint].stopKind == .hold, body.states[joint].isReferenced,
      body.states[joint].status == .enabled
    else { return false }
    return body.isFresh(joint, body.time.looked)
  }

  /// What the last act of a stop sees of a joint.
  @_noLocks private func view(_ joint: Int, _ body: borrowing Body) -> StopEvidence.View {
    var view = StopEvidence.View()
    view.now = body.time.now
    view.status = body.states[joint].status
    view.sampled = body.states[joint].sampled
    view.isFresh = body.isFresh(joint, body.time.received)
    view.isTimely = body.isTimely(joint, body.time.looked)
    view.isHeld = body.isHeld(joint)
    return view
  }

  @_noLocks private func limits(_ body: borrowing Body) -> StopEvidence.Limits {
    StopEvidence.Limits(
      body.timing, standstill: body.standstill.time, stop: body.robot.safety.stopTimeout)
  }

  /// Every joint has stood still under position control since the stage began. Nobody knows how one
  /// without feedback stands; the waiver at arming says so.
  @_noLocks func areHeldStill(_ body: borrowing Body) -> Bool {
    let limits: StopEvidence.Limits = limits(body)
    for joint in body.axes.indices
    where body.axes[joint].hasFeedback
      && !StopEvidence.holdsStill(
        view(joint, body), body.axes[joint].standstill, since: stop.stageBegan, limits)
    {
      return false
    }
    return true
  }

  /// Disables every drive each cycle until it says so and its joint has come to a lasting
  /// standstill.
  @_noLocks func letGo(_ body: inout Body, _ stopView: inout Stopping.View) {
    body.gains = 0
    body.held = 0
    for joint in body.axes.indices where stop.mayHold(joint) && canHold(joint, body) {
      body.held |= 1 << UInt64(joint)
    }
    if body.held != 0 { body.updateSetpoints() }
    stopView.isProven = true
    stopView.isOutOfPatience = true
    let limits: StopEvidence.Limits = limits(body)
    for joint in body.axes.indices {
      body.axes[joint].wish = body.isHeld(joint) ? .follow : .disable
      let view = view(joint, body)
      body.axes[joint].evidence.note(view, since: stop.stageBegan)
      guard !isEvident(joint, view, limits, body) else { continue }
      stopView.isProven = false
      if body.time.now - stop.stageBegan <= body.axes[joint].evidence.patience(view, limits) {
        stopView.isOutOfPatience = false
      }
    }
  }

  /// A joint without feedback can give no evidence, and is waived by name.
  @_noLocks private func isEvident(
    _ joint: Int, _ view: StopEvidence.View, _ limits: StopEvidence.Limits, _ body: borrowing Body
  ) -> Bool {
    guard body.axes[joint].hasFeedback else { return true }
    return body.axes[joint].evidence.isGiven(
      view, body.axes[joint].standstill, since: stop.stageBegan, limits)
  }

  /// A stop without evidence is a finding, whoever asked for the stop: one for the robot, in the
  /// name of the first joint that gave none; `detail` is how many did not.
  @_noLocks func missingEvidence(_ body: inout Body) -> Fault {
    let limits: StopEvidence.Limits = limits(body)
    var found = Fault(.stopUnconfirmed, instant: body.time.now)
    for joint in body.axes.indices where !isEvident(joint, view(joint, body), limits, body) {
      let speed = body.states[joint].velocity.value
      body.note(CycleEvent(.stopUnconfirmed, subject: joint, value: speed))
      found.detail &+= 1
      guard found.subject < 0 else { continue }
      found.subject = Int16(truncatingIfNeeded: joint)
      found.value = speed
      found.limit = body.axes[joint].standstill.limit
    }
    return found
  }

  /// The stop is over: joints that sank after their torque went are told, which is what a joint
  /// without a brake does, and no fault.
  @_noLocks mutating func end(_ body: inout Body) {
    for joint in body.axes.indices
    where body.axes[joint].hasFeedback && !body.isHeld(joint) && body.states[joint].isKnown {
      let way = body.axes[joint].evidence.sunk(
        at: body.states[joint].position, body.robot.joints[joint].type)
      guard way > 0 else { continue }
      body.note(CycleEvent(.sank, subject: joint, value: way))
    }
    for joint in body.axes.indices {
      body.axes[joint].foundEnabledSince = .never
      body.axes[joint].isStuckEnabled = false
    }
    stop.end()
  }
}
