import Drives
import Motion
import RealTime
import RobotCore
import Units

// Stops: begun by a finding or an operator, made more severe, taken to their last act.
extension ControlCycle {
  /// Begins a stop, or makes the one under way more severe; never milder.
  @_noLocks mutating func beginStop(_ asked: StopKind, _ found: Fault, now: Instant) {
    // Drives that are not all enabled cannot hold or lower anything.
    let isPartly = phase == .arming && arming.stage != .ramp
    let kind = isPartly ? .torqueOff : bodyKind(asked, found)
    let isOrderly =
      found.code == .ended || found.code == .none
      || (found.code == .operatorStop && asked == .hold)
    let mayHold = mayHold(kind, found)
    if phase == .stopping {
      let isGraver = raiseStop(to: kind, found, isOrderly: isOrderly, now: now)
      let letsGo = stop.stage == .off && held & ~mayHold != 0
      stop.mayHold &= mayHold
      guard isGraver || letsGo else { return }
      // What held gets the time of a stop of its own for its evidence.
      if !isGraver { stop.enter(.off, now: now) }
    } else {
      let earlier = faultLog.count
      // What was latched before stays latched: only a reset forgets.
      let wasFree = fault.code == .none
      let isLatched = isFault(fault) && isAsked(found)
      if !isOrderly, !isLatched {
        noteFault(found, stop: kind)
        fault = found
      }
      stop.begin(kind, isOrderly: isOrderly && wasFree, now: now)
      stop.mayHold = mayHold
      stop.firstFinding = earlier
      stop.off = 0
      stop.givesWay = 0
    }
    giveWay(found)
    for joint in axes.indices { axes[joint].offSince = .zero }
    if phase != .stopping { rememberPlaces() }
    noteStop(stop.kind, found)
    if stop.stage == .decelerate {
      brake.begin(from: samples, now: now)
    }
    if autostart.isPending { autostart.fail() }
    resetSince = .zero
    lease.hasMotion = false
    enter(.stopping)
  }

  /// What a stop under way makes of one more finding; true when it becomes more severe. An operator
  /// who asks for what is under way already adds nothing to it, least of all a cause.
  @_noLocks private mutating func raiseStop(
    to kind: StopKind, _ found: Fault, isOrderly: Bool, now: Instant
  ) -> Bool {
    let isGraver = kind.rawValue > stop.kind.rawValue
    let isKnown = found.code == fault.code && found.subject == fault.subject
    let wasOrderly = stop.isOrderly
    if !isOrderly, !isKnown {
      // What an operator asked for is no cause: the first finding on its way is.
      if isGraver {
        noteFault(found, stop: kind)
        if wasOrderly || !isFault(fault) { fault = found }
      } else if wasOrderly {
        endLatched(found)
      } else if !isAsked(found) {
        noteFault(found, stop: kind)
        if !isFault(fault) { fault = found }
      }
    }
    if isGraver { stop.begin(kind, isOrderly: isOrderly && wasOrderly, now: now) }
    return isGraver
  }

  /// A finding on an orderly way to rest: the way stays, but it ends latched.
  @_noLocks mutating func endLatched(_ found: Fault) {
    stop.isOrderly = false
    fault = found
    noteFault(found, stop: stop.kind)
    noteStop(stop.kind, found)
  }

  /// True for what an operator asked for.
  @_noLocks private func isAsked(_ found: Fault) -> Bool {
    found.code == .operatorStop || (found.code == .emergencyStop && found.value == 2)
  }

  /// True for what is more than an operator's wish or the state after a start.
  @_noLocks func isFault(_ found: Fault) -> Bool {
    found.code != .none && found.code != .bootState && found.code != .operatorStop
  }

  @_noLocks private mutating func noteStop(_ kind: StopKind, _ found: Fault) {
    note(
      CycleEvent(
        .stopBegan, detail: Int(kind.rawValue), subject: Int(found.subject),
        value: Double(found.code.rawValue)))
  }

  /// A stop "as the profile says" of a robot whose joints all stop and hold is itself one.
  @_noLocks private func bodyKind(_ asked: StopKind, _ found: Fault) -> StopKind {
    guard asked == .controlledDescent, found.code != .ended else { return asked }
    for joint in axes.indices where robot.joints[joint].stopKind != .hold { return asked }
    return .hold
  }

  /// Which joints may go on holding when the body's torque is off: a gripper keeps its grip in
  /// every stop but one that leaves no choice (e-stop, lost bus or supply, hard faults) and one
  /// with which the operator or the end of the run takes everything off. A joint that was not armed
  /// before gets no torque from a stop.
  @_noLocks private func mayHold(_ kind: StopKind, _ found: Fault) -> UInt64 {
    if found.code == .ended || found.code == .motionImpossible { return 0 }
    if kind == .torqueOff {
      return found.code == .operatorStop || found.code == .enableFailed ? held : 0
    }
    switch phase {
    case .latched, .disarmed, .arming: return held
    case .holding, .moving, .stopping: return .max
    }
  }

