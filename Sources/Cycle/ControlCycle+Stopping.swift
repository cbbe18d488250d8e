import Drives
import Motion
import RealTime
import RobotCore
import Units

// Stops: begun by a finding or an operator, made more severe, taken to their last act.
extension ControlCycle {
  /// Begins a stop, or makes the one under way more severe; never milder.
  @_noLocks mutating func beginStop(_ asked: StopKind, _ found: Fault, now: Instant) {
    let cause = StopCause(asked, found, bodyToStop())
    let raised = stop.raise(
      cause, latched: fault, held: held, logged: faultLog.count, now: now)
    if raised.isTold { noteFault(found, stop: raised.endsLatched ? stop.kind : cause.kind) }
    if raised.isLatched { fault = found }
    if raised.endsLatched { noteStop(stop.kind, found) }
    guard raised.isAnew else { return }
    giveWay(found)
    for joint in axes.indices { axes[joint].evidence.begin() }
    if phase != .stopping { rememberPlaces() }
    noteStop(stop.kind, found)
    if stop.stage == .decelerate {
      brake.begin(from: samples, now: now)
    }
    if autostart.isPending { autostart.fail() }
    resetSince = .zero
    lease.hasMotion = false
    endHoming()
    enter(.stopping)
  }

  @_noLocks private func bodyToStop() -> StopCause.Body {
    var body = StopCause.Body()
    body.isPartly = phase == .arming && arming.stage != .ramp
    body.held = held
    switch phase {
    case .latched, .disarmed, .arming: body.isArmed = false
    case .holding, .moving, .stopping: body.isArmed = true
    }
    body.allHold = true
    body.allBrake = true
    for joint in axes.indices {
      if robot.joints[joint].stopKind != .hold { body.allHold = false }
      if robot.joints[joint].stopKind != .brake { body.allBrake = false }
      if !states[joint].isReferenced, !robot.joints[joint].isAbsolute { body.isLost = true }
    }
    return body
  }

  /// A finding on an orderly way to rest: the way stays, but it ends latched.
  @_noLocks mutating func endLatched(_ found: Fault) {
    stop.endLatched()
    fault = found
    noteFault(found, stop: stop.kind)
    noteStop(stop.kind, found)
  }

  @_noLocks private mutating func noteStop(_ kind: StopKind, _ found: Fault) {
    note(
      CycleEvent(
        .stopBegan, detail: Int(kind.rawValue), subject: Int(found.subject),
        value: Double(found.code.rawValue)))
  }

  // MARK: One cycle

  /// One cycle of a stop: the joints are led on their way, and what follows is the stop's to say.
  @_noLocks mutating func stopStep() {
    explainByCut()
    let wasControlled = stop.isControlled
    // A stop that came into the ramp goes on with it: half a spring holds nothing.
    if stop.stage != .off, gains < 1 { gains = ramp() }
    var step = stop.step(leadStop(), stopLimits)
    // Where position control ends: what a joint travels from here on, it sinks.
    if wasControlled { rememberPlaces() }
    // In the same cycle: a grip must not be without its setpoint for a single one.
    if step == .letGo { step = stop.step(leadStop(), stopLimits) }
    switch step {
    case .goOn, .letGo: break
    case .descend: player.beginDescent(from: samples, now: inputs.now)
    case .overdue: escalate(inputs.now)
    case .holding:
      motion = -2
      held = 0
      noteConfirmed()
      stop.end()
      enter(.holding)
    case .confirmed:
      noteConfirmed()
      endStop(isOrderly: stop.isOrderly)
    case .unconfirmed:
      noteUnconfirmed()
      endStop(isOrderly: false)
    }
    disableSilentJoints()
  }

  private var stopLimits: Stopping.Limits {
    @_noLocks get {
      Stopping.Limits(longest: robot.safety.stopTimeout, damped: robot.safety.dampedTime)
    }
  }

  /// Leads every joint on the way of the stop's stage, and looks how far it has come.
  @_noLocks private mutating func leadStop() -> Stopping.View {
    var view = Stopping.View()
    view.now = inputs.now
    view.isEngaged = areBrakesEngaged()
    switch stop.stage {
    case .decelerate:
      view.hasArrived = brake.step(now: inputs.now, into: &samples)
      followStop()
      if view.hasArrived { view.isStill = areHeldStill() }
    case .descend:
      view.hasArrived = player.step(now: inputs.now, into: &samples)
      followStop()
    case .engage: stop.isControlled ? followStop() : dampStep()
    case .damp: dampStep()
    case .off: offStep(&view)
    }
    return view
  }

  @_noLocks private mutating func followStop() {
    leaveBraked()
    letGiveWay()
    holdStep()
    obeyOwnKinds()
  }

  @_noLocks private mutating func noteConfirmed() {
    note(CycleEvent(.stopConfirmed, value: (inputs.now - stop.began).seconds * 1e3))
  }

  /// A stop that has not ended in its time is a finding of its own: what follows may let an arm
  /// fall.
  @_noLocks private mutating func escalate(_ now: Instant) {
    let found = Fault(
      .stopEscalated, value: (now - stop.stageBegan).seconds * 1e3,
      limit: robot.safety.stopTimeout.seconds * 1e3, detail: Int(stop.kind.number),
      instant: now)
    if !fault.isFault { fault = found }
    noteFault(found, stop: .damped)
    stop.escalate(now: now)
    noteStop(.damped, found)
  }

  /// While the others are brought down, a joint whose own kind leaves no position control has none.
  @_noLocks private mutating func obeyOwnKinds() {
    guard stop.kind == .controlledDescent else { return }
    for joint in axes.indices {
      switch stop.ownWay(of: joint, robot.joints[joint].stopKind) {
      case .follow: break
      case .damp: setpoints[joint] = controllers[joint].damp(at: states[joint].position)
      case .disable: axes[joint].wish = .disable
      case .brake:
        guard brakes[joint].isEngaged else { break }
        axes[joint].wish = .disable
        stop.switchedOff(joint)
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
    for joint in axes.indices where axes[joint].hasFeedback {
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
      .twinDiverged, .motionImpossible, .registerSilent, .outputLost, .objectRefused,
      .driveRestarted, .brakeStuck, .homingFailed:
      return false
    }
  }
}
