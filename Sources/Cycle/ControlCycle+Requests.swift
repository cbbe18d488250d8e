import Motion
import RealTime
import RobotCore
import Units

// What commanders ask, and what they are told.
extension ControlCycle {
  /// Answers every request of this cycle, watches the lease and the end of the run.
  @_noLocks mutating func answerRequests() {
    for index in inputs.requests.indices {
      let request = inputs.requests[index]
      let answer = answer(request, now: inputs.now)
      outputs.replies.append(answer)
      if answer.code != .accepted {
        note(CycleEvent(refused: answer.code, answer.fault))
      }
    }
    let hasRunOut = lease.watch(heartbeat: inputs.holderHeartbeat, at: inputs.now)
    // The guard answers a commander that vanished in the middle of its motion.
    commanderSilence = lease.hasMotion ? inputs.now - lease.lastSign : .zero
    commanderTimeout = lease.timeout
    if hasRunOut {
      note(CycleEvent(.leaseEnded, detail: 1, value: Double(lease.process)))
      lease.release()
    }
    watchEnd()
  }

  /// The run's time is over or a signal asked for its end: once is an orderly stop, twice at once.
  @_noLocks private mutating func watchEnd() {
    guard inputs.endRequest > 0 else { return }
    endAutostart()
    if phase == .latched || phase == .disarmed {
      // Nobody will be there to hold anything: better now than by the drive's time-out.
      if held != 0 { beginStop(.torqueOff, Fault(.ended), now: inputs.now) } else { noteEnd() }
    } else if inputs.endRequest > 1 {
      beginStop(.torqueOff, Fault(.ended), now: inputs.now)
    } else if phase == .arming {
      beginStop(.damped, Fault(.ended), now: inputs.now)
    } else {
      beginStop(.controlledDescent, Fault(.ended), now: inputs.now)
    }
  }

  /// The last look of a run: a drive that carries torque when nobody is left to command it is a
  /// finding, whoever enabled it.
  @_noLocks private mutating func noteEnd() {
    guard !hasSeenEnd else { return }
    hasSeenEnd = true
    var found = Fault(.enabledAtEnd, instant: inputs.now)
    // What a silent drive said last is no finding of today's: that stop was unconfirmed already.
    let recent = timing.silenceLimit * 2
    for joint in states.indices
    where axes[joint].hasFeedback && states[joint].status == .enabled
      && inputs.now - states[joint].sampled < recent
    {
      found.detail &+= 1
      if found.subject < 0 { found.subject = Int16(truncatingIfNeeded: joint) }
    }
    guard found.detail > 0 else { return }
    if fault.isFault {
      noteFault(found, stop: .none)
    } else {
      latch(found)
    }
  }

  @_noLocks private mutating func answer(
    _ request: Request, now: Instant
  ) -> Reply {
    switch request.kind {
    case .none: return refuse(request, .unknownRequest)
    case .stop, .emergencyStop: return answerStop(request, now: now)
    case .acquireLease: return answerLease(request, now: now)
    case .releaseLease, .reset, .arm, .disarm, .move, .play, .hold, .home, .homeHere: break
    }
    guard lease.isHeld(by: request) else {
      return lease.process == 0
        ? refuse(request, .noLease)
        : refuse(request, .leaseHeld, Fault(.none, value: Double(lease.process)))
    }
    switch request.kind {
    case .releaseLease:
      note(CycleEvent(.leaseEnded, value: Double(lease.process)))
      // No lease, no motion: who lets go in the middle of one has it end in a hold.
      if lease.hasMotion, phase == .moving { beginStop(.hold, Fault(.operatorStop), now: now) }
      lease.release()
      return accept(request)
    case .reset: return answerReset(request)
    case .arm: return answerArm(request)
    case .disarm: return answerDisarm(request, now: now)
    case .move, .play: return answerMotion(request, now: now)
    case .home: return answerHome(request)
    case .homeHere: return answerHomeHere(request)
    case .hold:
      guard phase == .moving else { return refuse(request, .notArmed) }
      beginStop(.hold, Fault(.operatorStop), now: now)
      return accept(request)
    case .none, .stop, .emergencyStop, .acquireLease: return refuse(request, .unknownRequest)
    }
  }