  /// One cycle of a stop.
  @_noLocks mutating func stopStep() {
    let now = inputs.now
    explainByCut()
    let began = stop.stage
    // A stop that came into the ramp goes on with it: half a spring holds nothing.
    if began != .off, gains < 1 { gains = ramp() }
    switch stop.stage {
    case .decelerate:
      let isAtRest = brake.step(now: now, into: &samples)
      letGiveWay()
      holdStep()
      obeyOwnKinds()
      if isAtRest { afterDeceleration(now) }
    case .descend:
      let isDown = player.step(now: now, into: &samples)
      letGiveWay()
      holdStep()
      obeyOwnKinds()
      if isDown { stop.enter(.damp, now: now) }
    case .damp:
      dampStep()
      if now - stop.stageBegan >= robot.safety.dampedTime { stop.enter(.off, now: now) }
    case .off: offStep()
    }
    // Where position control ends: what a joint travels from here on, it sinks.
    if Stop.isControlled(began) { rememberPlaces() }
    // In the same cycle: a grip must not be without its setpoint for a single one.
    if began != .off, stop.stage == .off { offStep() }
    // A stop that does not get on in time goes on without position control.
    if stop.stage == .decelerate || stop.stage == .descend,
      now - stop.stageBegan > robot.safety.stopTimeout
    {
      escalate(now)
    }
    disableSilentJoints()
  }

  /// A stop that has not ended in its time is a finding of its own: what follows may let an arm
  /// fall.
  @_noLocks private mutating func escalate(_ now: Instant) {
    let found = Fault(
      .stopEscalated, value: (now - stop.stageBegan).seconds * 1e3,
      limit: robot.safety.stopTimeout.seconds * 1e3, detail: Int(stop.kind.number),
      instant: now)
    if !isFault(fault) { fault = found }
    noteFault(found, stop: .damped)
    stop.isOrderly = false
    stop.kind = .damped
    noteStop(.damped, found)
    stop.enter(.damp, now: now)
  }

  @_noLocks private mutating func afterDeceleration(_ now: Instant) {
    switch stop.kind {
    case .none, .hold:
      // The setpoints are at rest; the joints must be, too.
      for joint in states.indices where !holdsStill(joint) { return }
      motion = -2
      held = 0
      stop.kind = .none
      note(CycleEvent(.stopConfirmed, value: (now - stop.began).seconds * 1e3))
      enter(.holding)
    case .controlledDescent:
      player.beginDescent(from: samples, now: now)
      stop.enter(.descend, now: now)
    case .controlledStop, .damped, .brake, .torqueOff: stop.enter(.off, now: now)
    }
  }

  /// While the others are brought down, a joint whose own kind leaves no position control has none.
  @_noLocks private mutating func obeyOwnKinds() {
    guard stop.kind == .controlledDescent else { return }
    for joint in axes.indices {
      switch robot.joints[joint].stopKind {
      case .torqueOff:
        axes[joint].wish = .disable
        stop.off |= 1 << UInt64(joint)
      case .damped, .brake: setpoints[joint] = controllers[joint].damp(at: states[joint].position)
      case .none, .hold, .controlledDescent, .controlledStop: break
      }
    }
    relaxGivingJoints()
  }

  /// Damping only, but for joints whose own kind is to hold: those keep the setpoint that they
  /// have, since a grip is the distance between setpoint and finger.
  @_noLocks private mutating func dampStep() {
    for joint in samples.indices {
      let position = samples[joint].position
      samples[joint] = MotionSample()
      samples[joint].position = canHold(joint) ? position : states[joint].position
    }
    updateSetpoints()
    for joint in axes.indices {
      axes[joint].wish = .follow
      if !canHold(joint) {
        setpoints[joint] = controllers[joint].damp(at: states[joint].position)
      }
    }
    obeyOwnKinds()
  }

  /// A joint that does not answer, or whose drive stopped itself, is told to disable while the
  /// others are brought down.
  @_noLocks private mutating func disableSilentJoints() {
    for joint in axes.indices {
      // On a flooded bus the drives answer, and are not read: they go on with what they are sent.
      let isUnread = buses[axes[joint].bus].unreadSince != .zero
      if (!isUnread && !isFresh(joint, inputs.received - inputs.lateness))
        || states[joint].status == .fault
      {
        axes[joint].wish = .disable
      }
    }
  }

  // MARK: Causes

  /// A supply that turns out to be cut explains what the stop began with: silence, under-voltage
  /// and drives that went off by themselves are what a cut looks like from the bus.
  @_noLocks private mutating func explainByCut() {
    guard robot.supply.isPresent, inputs.side.isSupplyKnown,
      inputs.side.supply < robot.supply.lowest,
      inputs.side.supplyAge <= robot.supply.ageLimit(under: timing), isSymptomOfCut(fault)
    else { return }
    fault = Fault(
      .supplyLost, value: inputs.side.supply.value, limit: robot.supply.lowest.value,
      instant: inputs.now)
    faultLog.shorten(to: stop.firstFinding)
    noteFault(fault, stop: stop.kind)
  }

  @_noLocks private func isSymptomOfCut(_ found: Fault) -> Bool {
    switch found.code {
    case .feedbackLost, .busLost, .driveDisabled: return true
    case .driveFault:
      return found.value == Double(DriveFault.underVoltage.number)
        || found.value == Double(DriveFault.communicationLost.number)
    case .none, .bootState, .emergencyStop, .operatorStop, .positionLimit, .velocityLimit,
      .effortLimit, .followingError, .commandTimeout, .nonFinite, .overrun, .supplyLost,
      .enableFailed, .configurationMismatch, .foundEnabled, .notReferenced, .overTemperature,
      .fenceUp, .driveTimeoutOff, .leaseLost, .positionJump, .supplyMonitorLost, .ended,
      .moving, .turnUnknown, .feedbackLate, .busFlooded, .foreignCommander, .doubleAnswers,
      .supplyHigh, .stopUnconfirmed, .stopEscalated, .enabledAtEnd, .wrongFormat, .unexpectedID,
      .twinDiverged, .motionImpossible, .registerSilent:
      return false
    }
  }
}
