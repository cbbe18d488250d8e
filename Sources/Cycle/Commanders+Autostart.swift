import RealTime
import RobotCore
import Units

// `--motion`: what the command line asks for is answered as any other commander is.
extension Commanders {
  /// Asks for the operator's reset, lease and arm, once, as soon as every drive has been heard.
  @_noLocks func stepAutostart(
    _ phases: inout PhaseMachine, _ body: inout Body, _ buses: borrowing Buses
  ) {
    guard phases.autostart.isPending else { return }
    let view = view(phases, body, buses)
    switch phases.autostart.step(view, silence: body.timing.silenceLimit) {
    case .nothing: break
    case .reset:
      phases.lease.take(own(.acquireLease), now: body.time.now, standard: .zero)
      if answerReset(own(.reset), &phases, body, buses).code != .accepted { fail(&phases) }
    case .arm:
      let reply = answerArm(own(.arm), &phases, &body, buses)
      guard reply.code != .accepted else { return }
      if reply.fault.code != .none { phases.latch(reply.fault, &body) }
      fail(&phases)
    case .begin:
      phases.lease.release()
      begin(&phases, &body)
    case .giveUp:
      if view.isLeaseTaken {
        body.note(
          CycleEvent(
            .refused, detail: Int(ReplyCode.leaseHeld.rawValue),
            value: Double(phases.lease.process)))
      }
      if view.obstacle.code != .none { phases.latch(view.obstacle, &body) }
      fail(&phases)
    case .fail: fail(&phases)
    }
  }

  @_noLocks private func view(
    _ phases: borrowing PhaseMachine, _ body: borrowing Body, _ buses: borrowing Buses
  ) -> Autostart.View {
    var view = Autostart.View()
    view.now = body.time.now
    view.phase = phases.phase
    view.isResetting = phases.resetSince != .never
    view.isLeaseTaken = phases.lease.process != 0
    if phases.autostart.isWaiting { view.obstacle = obstacle(body, buses) }
    for joint in body.axes.indices where body.axes[joint].isStuckEnabled {
      view.isStuckEnabled = true
    }
    return view
  }

  /// The process itself asks, as slot −1.
  @_noLocks private func own(_ kind: RequestKind) -> Request {
    var request = Request()
    request.kind = kind
    request.process = UInt64(Int64.max)
    request.slot = -1
    return request
  }

  /// A motion that cannot be planned is a failed run, and nobody is there to hold for.
  @_noLocks private func begin(_ phases: inout PhaseMachine, _ body: inout Body) {
    let motion = phases.autostart.motion
    guard motion >= 0 else { return }
    if phases.moving.begin(motion, &body) {
      phases.enter(.moving, &body)
      return
    }
    phases.beginStop(
      .controlledDescent,
      Fault(.motionImpossible, value: Double(motion), instant: body.time.now), &body)
    fail(&phases)
  }

  /// What forbids reset or arming, or `.none`.
  @_noLocks private func obstacle(_ body: borrowing Body, _ buses: borrowing Buses) -> Fault {
    if body.side.emergencyStopOpen {
      return Fault(
        .emergencyStop, subject: Int(body.side.openLine), value: 1, instant: body.time.now)
    }
    let found = conditionAgainstReset(body, buses)
    return found.code == .none ? body.motionAgainstArming() : found
  }

  /// The run ends and the motion that was asked for has not begun: the run has failed, and says
  /// what it was waiting for.
  @_noLocks func endAutostart(
    _ phases: inout PhaseMachine, _ body: inout Body, _ buses: borrowing Buses
  ) {
    guard phases.autostart.isPending else { return }
    var found = phases.autostart.isWaiting ? obstacle(body, buses) : .none()
    // Not heard yet is no finding before its time.
    if found.code == .feedbackLost, found.value < found.limit { found = .none() }
    if found.code == .none {
      body.noteFault(Fault(.ended, value: 1, instant: body.time.now), stop: .none)
    } else {
      phases.latch(found, &body)
    }
    fail(&phases)
  }

  @_noLocks private func fail(_ phases: inout PhaseMachine) {
    phases.autostart.fail()
    if phases.lease.slot == -1 { phases.lease.release() }
  }
}
