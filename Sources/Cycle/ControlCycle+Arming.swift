import Drives
import RealTime
import RobotCore
import Safety
import Units

// Reset and arming: every condition, in the order of the design.
extension ControlCycle {
  // MARK: Reset

  @_noLocks mutating func answerReset(
    _ request: Request
  ) -> Reply {
    if phase == .holding, fault.code != .none { return answerResetOfHold(request) }
    // With nothing latched a reset has nothing to do: that is done, not "try again".
    guard phase == .latched else {
      return phase == .disarmed || phase == .holding ? accept(request) : refuseBusy(request)
    }
    if inputs.side.emergencyStopOpen { return refuse(request, .emergencyStopOpen) }
    let found = conditionAgainstReset()
    guard found.code == .none else { return refuse(request, .conditionHolds, found) }
    resetSince = inputs.now
    return accept(request)
  }

  /// After a stop that ended in a hold: the operator has seen why, motions may be asked for again.
  @_noLocks private mutating func answerResetOfHold(_ request: Request) -> Reply {
    if inputs.side.emergencyStopOpen { return refuse(request, .emergencyStopOpen) }
    fault = .none()
    safety.reset(keeping: .max)
    return accept(request)
  }

  /// What forbids a reset, or `.none`.
  @_noLocks func conditionAgainstReset() -> Fault {
    let talk = conditionOfTalk()
    if talk.code == .foreignCommander { return talk }
    for joint in states.indices {
      // What a silent drive said last is no finding of today's.
      guard isFresh(joint, inputs.received) else {
        return causeOfSilence(silence(of: joint, inputs.received))
      }
      if axes[joint].foundEnabledSince != .zero {
        return foundEnabled(joint)
      }
    }
    guard talk.code == .none else { return talk }
    return conditionOfSupply()
  }

  @_noLocks private func conditionOfSupply() -> Fault {
    guard robot.supply.isPresent, inputs.side.isSupplyKnown else { return .none() }
    let (low, high) = (robot.supply.lowest, robot.supply.highest)
    if inputs.side.supply < low {
      return Fault(.supplyLost, value: inputs.side.supply.value, limit: low.value)
    }
    if inputs.side.supply > high {
      return Fault(.supplyHigh, value: inputs.side.supply.value, limit: high.value)
    }
    return .none()
  }

  @_noLocks @inline(__always) func isFresh(_ joint: Int, _ now: Instant) -> Bool {
    guard states[joint].isKnown else { return false }
    let since = states[joint].waitingSince
    return since == .zero || now - since < timing.silenceLimit
  }

  @_noLocks func silence(of joint: Int, _ now: Instant) -> Fault {
    let since = states[joint].waitingSince
    let waited = since == .zero ? 0 : Double((now - since).nanoseconds) * 1e-6
    return Fault(
      .feedbackLost, subject: joint, value: waited,
      limit: Double(timing.silenceLimit.nanoseconds) * 1e-6, instant: now)
  }

  /// A reset under way: faults of the drives are cleared, then the latch opens.
  @_noLocks mutating func resetStep() {
    var faulted = -1
    for joint in states.indices where states[joint].status == .fault {
      faulted = joint
      axes[joint].order = .clearFault
    }
    if faulted < 0 {
      resetSince = .zero
      fault = .none()
      safety.reset(keeping: held)
      // A drive that lost its reference gets it back from its absolute encoder on a reset only.
      for joint in states.indices where !states[joint].isReferenced { referenceAgain(joint) }
      enter(.disarmed)
    } else if inputs.now - resetSince > timing.exchangeTimeout * 5 {
      resetSince = .zero
      latch(
        Fault(
          .driveFault, subject: faulted, value: Double(states[faulted].driveFault.rawValue),
          instant: inputs.now))
    }
  }

  // MARK: Arming

  @_noLocks mutating func answerArm(
    _ request: Request
  ) -> Reply {
    switch phase {
    case .latched: return refuse(request, .latched, fault)
    case .stopping: return refuseBusy(request)
    case .arming, .holding, .moving: return refuse(request, .alreadyArmed)
    case .disarmed: break
    }
    if inputs.side.emergencyStopOpen { return refuse(request, .emergencyStopOpen) }
    for joint in states.indices {
      guard isFresh(joint, inputs.received) else {
        let cause = causeOfSilence(silence(of: joint, inputs.received))
        return refuse(
          request, cause.code == .feedbackLost ? .jointNotFresh : .armingFailed, cause)
      }
      let misplaced = placeAgainstArming(joint)
      guard misplaced.code == .none else { return refuse(request, .armingFailed, misplaced) }
      if isHeld(joint), states[joint].status == .enabled { continue }
      guard states[joint].status == .disabled else {
        return refuse(
          request, .armingFailed,
          Fault(.driveFault, subject: joint, value: Double(states[joint].driveFault.rawValue)))
      }
    }
    let talk = conditionOfTalk()
    guard talk.code == .none else { return refuse(request, .armingFailed, talk) }
    let moving = motionAgainstArming()
    guard moving.code == .none else { return refuse(request, .armingFailed, moving) }
    for waiver in 0..<robot.waiverCount { note(CycleEvent(.waiver, detail: waiver)) }
    for joint in axes.indices {
      axes[joint].readBack.begin()
      // Read back before it was enabled, and not off since.
      if isHeld(joint) { axes[joint].readBack.skip() }
    }
    arming.begin(now: inputs.now)
    enter(.arming)
    return accept(request)
  }

