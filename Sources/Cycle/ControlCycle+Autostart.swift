import RealTime
import RobotCore
import Units

// `--motion`: what the command line asks for is answered as any other commander is.
extension ControlCycle {
  /// Asks for the operator's reset, lease and arm, once, as soon as every drive has been heard.
  @_noLocks public mutating func autostart(motion index: Int) { autostart.want(motion: index) }

  /// Why `--motion` could not begin, once it is clear that it will not.
  public var hasAutostartFailed: Bool { @_noLocks get { autostart.hasFailed } }

  @_noLocks mutating func autostartStep() {
    guard autostart.isPending else { return }
    let view = autostartView()
    switch autostart.step(view, silence: timing.silenceLimit) {
    case .nothing: break
    case .reset:
      lease.take(ownRequest(.acquireLease), now: inputs.now, standard: .zero)
      if answerReset(ownRequest(.reset)).code != .accepted { failAutostart() }
    case .arm:
      let reply = answerArm(ownRequest(.arm))
      guard reply.code != .accepted else { return }
      if reply.fault.code != .none { latch(reply.fault) }
      failAutostart()
    case .begin:
      lease.release()
      beginAutostartMotion()
    case .giveUp:
      if view.isLeaseTaken {
        note(
          CycleEvent(
            .refused, detail: Int(ReplyCode.leaseHeld.rawValue), value: Double(lease.process)))
      }
      if view.obstacle.code != .none { latch(view.obstacle) }
      failAutostart()
    case .fail: failAutostart()
    }
  }

  @_noLocks private func autostartView() -> Autostart.View {
    var view = Autostart.View()
    view.now = inputs.now
    view.phase = phase
    view.isResetting = resetSince != .zero
    view.isLeaseTaken = lease.process != 0
    if autostart.isWaiting { view.obstacle = conditionAgainstAutostart() }
    for joint in axes.indices where axes[joint].isStuckEnabled { view.isStuckEnabled = true }
    return view
  }

  /// The process itself asks, as slot −1.
  @_noLocks private func ownRequest(_ kind: RequestKind) -> Request {
    var request = Request()
    request.kind = kind
    request.process = UInt64(Int64.max)
    request.slot = -1
    return request
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

  /// What forbids reset or arming, or `.none`.
  @_noLocks private func conditionAgainstAutostart() -> Fault {
    if inputs.side.emergencyStopOpen {
      return Fault(
        .emergencyStop, subject: Int(inputs.side.openLine), value: 1, instant: inputs.now)
    }
    let found = conditionAgainstReset()
    return found.code == .none ? motionAgainstArming() : found
  }

  /// The run ends and the motion that was asked for has not begun: the run has failed, and says
  /// what it was waiting for.
  @_noLocks mutating func endAutostart() {
    guard autostart.isPending else { return }
    var found = autostart.isWaiting ? conditionAgainstAutostart() : .none()
    // Not heard yet is no finding before its time.
    if found.code == .feedbackLost, found.value < found.limit { found = .none() }
    if found.code == .none {
      noteFault(Fault(.ended, value: 1, instant: inputs.now), stop: .none)
    } else {
      latch(found)
    }
    failAutostart()
  }

  @_noLocks private mutating func failAutostart() {
    autostart.fail()
    if lease.slot == -1 { lease.release() }
  }
}
