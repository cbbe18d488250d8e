import Motion
import RealTime
import RobotCore
import Units

// Stops: begun by a finding or an operator, ended with evidence.
extension ControlCycle {
  /// Begins a stop, or makes the one under way more severe; never milder.
  @_noLocks mutating func beginStop(_ kind: StopKind, _ found: Fault, now: Instant) {
    let isOrderly =
      found.code == .ended || found.code == .none
      || (found.code == .operatorStop && kind == .hold)
    if !isOrderly { noteFault(found, stop: kind) }
    if phase == .stopping {
      guard kind.rawValue > stop.kind.rawValue else { return }
      let wasOrderly = stop.isOrderly
      if !isOrderly, wasOrderly { fault = found }
      stop.begin(kind, isOrderly: isOrderly && wasOrderly, now: now)
    } else {
      if !isOrderly { fault = found }
      stop.begin(kind, isOrderly: isOrderly, now: now)
    }
    for joint in axes.indices { axes[joint].offSince = .zero }
    note(
      CycleEvent(
        .stopBegan, detail: Int(kind.rawValue), subject: Int(found.subject),
        value: Double(found.code.rawValue)))
    if stop.stage == .decelerate {
      brake.begin(from: samples, now: now)
    }
    if autostart.stage != .idle, autostart.stage != .done { autostart.stage = .failed }
    resetSince = .zero
    enter(.stopping)
  }

  /// One cycle of a stop.
  @_noLocks mutating func stopStep() {
    let now = inputs.now
    switch stop.stage {
    case .decelerate:
      let isAtRest = brake.step(now: now, into: &samples)
      holdStep()
      if isAtRest { afterDeceleration(now) }
    case .descend:
      let isDown = player.step(now: now, into: &samples)
      holdStep()
      if isDown { stop.enter(.damp, now: now) }
    case .damp:
      dampStep()
      if now - stop.stageBegan >= configuration.safety.dampedTime { stop.enter(.off, now: now) }
    case .off: offStep()
    }
    // A stop that does not get on in time goes on without position control.
    if stop.stage == .decelerate || stop.stage == .descend,
      now - stop.stageBegan > configuration.safety.stopTimeout
    {
      stop.enter(.damp, now: now)
    }
    disableSilentJoints()
  }

  @_noLocks private mutating func afterDeceleration(_ now: Instant) {
    switch stop.kind {
    case .none, .hold:
      motion = -2
      stop.kind = .none
      note(CycleEvent(.stopConfirmed, value: (now - stop.began).seconds * 1e3))
      enter(.holding)
    case .controlledDescent:
      player.beginDescent(from: samples, now: now)
      stop.enter(.descend, now: now)
    case .controlledStop, .damped, .brake, .torqueOff: stop.enter(.off, now: now)
    }
  }

  @_noLocks private mutating func dampStep() {
    for joint in axes.indices {
      axes[joint].order = .command
      samples[joint] = MotionSample()
      samples[joint].position = states[joint].position
      // A gripper keeps its grip; everything else only resists.
      setpoints[joint] =
        configuration.joints[joint].isGripper
        ? controllers[joint].follow(samples[joint], feedForward: .zero, gain: 1)
        : controllers[joint].damp(at: states[joint].position)
    }
  }

  /// Disables every drive each cycle until it says so, within `offTimeout`.
  @_noLocks private mutating func offStep() {
    gains = 0
    let offTimeout = timing.silenceLimit + timing.driveTimeout + timing.exchangeTimeout
    let isOver = inputs.now - stop.stageBegan > offTimeout
    var isConfirmed = true
    for joint in axes.indices {
      axes[joint].order = .disable
      let isNew = states[joint].sampled > stop.stageBegan
      if isNew, states[joint].status == .disabled || states[joint].status == .fault {
        if axes[joint].offSince == .zero { axes[joint].offSince = inputs.now }
      } else if axes[joint].offSince == .zero {
        isConfirmed = false
        if isOver { note(CycleEvent(.stopUnconfirmed, subject: joint)) }
      }
    }
    guard isConfirmed || isOver else { return }
    if isConfirmed {
      note(CycleEvent(.stopConfirmed, value: (inputs.now - stop.began).seconds * 1e3))
    }
    motion = -2
    for joint in axes.indices {
      axes[joint].foundEnabledSince = .zero
      axes[joint].isStuckEnabled = false
    }
    if stop.isOrderly, isConfirmed {
      fault = .none()
      enter(.disarmed)
    } else {
      enter(.latched)
    }
    stop.kind = .none
  }

  /// A joint that does not answer, or whose drive stopped itself, is told to disable while the
  /// others are brought down.
  @_noLocks private mutating func disableSilentJoints() {
    for joint in axes.indices {
      if !isFresh(joint, inputs.received - inputs.lateness) || states[joint].status == .fault {
        axes[joint].order = .disable
      }
    }
  }
}