  @_noLocks func accept(_ request: Request) -> Reply {
    Reply(slot: request.slot, code: .accepted)
  }

  @_noLocks func refuse(
    _ request: Request, _ code: ReplyCode, _ fault: Fault = Fault(.none)
  ) -> Reply {
    Reply(slot: request.slot, code: code, fault: fault)
  }

  /// value of the answer: the phase that is in the way.
  @_noLocks func refuseBusy(_ request: Request) -> Reply {
    refuse(request, .busy, Fault(.none, value: Double(phase.rawValue)))
  }

  @_noLocks private mutating func answerLease(_ request: Request, now: Instant) -> Reply {
    if lease.process != 0, !lease.isHeld(by: request) {
      return refuse(request, .leaseHeld, Fault(.none, value: Double(lease.process)))
    }
    if !lease.isHeld(by: request) {
      note(CycleEvent(.leaseTaken, value: Double(request.process)))
    }
    lease.take(request, now: now, standard: robot.safety.leaseTimeout)
    return accept(request)
  }

  /// A stop needs no lease. Without torque it still disables every drive: that is the way out when
  /// a drive was found enabled at start.
  @_noLocks private mutating func answerStop(_ request: Request, now: Instant) -> Reply {
    let isEmergency = request.kind == .emergencyStop
    let code = isEmergency ? FaultCode.emergencyStop : .operatorStop
    let isIdle = phase == .latched || phase == .disarmed
    beginStop(
      isEmergency || isIdle ? .torqueOff : .controlledDescent,
      Fault(code, value: isEmergency ? 2 : 0, instant: now), now: now)
    return accept(request)
  }

  /// Everything off, also what a stop left holding: this is the operator's word, not a stop.
  @_noLocks private mutating func answerDisarm(_ request: Request, now: Instant) -> Reply {
    if held != 0, phase == .latched || phase == .disarmed {
      beginStop(.torqueOff, Fault(.ended), now: now)
      return accept(request)
    }
    switch phase {
    case .latched, .disarmed: return refuse(request, .notArmed)
    case .arming, .stopping: return refuseBusy(request)
    case .holding, .moving: break
    }
    beginStop(.controlledDescent, Fault(.ended), now: now)
    return accept(request)
  }

  @_noLocks private mutating func answerMotion(_ request: Request, now: Instant) -> Reply {
    switch phase {
    case .latched: return refuse(request, .latched, fault)
    case .disarmed: return refuse(request, .notArmed)
    case .arming, .moving, .stopping: return refuseBusy(request)
    case .holding: break
    }
    // A stop that ended in a hold is a stop: nothing moves again before a reset.
    guard fault.code == .none else { return refuse(request, .latched, fault) }
    for joint in states.indices where !states[joint].isReferenced {
      return refuse(request, .conditionHolds, Fault(.notReferenced, subject: joint))
    }
    guard request.speed.isFinite, request.speed > 0, request.speed <= 1 else {
      return refuse(request, .notFinite, Fault(.none, value: request.speed, limit: 1))
    }
    if request.kind == .play {
      let index = Int(request.index)
      guard index >= 0, index < robot.motionCount else {
        return refuse(request, .unknownRequest)
      }
      guard beginMotion(index, speed: request.speed, now: now) else {
        return refuse(request, .unknownRequest)
      }
      lease.hasMotion = true
      return accept(request)
    }
    for joint in states.indices where request.mask >> UInt64(joint) & 1 == 1 {
      let target = request.targets[joint]
      guard target.isFinite else {
        return refuse(request, .notFinite, Fault(.none, subject: joint))
      }
      let low = robot.joints[joint].lower.value
      let high = robot.joints[joint].upper.value
      guard target >= low, target <= high else {
        return refuse(
          request, .targetOutOfRange,
          Fault(.none, subject: joint, value: target, limit: target < low ? low : high))
      }
    }
    guard states.count == 64 || request.mask >> UInt64(states.count) == 0, request.mask != 0 else {
      return refuse(request, .unknownRequest)
    }
    guard beginMove(request.targets, mask: request.mask, speed: request.speed, now: now) else {
      return refuse(request, .unknownRequest)
    }
    lease.hasMotion = true
    return accept(request)
  }
}
