import Motion
import RealTime
import RobotCore
import Units

/// What commanders ask, and what they are told: whether it may be, and if not, why not.
struct Commanders: BitwiseCopyable, Sendable {
  /// Time since the last sign of life of the commander whose motion runs; zero: none runs.
  private(set) var silence = Interval.zero
  /// How long it may be.
  private(set) var timeout = Interval.zero
  /// The end was asked for, and every drive has been looked at once more since.
  private(set) var hasSeenEnd = false

  @_noLocks init() {}

  /// Answers every request of this cycle, watches the lease and the end of the run.
  @_noLocks mutating func answer(
    _ inputs: borrowing CycleInputs, _ phases: inout PhaseMachine, _ body: inout Body,
    _ buses: borrowing Buses
  ) {
    for index in inputs.requests.indices {
      let answer = answer(inputs.requests[index], &phases, &body, buses)
      body.outputs.replies.append(answer)
      if answer.code != .accepted { body.note(CycleEvent(refused: answer.code, answer.fault)) }
    }
    let hasRunOut = phases.lease.watch(heartbeat: inputs.holderHeartbeat, at: body.time.now)
    // The guard answers a commander that vanished in the middle of its motion.
    silence = phases.lease.hasMotion ? body.time.now - phases.lease.lastSign : .zero
    timeout = phases.lease.timeout
    if hasRunOut {
      body.note(CycleEvent(.leaseEnded, detail: 1, value: Double(phases.lease.process)))
      phases.lease.release()
    }
    watchEnd(inputs.endRequest, &phases, &body, buses)
  }

  @_noLocks private func answer(
    _ request: Request, _ phases: inout PhaseMachine, _ body: inout Body, _ buses: borrowing Buses
  ) -> Reply {
    switch request.kind {
    case .none: return request.refused(.unknownRequest)
    case .stop, .emergencyStop: return answerStop(request, &phases, &body)
    case .acquireLease: return answerLease(request, &phases, &body)
    case .releaseLease, .reset, .arm, .disarm, .move, .play, .hold, .home, .homeHere: break
    }
    guard phases.lease.isHeld(by: request) else {
      return phases.lease.process == 0
        ? request.refused(.noLease)
        : request.refused(.leaseHeld, Fault(.none, value: Double(phases.lease.process)))
    }
    switch request.kind {
    case .releaseLease: return answerRelease(request, &phases, &body)
    case .reset: return answerReset(request, &phases, body, buses)
    case .arm: return answerArm(request, &phases, &body, buses)
    case .disarm: return answerDisarm(request, &phases, &body)
    case .move, .play: return answerMotion(request, &phases, &body)
    case .home: return answerHome(request, &phases, &body, buses)
    case .homeHere: return answerHomeHere(request, &phases, &body)
    case .hold:
      guard phases.phase == .moving else { return request.refused(.notArmed) }
      phases.beginStop(.hold, Fault(.operatorStop), &body)
      return request.accepted
    case .none, .stop, .emergencyStop, .acquireLease: return request.refused(.unknownRequest)
    }
  }

  // MARK: Lease

  @_noLocks private func answerLease(
    _ request: Request, _ phases: inout PhaseMachine, _ body: inout Body
  ) -> Reply {
    if !phases.lease.isHeld(by: request) {
      guard phases.lease.process == 0 else {
        return request.refused(.leaseHeld, Fault(.none, value: Double(phases.lease.process)))
      }
      body.note(CycleEvent(.leaseTaken, value: Double(request.process)))
    }
    phases.lease.take(request, now: body.time.now, standard: body.robot.safety.leaseTimeout)
    return request.accepted
  }

  /// No lease, no motion: who lets go in the middle of one has it end in a hold.
  @_noLocks private func answerRelease(
    _ request: Request, _ phases: inout PhaseMachine, _ body: inout Body
  ) -> Reply {
    body.note(CycleEvent(.leaseEnded, value: Double(phases.lease.process)))
    if phases.lease.hasMotion, phases.phase == .moving {
      phases.beginStop(.hold, Fault(.operatorStop), &body)
    }
    phases.lease.release()
    return request.accepted
  }

