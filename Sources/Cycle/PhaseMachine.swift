import Drives
import Motion
import RealTime
import RobotCore
import Units

/// Where the robot stands, and the only way from there to elsewhere: reset, arming, motion, stop.
///
/// Each phase that does something in its cycles is a value of its own; it says what came of a
/// cycle, and here is decided what follows. Findings and commanders come in through `latch`,
/// `failArming` and `beginStop`.
struct PhaseMachine: ~Copyable {
  private(set) var phase = RobotPhase.latched
  /// The latched finding, or the one that a stop under way answers.
  var fault = Fault(.bootState)
  var arming = ArmingPhase()
  var stopping: StoppingPhase
  var moving: MovingPhase
  /// Who may command.
  var lease = Lease()
  /// What the command line asked for.
  var autostart = Autostart()
  /// When the reset under way was asked for; never: none is.
  var resetSince = Instant.never
  /// A reset took effect in this step: the joints that keep what is remembered of them.
  private var keptByReset: UInt64?
  /// Since when the position has been held with nobody in command.
  private var heldSince = Instant.never

  init(_ configuration: borrowing RobotConfiguration, period: Interval) {
    stopping = StoppingPhase(configuration)
    moving = MovingPhase(configuration, period: period)
  }

  /// Everything it remembers, to or from a snapshot.
  @_noLocks mutating func exchange(_ pass: inout SnapshotPass) {
    pass.exchange(&phase, &fault, &arming)
    pass.exchange(&lease, &autostart, &resetSince)
    pass.exchange(&keptByReset)
    pass.exchange(&heldSince)
    stopping.exchange(&pass)
    moving.exchange(&pass)
  }

  /// True while drives may carry torque because we asked for it.
  var isEnabled: Bool {
    @_noLocks get {
      switch phase {
      case .latched, .disarmed: false
      case .arming: arming.isEnabling
      case .holding, .moving: true
      case .stopping: stopping.stop.stage != .off
      }
    }
  }

  /// A finding is latched that no operator asked for. What was reset is over.
  @_noLocks func isFaultLatched(_ body: borrowing Body) -> Bool {
    switch fault.code {
    case .none, .bootState, .operatorStop, .ended: false
    default: !body.faultLog.isEmpty
    }
  }

  // MARK: From one phase to another

  /// From here on the robot is in another phase; a motion or a search that was begun is `moving`.
  @_noLocks mutating func enter(_ next: RobotPhase, _ body: inout Body) {
    guard next != phase else { return }
    body.note(CycleEvent(.phase, detail: Int(next.rawValue), value: Double(phase.rawValue)))
    phase = next
    heldSince = body.time.now
  }

  /// Latches a finding while no drive carries torque.
  @_noLocks mutating func latch(_ found: Fault, _ body: inout Body) {
    fault = found
    body.noteFault(found, stop: .none)
    enter(.latched, &body)
  }

  /// Arming found something before any drive was enabled.
  @_noLocks mutating func failArming(_ found: Fault, _ body: inout Body) {
    guard phase == .arming else { return }
    moving.endHoming()
    latch(found, &body)
  }

  /// Begins to arm.
  @_noLocks mutating func beginArming(_ body: inout Body) {
    arming.begin(&body)
    enter(.arming, &body)
  }

  /// A joint jumped and has lost its reference.
  @_noLocks mutating func jumped(_ found: Fault, joint: Int, _ body: inout Body) {
    if isEnabled {
      beginStop(.damped, found, &body)
    } else if body.isHeld(joint) {
      beginStop(.torqueOff, found, &body)
    } else if phase == .disarmed {
      latch(found, &body)
    } else {
      failArming(found, &body)
    }
  }

  /// What a drive said, or did not say, while it is prepared.
  @_noLocks mutating func takePreparation(
    _ news: DriveNews, joint: Int, _ body: inout Body, _ buses: borrowing Buses
  ) {
    if news.text.object != 0 { body.note(CycleEvent(news.text, of: joint)) }
    guard phase == .arming else { return }
    if case .failed(let found) = arming.take(news, joint: joint, &body, buses) {
      failArming(found, &body)
    }
  }

  // MARK: One cycle

  /// What the phase does, and what follows.
  @_noLocks mutating func step(_ body: inout Body, _ buses: borrowing Buses) {
    switch phase {
    case .latched:
      if resetSince != .never { resetStep(&body) }
      if body.held != 0 { body.updateSetpoints() }
    case .disarmed:
      if body.held != 0 { body.updateSetpoints() }
    case .arming: armingStep(&body, buses)
    case .holding:
      body.hold()
      watchHold(&body)
      if phase == .holding, moving.beginHoming(&body) { enter(.moving, &body) }
    case .moving: movingStep(&body)
    case .stopping: stopStep(&body, buses)
    }
  }

  @_noLocks private mutating func armingStep(_ body: inout Body, _ buses: borrowing Buses) {
    switch arming.step(&body, buses) {
    case .goOn: break
    case .armed: enter(.holding, &body)
    case .failed(let found): failArming(found, &body)
    case .refused(let found):
      fault = found
      enter(.latched, &body)
    case .stuck(let found): beginStop(.torqueOff, found, &body)
    }
  }

  /// With nobody in command a position is held for as long as the profile allows, then comes the
  /// rest pose and torque off.
  @_noLocks private mutating func watchHold(_ body: inout Body) {
    if lease.process != 0 { heldSince = body.time.now }
    let allowed = body.robot.safety.holdTime
    guard allowed > .zero, body.time.now - heldSince > allowed else { return }
    beginStop(.controlledDescent, Fault(.ended), &body)
  }

  @_noLocks private mutating func movingStep(_ body: inout Body) {
    switch moving.step(&body) {
    case .goOn: break
    case .ended:
      lease.hasMotion = false
      enter(.holding, &body)
    case .failed(let found): beginStop(.controlledDescent, found, &body)
    }
  }

  // MARK: Reset

  /// A reset was asked for and may be.
  @_noLocks mutating func beginReset(_ body: borrowing Body) {
    guard phase != .holding else {
      // A stop ended in a hold: the operator has seen why, and may ask for motions again.
      fault = .none()
      keptByReset = .max
      return
    }
    resetSince = body.time.now
  }

  /// A reset under way: faults of the drives are cleared, then the latch opens.
  @_noLocks private mutating func resetStep(_ body: inout Body) {
    var faulted = -1
    for joint in body.states.indices where body.states[joint].status == .fault {
      faulted = joint
      body.axes[joint].wish = .clear
    }
    if faulted < 0 {
      resetSince = .never
      fault = .none()
      keptByReset = body.held
      enter(.disarmed, &body)
    } else if body.time.now - resetSince > body.timing.exchangeTimeout * 5 {
      resetSince = .never
      latch(
        Fault(
          .driveFault, subject: faulted,
          value: Double(body.states[faulted].driveFault.rawValue), instant: body.time.now),
        &body)
    }
  }

  /// The joints that keep what is remembered of them, when a reset took effect since it was asked
  /// last.
  @_noLocks mutating func takeReset() -> UInt64? {
    let kept = keptByReset
    keptByReset = nil
    return kept
  }
}
