import Drives
import Motion
import RealTime
import RobotCore
import Units

// Estimate → decide: the parent decides here, the stages of arming, motion and stopping compute.
extension ControlCycle {
  /// Chooses what each drive is sent and where each joint should be.
  @_noLocks mutating func decide() {
    for joint in axes.indices {
      axes[joint].wish = isHeld(joint) ? .follow : .poll
      limitedBy[joint] = .none
    }
    noteFreshness()
    watchFoundEnabled()
    answerRequests()
    autostartStep()
    switch phase {
    case .latched:
      if resetSince != .zero { resetStep() }
      if held != 0 { updateSetpoints() }
    case .disarmed:
      if held != 0 { updateSetpoints() }
    case .arming: armingStep()
    case .holding:
      holdStep()
      watchHold()
      beginHoming()
    case .moving:
      if homing.isUnderWay { homingStep() } else { moveStep() }
    case .stopping: stopStep()
    }
  }

  /// Latches a finding while no drive carries torque.
  @_noLocks mutating func latch(_ found: Fault) {
    fault = found
    noteFault(found, stop: .none)
    enter(.latched)
  }

  @_noLocks private mutating func noteFreshness() {
    freshness = 0
    for joint in states.indices where isTimely(joint, inputs.received) {
      freshness |= 1 << UInt64(joint)
    }
  }

  // MARK: Motion

  /// Setpoints restart from the measured pose: nothing that was wanted before survives a stop.
  ///
  /// But a joint that has held all along keeps its setpoint: a grip is more than a position.
  @_noLocks mutating func takeMeasuredPose() {
    for joint in samples.indices where !isHeld(joint) {
      samples[joint] = MotionSample()
      samples[joint].position = states[joint].position
    }
  }

  /// Orders every joint to its sample: impedance around it, gravity fed forward.
  @_noLocks mutating func holdStep(keepingWishes: Bool = false) {
    if !keepingWishes {
      for joint in axes.indices where axes[joint].wish == .poll { axes[joint].wish = .follow }
    }
    updateSetpoints()
  }

  /// With nobody in command a position is held for as long as the profile allows, then comes the
  /// rest pose and torque off.
  @_noLocks private mutating func watchHold() {
    if lease.process != 0 { heldSince = inputs.now }
    let allowed = robot.safety.holdTime
    guard allowed > .zero, phase == .holding, inputs.now - heldSince > allowed else { return }
    beginStop(.controlledDescent, Fault(.ended), now: inputs.now)
  }

  /// False when there is no such motion; then the robot goes on holding.
  @discardableResult
  @_noLocks mutating func beginMotion(_ index: Int, speed: Double = 1, now: Instant) -> Bool {
    guard player.begin(motion: index, speed: speed, from: samples, now: now) else { return false }
    motion = Int32(index)
    note(CycleEvent(.motionBegan, subject: index))
    enter(.moving)
    return true
  }

  /// False when it would take for ever; then the robot goes on holding.
  @_noLocks mutating func beginMove(
    _ targets: PerJoint<Double>, mask: UInt64, speed: Double, now: Instant
  ) -> Bool {
    guard player.beginMove(to: targets, mask: mask, speed: speed, from: samples, now: now) else {
      return false
    }
    motion = -1
    note(CycleEvent(.motionBegan, subject: -1))
    enter(.moving)
    return true
  }

  @_noLocks private mutating func moveStep() {
    let isFinished = player.step(now: inputs.now, into: &samples)
    holdStep()
    if isFinished {
      note(CycleEvent(.motionEnded, subject: Int(motion)))
      motion = -2
      lease.hasMotion = false
      enter(.holding)
    }
  }
}
