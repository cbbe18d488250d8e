import Drives
import RealTime
import RobotCore
import Units

/// The phase `arming`: does on the body what `Arming` decides, up to the full stiffness.
struct ArmingPhase: BitwiseCopyable, Sendable {
  /// What came of one cycle.
  enum Outcome: BitwiseCopyable, Sendable {
    case goOn
    /// Every drive carries torque, and nothing is held back any more.
    case armed
    /// Something was found before any drive was enabled.
    case failed(Fault)
    /// The same, and it has been told.
    case refused(Fault)
    /// Some drives are enabled and some are not.
    case stuck(Fault)
  }

  /// How far it has come.
  private(set) var steps = Arming()

  @_noLocks init() {}

  /// Drives carry torque, or may.
  var isEnabling: Bool { @_noLocks get { steps.isEnabling } }

  /// Begins an attempt. What holds was prepared before it was enabled, and is not off since.
  @_noLocks mutating func begin(_ body: inout Body) {
    for joint in body.axes.indices where !body.isHeld(joint) { body.drives.begin(joint) }
    steps.begin(now: body.time.now)
  }

  /// Share of the stiffness that is in force by now, 0 … 1.
  @_noLocks func gains(_ body: borrowing Body) -> Double {
    steps.gains(now: body.time.now, limits(body))
  }

  @_noLocks private func limits(_ body: borrowing Body) -> Arming.Limits {
    Arming.Limits(
      exchange: body.timing.exchangeTimeout, silence: body.timing.silenceLimit,
      ramp: body.robot.safety.armingRamp)
  }

  /// One cycle.
  @_noLocks mutating func step(_ body: inout Body, _ buses: borrowing Buses) -> Outcome {
    if body.held != 0 { body.updateSetpoints() }
    switch steps.stage {
    case .prepare: return prepare(&body)
    case .fence: return fence(&body, buses)
    case .enable: return enable(&body)
    case .ramp:
      body.gains = gains(body)
      body.hold()
      // With its weight carried the brakes open; nothing moves before they are free.
      guard body.gains >= 1, body.areBrakesFree() else { return .goOn }
      body.held = 0
      return .armed
    }
  }

  // MARK: Prepare

  /// One pass over everything of all drives, whatever is found: who sets a robot up gets the whole
  /// list at once.
  @_noLocks private mutating func prepare(_ body: inout Body) -> Outcome {
    var isDone = true
    for joint in body.axes.indices
    where !body.isHeld(joint) && body.drives.preparation(of: joint) != .done {
      isDone = false
      body.axes[joint].wish = .prepare
    }
    guard isDone else { return .goOn }
    guard steps.found.code == .none else { return .refused(steps.found) }
    steps.enter(.fence, now: body.time.now)
    return .goOn
  }

  /// What a drive said, or did not say, while it is prepared. The first finding is latched when
  /// every drive has been asked for everything.
  @_noLocks mutating func take(
    _ news: DriveNews, joint: Int, _ body: inout Body, _ buses: borrowing Buses
  ) -> Outcome {
    if news.lateBy != .zero { return .failed(body.late(joint, news.lateBy)) }
    var found = news.finding
    guard found.code != .none else { return .goOn }
    // While its feedback goes on, an answer that stays away is a finding about the register; else
    // the drive is silent, and there is no more to be learned.
    if found.code == .registerSilent, !body.isFresh(joint, body.time.received) {
      return .failed(buses.causeOfSilence(of: joint, body))
    }
    found.subject = Int16(truncatingIfNeeded: joint)
    steps.note(found)
    body.noteFault(found, stop: .none)
    return .goOn
  }

  // MARK: Fence

  /// Sends nothing until nothing is in flight; only what holds is still told to.
  @_noLocks private mutating func fence(
    _ body: inout Body, _ buses: borrowing Buses
  ) -> Outcome {
    for joint in body.axes.indices where !body.isHeld(joint) {
      body.axes[joint].wish = .quiet
      body.excuseAll(joint)
    }
    for bus in buses.accounts.indices where buses.accounts[bus].inFlight != 0 {
      let queued = Double(buses.accounts[bus].inFlight)
      switch steps.fence(closedBy: bus, now: body.time.now, limits(body)) {
      case .wait: return .goOn
      case .purge:
        body.outputs.busToPurge = bus
        body.note(CycleEvent(.purge, subject: bus, value: queued))
        return .goOn
      case .failed:
        return .failed(Fault(.fenceUp, subject: bus, value: queued, instant: body.time.now))
      }
    }
    // The last look before torque: somebody may have moved it since, or come to the bus.
    let talk = buses.conditionOfTalk(body)
    let found = talk.code == .none ? body.motionAgainstArming() : talk
    guard found.code == .none else { return .failed(found) }
    body.note(CycleEvent(.fenceDown))
    for joint in body.axes.indices where !body.isHeld(joint) { body.axes[joint].wish = .enable }
    body.takeMeasuredPose()
    body.gains = 0
    steps.enter(.enable, now: body.time.now)
    body.hold(keepingWishes: true)
    return .goOn
  }

  // MARK: Enable

  /// Waits for every drive to say that it is enabled. One that says it is not, to a frame sent long
  /// after, has never got its enable: a CAN controller whose receive queue is full drops frames
  /// unseen. It is asked again until the time is over.
  @_noLocks private mutating func enable(_ body: inout Body) -> Outcome {
    body.gains = 0
    body.hold()
    let missing = firstNotEnabled(body)
    guard missing >= 0 else {
      steps.enter(.ramp, now: body.time.now)
      return .goOn
    }
    let asked = steps.asked
    switch steps.enable(now: body.time.now, limits(body)) {
    case .wait: return .goOn
    case .askAgain:
      for joint in body.states.indices
      where body.states[joint].sampled > asked && body.states[joint].status == .disabled
        && body.isStatusSure(joint)
      { body.axes[joint].wish = .enable }
      return .goOn
    case .failed:
      return .stuck(
        Fault(
          .enableFailed, subject: missing,
          value: Double((body.time.now - steps.stageBegan).nanoseconds) * 1e-6,
          limit: Double(body.timing.exchangeTimeout.nanoseconds) * 1e-6, instant: body.time.now))
    }
  }

  /// The first joint whose drive has not said since that it is enabled; −1: all have.
  @_noLocks private func firstNotEnabled(_ body: borrowing Body) -> Int {
    for joint in body.states.indices
    where body.axes[joint].hasFeedback
      && (body.states[joint].sampled <= steps.stageBegan
        || body.states[joint].status != .enabled)
    {
      return joint
    }
    return -1
  }
}
