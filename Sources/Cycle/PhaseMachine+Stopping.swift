import Drives
import Motion
import RealTime
import RobotCore
import Safety
import Units

// Stops: begun by a finding or an operator, made more severe, taken to their end.
extension PhaseMachine {
  /// Begins a stop, or makes the one under way more severe; never milder.
  @_noLocks mutating func beginStop(_ asked: StopKind, _ found: Fault, _ body: inout Body) {
    let isPartly = phase == .arming && arming.steps.stage != .ramp
    let cause = StopCause(
      asked, found, StoppingPhase.cause(in: phase, isPartly: isPartly, body))
    let raised = stopping.stop.raise(
      cause, latched: fault, held: body.held, logged: body.faultLog.count, now: body.time.now)
    if raised.isTold {
      body.noteFault(found, stop: raised.endsLatched ? stopping.stop.kind : cause.kind)
    }
    if raised.isLatched { fault = found }
    if raised.endsLatched { noteStop(stopping.stop.kind, found, &body) }
    guard raised.isAnew else { return }
    stopping.begin(found, isFirst: phase != .stopping, &body)
    noteStop(stopping.stop.kind, found, &body)
    if autostart.isPending { autostart.fail() }
    resetSince = .never
    lease.hasMotion = false
    moving.endHoming()
    enter(.stopping, &body)
  }

  /// A torque-off stop takes effect in the cycle that found it; a controlled one from the next on.
  @_noLocks mutating func beginStopInCycle(_ kind: StopKind, _ found: Fault, _ body: inout Body) {
    beginStop(kind == .none ? .controlledDescent : kind, found, &body)
    guard stopping.stop.stage == .off else { return }
    for joint in body.axes.indices { body.axes[joint].wish = .disable }
  }

  /// A finding on an orderly way to rest: the way stays, but it ends latched.
  @_noLocks mutating func endLatched(_ found: Fault, _ body: inout Body) {
    stopping.stop.endLatched()
    fault = found
    body.noteFault(found, stop: stopping.stop.kind)
    noteStop(stopping.stop.kind, found, &body)
  }

  @_noLocks private func noteStop(_ kind: StopKind, _ found: Fault, _ body: inout Body) {
    body.note(
      CycleEvent(
        .stopBegan, detail: Int(kind.rawValue), subject: Int(found.subject),
        value: Double(found.code.rawValue)))
  }

  // MARK: One cycle

  /// One cycle of a stop: the joints are led on their way, and what follows is the stop's to say.
  @_noLocks mutating func stopStep(_ body: inout Body, _ buses: borrowing Buses) {
    explainByCut(&body)
    switch stopping.step(&moving.player, ramp: arming.gains(body), &body) {
    case .goOn, .letGo: break
    case .descend: moving.player.beginDescent(from: body.samples, now: body.time.now)
    case .overdue: escalate(&body)
    case .holding:
      moving.motion = -2
      body.held = 0
      noteConfirmed(&body)
      stopping.stop.end()
      enter(.holding, &body)
    case .confirmed:
      noteConfirmed(&body)
      endStop(isOrderly: stopping.stop.isOrderly, &body)
    case .unconfirmed:
      noteUnconfirmed(&body)
      endStop(isOrderly: false, &body)
    }
    stopping.disableSilentJoints(&body, buses)
  }

  @_noLocks private func noteConfirmed(_ body: inout Body) {
    let time = body.time.now - stopping.stop.began
    body.note(CycleEvent(.stopConfirmed, value: time.seconds * 1e3))
  }

  /// A stop without evidence is a finding, whoever asked for the stop.
  @_noLocks private mutating func noteUnconfirmed(_ body: inout Body) {
    let found = stopping.missingEvidence(&body)
    // A twin that diverged cannot show that anything has stopped; it is told as that already.
    guard fault.code != .twinDiverged else { return }
    if !fault.isFault { fault = found }
    body.noteFault(found, stop: stopping.stop.kind)
  }

  /// A stop that has not ended in its time is a finding of its own: what follows may let an arm
  /// fall.
  @_noLocks private mutating func escalate(_ body: inout Body) {
    let found = Fault(
      .stopEscalated, value: (body.time.now - stopping.stop.stageBegan).seconds * 1e3,
      limit: body.robot.safety.stopTimeout.seconds * 1e3, detail: Int(stopping.stop.kind.number),
      instant: body.time.now)
    if !fault.isFault { fault = found }
    body.noteFault(found, stop: .damped)
    stopping.stop.escalate(now: body.time.now)
    noteStop(.damped, found, &body)
  }

  /// Orderly: nothing stays latched.
  @_noLocks private mutating func endStop(isOrderly: Bool, _ body: inout Body) {
    moving.motion = -2
    stopping.end(&body)
    if isOrderly { fault = .none() }
    enter(isOrderly ? .disarmed : .latched, &body)
  }

  // MARK: Causes

  /// A supply that turns out to be cut explains what the stop began with: silence, under-voltage
  /// and drives that went off by themselves are what a cut looks like from the bus.
  @_noLocks private mutating func explainByCut(_ body: inout Body) {
    guard body.robot.supply.isPresent, body.side.isSupplyKnown,
      body.side.supply < body.robot.supply.lowest,
      body.side.supplyAge <= body.robot.supply.ageLimit(under: body.timing), fault.isSymptomOfCut
    else { return }
    fault = Fault(
      .supplyLost, value: body.side.supply.value, limit: body.robot.supply.lowest.value,
      instant: body.time.now)
    body.faultLog.shorten(to: stopping.stop.firstFinding)
    body.noteFault(fault, stop: stopping.stop.kind)
  }

  /// A twin that diverged is its own failure, and no drive's. The first cycle that hears of it
  /// stops; what the diverging numbers had led to in a stop under way (a jump, an overload, a
  /// silence) was their symptom and is taken back.
  @_noLocks mutating func takeTwinFailure(_ body: inout Body) {
    guard body.side.hasTwinFailed, fault.code != .twinDiverged else { return }
    let found = Fault(
      .twinDiverged, subject: Int(body.side.failedJoint), value: body.side.failedInertia,
      instant: body.time.now)
    switch phase {
    case .latched, .disarmed: latch(found, &body)
    case .arming where !arming.isEnabling: latch(found, &body)
    case .arming, .holding, .moving: beginStopInCycle(.torqueOff, found, &body)
    case .stopping:
      let stop = stopping.stop
      if !stop.isOrderly { body.faultLog.shorten(to: stop.firstFinding) }
      endLatched(found, &body)
      if stop.stage != .off { beginStopInCycle(.torqueOff, found, &body) }
    }
  }
}