  // MARK: Stop and disarm

  /// A stop needs no lease. Without torque it still disables every drive: that is the way out when
  /// a drive was found enabled at start.
  @_noLocks private func answerStop(
    _ request: Request, _ phases: inout PhaseMachine, _ body: inout Body
  ) -> Reply {
    let isEmergency = request.kind == .emergencyStop
    let code = isEmergency ? FaultCode.emergencyStop : .operatorStop
    let isIdle = phases.phase == .latched || phases.phase == .disarmed
    phases.beginStop(
      isEmergency || isIdle ? .torqueOff : .controlledDescent,
      Fault(code, value: isEmergency ? 2 : 0, instant: body.time.now), &body)
    return request.accepted
  }

  /// Everything off, also what a stop left holding: this is the operator's word, not a stop.
  @_noLocks private func answerDisarm(
    _ request: Request, _ phases: inout PhaseMachine, _ body: inout Body
  ) -> Reply {
    switch phases.phase {
    case .latched, .disarmed:
      guard body.held != 0 else { return request.refused(.notArmed) }
      phases.beginStop(.torqueOff, Fault(.ended), &body)
    case .arming, .stopping: return request.refusedBusy(in: phases.phase)
    case .holding, .moving: phases.beginStop(.controlledDescent, Fault(.ended), &body)
    }
    return request.accepted
  }

  // MARK: End of the run

  /// The run's time is over or a signal asked for its end: once is an orderly stop, twice at once.
  @_noLocks private mutating func watchEnd(
    _ level: UInt8, _ phases: inout PhaseMachine, _ body: inout Body, _ buses: borrowing Buses
  ) {
    guard level > 0 else { return }
    endAutostart(&phases, &body, buses)
    if phases.phase == .latched || phases.phase == .disarmed {
      // Nobody will be there to hold anything: better now than by the drive's time-out.
      if body.held != 0 {
        phases.beginStop(.torqueOff, Fault(.ended), &body)
      } else {
        noteEnd(&phases, &body)
      }
    } else if level > 1 {
      phases.beginStop(.torqueOff, Fault(.ended), &body)
    } else {
      phases.beginStop(
        phases.phase == .arming ? .damped : .controlledDescent, Fault(.ended), &body)
    }
  }

  /// The last look of a run: a drive that carries torque when nobody is left to command it is a
  /// finding, whoever enabled it.
  @_noLocks private mutating func noteEnd(_ phases: inout PhaseMachine, _ body: inout Body) {
    guard !hasSeenEnd else { return }
    hasSeenEnd = true
    var found = Fault(.enabledAtEnd, instant: body.time.now)
    // What a silent drive said last is no finding of today's: that stop was unconfirmed already.
    let recent = body.timing.silenceLimit * 2
    for joint in body.states.indices
    where body.axes[joint].hasFeedback && body.states[joint].status == .enabled
      && body.time.now - body.states[joint].sampled < recent
    {
      found.detail &+= 1
      if found.subject < 0 { found.subject = Int16(truncatingIfNeeded: joint) }
    }
    guard found.detail > 0 else { return }
    if phases.fault.isFault {
      body.noteFault(found, stop: .none)
    } else {
      phases.latch(found, &body)
    }
  }
}

extension Request {
  /// The answer to one that is granted.
  var accepted: Reply { @_noLocks get { Reply(slot: slot, code: .accepted) } }

  /// The answer to one that is not.
  @_noLocks func refused(_ code: ReplyCode, _ fault: Fault = Fault(.none)) -> Reply {
    Reply(slot: slot, code: code, fault: fault)
  }

  /// Not now: value of the answer is the phase that is in the way.
  @_noLocks func refusedBusy(in phase: RobotPhase) -> Reply {
    refused(.busy, Fault(.none, value: Double(phase.rawValue)))
  }
}