  /// The first joint that moved without torque a moment ago, or `.none`. A drive that is enabled on
  /// a falling arm catches it with a jerk.
  @_noLocks func motionAgainstArming() -> Fault {
    for joint in axes.indices where !isHeld(joint) {
      guard axes[joint].standstill.hasMoved(within: standstill.time, now: inputs.now) else {
        continue
      }
      return Fault(
        .moving, subject: joint, value: axes[joint].standstill.lastSpeed,
        limit: axes[joint].standstill.limit, instant: inputs.now)
    }
    return .none()
  }

  /// One cycle of arming.
  @_noLocks mutating func armingStep() {
    if held != 0 { updateSetpoints() }
    switch arming.stage {
    case .readBack: readBackStep()
    case .fence: fenceStep()
    case .enable: enableStep()
    case .ramp:
      gains = ramp()
      holdStep()
      if gains >= 1 {
        held = 0
        enter(.holding)
      }
    }
  }

  @_noLocks func ramp() -> Double {
    let whole = robot.safety.armingRamp.seconds
    let part = (inputs.now - arming.stageBegan).seconds
    return whole > 0 && part < whole ? part / whole : 1
  }

  /// Sends nothing until nothing is in flight; only what holds is still told to. What does not
  /// drain is thrown away once: the shell takes the link down and up, and the socket's ENETDOWN
  /// then empties the account.
  @_noLocks private mutating func fenceStep() {
    for joint in axes.indices where !isHeld(joint) {
      axes[joint].order = .none
      excuseAll(joint)
    }
    for bus in buses.indices where buses[bus].inFlight != 0 {
      guard inputs.now - arming.stageBegan > timing.exchangeTimeout else { return }
      if arming.purged & (1 << UInt64(bus)) == 0 {
        arming.purged |= 1 << UInt64(bus)
        arming.stageBegan = inputs.now
        outputs.busToPurge = bus
        note(CycleEvent(.purge, subject: bus, value: Double(buses[bus].inFlight)))
      } else {
        failArming(
          Fault(
            .fenceUp, subject: bus, value: Double(buses[bus].inFlight), instant: inputs.now))
      }
      return
    }
    // The last look before torque: somebody may have moved it since, or come to the bus.
    let talk = conditionOfTalk()
    guard talk.code == .none else {
      failArming(talk)
      return
    }
    let moving = motionAgainstArming()
    guard moving.code == .none else {
      failArming(moving)
      return
    }
    note(CycleEvent(.fenceDown))
    for joint in axes.indices where !isHeld(joint) { axes[joint].order = .enable }
    takeMeasuredPose()
    gains = 0
    arming.enter(.enable, now: inputs.now)
    holdStep(keepingOrders: true)
  }

  /// Waits for every drive to say that it is enabled. One that says it is not, to a frame sent long
  /// after, has never got its enable: a CAN controller whose receive queue is full drops frames
  /// unseen. It is asked again until the time is over.
  @_noLocks private mutating func enableStep() {
    gains = 0
    holdStep()
    let isRepeat = inputs.now - arming.asked > timing.silenceLimit
    var missing = -1
    for joint in states.indices {
      let isNew = states[joint].sampled > arming.stageBegan
      if isNew, states[joint].status == .enabled { continue }
      if missing < 0 { missing = joint }
      guard isRepeat, states[joint].sampled > arming.asked, states[joint].status == .disabled,
        isStatusSure(joint)
      else { continue }
      axes[joint].order = .enable
    }
    guard missing >= 0 else {
      arming.enter(.ramp, now: inputs.now)
      return
    }
    if isRepeat { arming.asked = inputs.now }
    guard inputs.now - arming.stageBegan > timing.exchangeTimeout else { return }
    beginStop(
      .torqueOff,
      Fault(
        .enableFailed, subject: missing,
        value: Double((inputs.now - arming.stageBegan).nanoseconds) * 1e-6,
        limit: Double(timing.exchangeTimeout.nanoseconds) * 1e-6, instant: inputs.now),
      now: inputs.now)
  }

  /// Arming found something before any drive was enabled.
  @_noLocks mutating func failArming(_ found: Fault) {
    guard phase == .arming else { return }
    latch(found)
  }
}
