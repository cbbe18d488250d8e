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
    let supply = conditionOfSupply()
    return supply.code == .none ? conditionOfOutputs() : supply
  }

  /// A chip of servos that is not as wanted, or `.none`.
  @_noLocks private func conditionOfOutputs() -> Fault {
    guard inputs.side.outputJoint >= 0, inputs.side.outputError != 0 else { return .none() }
    return Fault(
      .outputLost, subject: Int(inputs.side.outputJoint),
      value: inputs.side.outputAge.seconds * 1e3,
      detail: Int(inputs.side.outputError), instant: inputs.now)
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
      axes[joint].wish = .clear
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
    // What holds was prepared before it was enabled, and is not off since.
    for joint in axes.indices where !isHeld(joint) { drives.begin(joint) }
    arming.begin(now: inputs.now)
    enter(.arming)
    return accept(request)
  }

  /// The first joint that moved without torque a moment ago, or `.none`. A drive that is enabled on
  /// a falling arm catches it with a jerk.
  @_noLocks func motionAgainstArming() -> Fault {
    for joint in axes.indices where axes[joint].hasFeedback && !isHeld(joint) {
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
    case .prepare: prepareStep()
    case .fence: fenceStep()
    case .enable: enableStep()
    case .ramp:
      gains = ramp()
      holdStep()
      // With its weight carried the brakes open; nothing moves before they are free.
      if gains >= 1, areBrakesFree() {
        held = 0
        enter(.holding)
      }
    }
  }

  @_noLocks func ramp() -> Double { arming.gains(now: inputs.now, armingLimits) }

  private var armingLimits: Arming.Limits {
    @_noLocks get {
      Arming.Limits(
        exchange: timing.exchangeTimeout, silence: timing.silenceLimit,
        ramp: robot.safety.armingRamp)
    }
  }

  /// Sends nothing until nothing is in flight; only what holds is still told to.
  @_noLocks private mutating func fenceStep() {
    for joint in axes.indices where !isHeld(joint) {
      axes[joint].wish = .quiet
      excuseAll(joint)
    }
    for bus in buses.indices where buses[bus].inFlight != 0 {
      let queued = Double(buses[bus].inFlight)
      switch arming.fence(closedBy: bus, now: inputs.now, armingLimits) {
      case .wait: break
      case .purge:
        outputs.busToPurge = bus
        note(CycleEvent(.purge, subject: bus, value: queued))
      case .failed:
        failArming(Fault(.fenceUp, subject: bus, value: queued, instant: inputs.now))
      }
      return
    }
    // The last look before torque: somebody may have moved it since, or come to the bus.
    let talk = conditionOfTalk()
    let found = talk.code == .none ? motionAgainstArming() : talk
    guard found.code == .none else {
      failArming(found)
      return
    }
    note(CycleEvent(.fenceDown))
    for joint in axes.indices where !isHeld(joint) { axes[joint].wish = .enable }
    takeMeasuredPose()
    gains = 0
    arming.enter(.enable, now: inputs.now)
    holdStep(keepingWishes: true)
  }

  /// Waits for every drive to say that it is enabled. One that says it is not, to a frame sent long
  /// after, has never got its enable: a CAN controller whose receive queue is full drops frames
  /// unseen. It is asked again until the time is over.
  @_noLocks private mutating func enableStep() {
    gains = 0
    holdStep()
    let missing = firstNotEnabled()
    guard missing >= 0 else {
      arming.enter(.ramp, now: inputs.now)
      return
    }
    let asked = arming.asked
    switch arming.enable(now: inputs.now, armingLimits) {
    case .wait: break
    case .askAgain:
      for joint in states.indices
      where states[joint].sampled > asked && states[joint].status == .disabled
        && isStatusSure(joint)
      { axes[joint].wish = .enable }
    case .failed:
      beginStop(
        .torqueOff,
        Fault(
          .enableFailed, subject: missing,
          value: Double((inputs.now - arming.stageBegan).nanoseconds) * 1e-6,
          limit: Double(timing.exchangeTimeout.nanoseconds) * 1e-6, instant: inputs.now),
        now: inputs.now)
    }
  }

  /// The first joint whose drive has not said since that it is enabled; −1: all have.
  @_noLocks private func firstNotEnabled() -> Int {
    for joint in states.indices
    where axes[joint].hasFeedback
      && (states[joint].sampled <= arming.stageBegan || states[joint].status != .enabled)
    {
      return joint
    }
    return -1
  }

  /// Arming found something before any drive was enabled.
  @_noLocks mutating func failArming(_ found: Fault) {
    guard phase == .arming else { return }
    endHoming()
    latch(found)
  }
}
