import Motion
import RealTime
import RobotCore
import Units

// Estimate → decide: the parent decides here, the stages of arming, motion and stopping compute.
extension ControlCycle {
  /// Chooses what each drive is sent and where each joint should be.
  @_noLocks mutating func decide() {
    for joint in axes.indices {
      axes[joint].order = isHeld(joint) ? .command : .poll
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
    case .moving: moveStep()
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
  @_noLocks mutating func holdStep(keepingOrders: Bool = false) {
    if !keepingOrders {
      for joint in axes.indices where axes[joint].order == .poll { axes[joint].order = .command }
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
    _ targets: InlineArray<64, Double>, mask: UInt64, speed: Double, now: Instant
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

  // MARK: `--motion`

  /// Asks for the operator's reset, lease and arm, once, as soon as every drive has been heard.
  @_noLocks public mutating func autostart(motion index: Int) {
    autostart.stage = .waiting
    autostart.motion = index
  }

  /// Why `--motion` could not begin, once it is clear that it will not.
  public var hasAutostartFailed: Bool {
    @_noLocks get { autostart.stage == .failed }
  }

  @_noLocks private mutating func autostartStep() {
    if autostart.began == .zero { autostart.began = inputs.now }
    let waited = inputs.now - autostart.began
    switch autostart.stage {
    case .idle, .done, .failed: return
    case .waiting: autostartWait(waited: waited)
    case .resetting:
      if phase == .disarmed {
        advanceAutostart(to: .arming)
        autostartAsk(.arm)
      } else if resetSince == .zero {
        failAutostart()
      }
    case .arming:
      if phase == .holding {
        autostart.stage = .done
        lease.release()
        beginAutostartMotion()
      } else if phase != .arming {
        failAutostart()
      }
    }
  }

  /// A motion that cannot be planned is a failed run, and nobody is there to hold for.
  @_noLocks private mutating func beginAutostartMotion() {
    guard autostart.motion >= 0, !beginMotion(autostart.motion, now: inputs.now) else { return }
    beginStop(
      .controlledDescent,
      Fault(.motionImpossible, value: Double(autostart.motion), instant: inputs.now),
      now: inputs.now)
    failAutostart()
  }

  /// Waits until nothing forbids a reset and every joint stands still, for at most 2 s and the time
  /// that drives found enabled are given.
  @_noLocks private mutating func autostartWait(
    waited: Interval
  ) {
    let found = conditionAgainstAutostart()
    // Who commands already is not overruled by the command line.
    let isTaken = lease.process != 0
    if found.code == .none, !isTaken {
      advanceAutostart(to: .resetting)
      autostartAsk(.acquireLease)
      autostartAsk(.reset)
      return
    }
    if found.code == .foundEnabled {
      for joint in axes.indices where axes[joint].isStuckEnabled { failAutostart() }
      return
    }
    guard waited > Interval(milliseconds: 2_000) + timing.silenceLimit else { return }
    if isTaken {
      note(
        CycleEvent(
          .refused, detail: Int(ReplyCode.leaseHeld.rawValue), value: Double(lease.process)))
    }
    if found.code != .none { latch(found) }
    failAutostart()
  }

  /// What forbids reset or arming, or `.none`.
  @_noLocks private func conditionAgainstAutostart() -> Fault {
    if inputs.side.emergencyStopOpen {
      return Fault(
        .emergencyStop, subject: Int(inputs.side.openLine), value: 1, instant: inputs.now)
    }
    let found = conditionAgainstReset()
    return found.code == .none ? motionAgainstArming() : found
  }

  /// True while `--motion` was asked for, has not begun and may still begin.
  var isAutostartPending: Bool {
    @_noLocks get {
      switch autostart.stage {
      case .idle, .done, .failed: false
      case .waiting, .resetting, .arming: true
      }
    }
  }

  /// The run ends and the motion that was asked for has not begun: the run has failed, and says
  /// what it was waiting for.
  @_noLocks mutating func endAutostart() {
    guard isAutostartPending else { return }
    let isWaiting = autostart.stage == .waiting
    var found = isWaiting ? conditionAgainstAutostart() : .none()
    // Not heard yet is no finding before its time.
    if found.code == .feedbackLost, found.value < found.limit { found = .none() }
    if found.code == .none {
      noteFault(Fault(.ended, value: 1, instant: inputs.now), stop: .none)
    } else {
      latch(found)
    }
    failAutostart()
  }

  @_noLocks private mutating func advanceAutostart(
    to stage: Autostart.Stage
  ) {
    autostart.stage = stage
    autostart.began = inputs.now
  }

  @_noLocks private mutating func failAutostart() {
    autostart.stage = .failed
    if lease.slot == -1 { lease.release() }
  }

  @_noLocks private mutating func autostartAsk(
    _ kind: RequestKind
  ) {
    var request = Request()
    request.kind = kind
    request.process = UInt64(Int64.max)
    request.slot = -1
    switch kind {
    case .acquireLease: lease.take(request, now: inputs.now, standard: .zero)
    case .reset:
      if answerReset(request).code != .accepted { failAutostart() }
    case .arm:
      let reply = answerArm(request)
      if reply.code != .accepted {
        if reply.fault.code != .none { latch(reply.fault) }
        failAutostart()
      }
    case .none, .releaseLease, .disarm, .stop, .emergencyStop, .move, .play, .hold: break
    }
  }
}
