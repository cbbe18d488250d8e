import Drives
import RealTime
import RobotCore
import Safety
import Units
import Wire

// What each drive is asked, what it owes, and how old what it says is.
extension ControlCycle {
  /// Copies what a drive owes to where it is looked at.
  @_noLocks mutating func showTalk(_ joint: Int) {
    states[joint].waitingSince = axes[joint].talk.waitingSince
    states[joint].askedSince = axes[joint].talk.askedSince
    states[joint].roundTrip = axes[joint].talk.roundTrip
  }

  /// Not asked, so neither silent nor late.
  @_noLocks mutating func excuseAll(_ joint: Int) {
    axes[joint].talk.excuseAll()
    showTalk(joint)
  }

  /// A valid answer, not to a ping.
  @_noLocks mutating func answered(_ joint: Int, arrived: Instant) {
    let since = axes[joint].talk.waitingSince
    let waited = arrived - since
    if since != .zero, waited >= timing.silenceLimit {
      note(
        CycleEvent(.feedbackBack, subject: joint, value: Double(waited.nanoseconds) * 1e-6))
      axes[joint].talk.forgetPings()
    }
    axes[joint].talk.answered(at: arrived)
    showTalk(joint)
  }

  // MARK: Pings

  /// One ping on each bus in every second cycle, behind everything else: the one diagnostic
  /// exchange that a bus keeps in reserve. More would cost what a joint costs, and find no more.
  @_noLocks mutating func postPings() {
    guard inputs.cycle & 1 == 0 else { return }
    for bus in buses.indices {
      let joint = nextToPing(on: bus)
      guard joint >= 0 else { continue }
      let index = axes[joint].talk.nextPing(at: inputs.received, forget: pingMemory)
      guard index >= 0 else { continue }
      postPing(index, joint)
      axes[joint].talk.pinged(index, at: inputs.received)
      showTalk(joint)
    }
  }

  /// Who owes the answer to a ping that may be lost goes first, then who was not asked for the
  /// longest; −1: nobody that is heard.
  @_noLocks private func nextToPing(on bus: Int) -> Int {
    let retry = inputs.received - timing.period * Conversation.retryCycles
    var next = -1
    var isNextLost = false
    for joint in axes.indices where axes[joint].bus == bus {
      switch axes[joint].wish {
      case .quiet, .enable, .clear: continue
      case .poll, .follow, .home, .prepare, .disable: break
      }
      guard isFresh(joint, inputs.received) else { continue }
      let last = axes[joint].talk.lastPing
      let isLost = axes[joint].talk.askedSince != .zero && last <= retry
      if axes[joint].talk.askedSince != .zero, !isLost { continue }
      if next >= 0 {
        if isNextLost, !isLost { continue }
        if isNextLost == isLost, last >= axes[next].talk.lastPing { continue }
      }
      next = joint
      isNextLost = isLost
    }
    return next
  }

  /// How long an unanswered ping keeps its name from being used again.
  private var pingMemory: Interval {
    @_noLocks get { timing.silenceLimit * 4 + Interval(milliseconds: 2_000) }
  }

  /// True when the answer to a ping was owed.
  @_noLocks mutating func takePong(_ index: Int, joint: Int, arrived: Instant) -> Bool {
    guard axes[joint].talk.askedSince != .zero, axes[joint].talk.ponged(index, at: arrived) else {
      return false
    }
    showTalk(joint)
    return true
  }

  // MARK: Room

  /// A bus on which more arrives than is read, for longer than `time`; `.none` when there is none.
  @_noLocks @inline(__always) func flood(longerThan time: Interval) -> Fault {
    for bus in buses.indices where buses[bus].unreadSince != .zero {
      let age = inputs.now - buses[bus].unreadSince
      guard age >= time else { continue }
      return Fault(
        .busFlooded, subject: bus, value: Double(age.nanoseconds) * 1e-6,
        limit: Double(timing.silenceLimit.nanoseconds) * 1e-6, instant: inputs.now)
    }
    return .none()
  }

  // MARK: Accounts

  /// How long a question may be owed before it counts as lost in the account of answers.
  var accountWindow: Interval { @_noLocks get { timing.silenceLimit * 4 } }

  /// A frame of no joint: is it for one of our drives, and from whom? Our own frames come back
  /// marked, so it is somebody else's.
  @_noLocks mutating func takeForeign(_ frame: CANFrame, bus: Int) -> Bool {
    for joint in axes.indices where axes[joint].bus == bus {
      switch drives.reach(of: frame, joint) {
      case .none: continue
      case .question: axes[joint].talk.overheard(at: inputs.received, window: accountWindow)
      case .command:
        axes[joint].talk.overheard(at: inputs.received, window: accountWindow)
        if buses[bus].heardForeign(frame.id, at: inputs.received) {
          note(CycleEvent(.foreignFrame, subject: bus, value: Double(frame.id)))
        }
      }
      return true
    }
    return false
  }

  /// Somebody else who commands our drives; `.none` when there was none for so long.
  @_noLocks @inline(__always) private func foreigner(within time: Interval) -> Fault {
    for bus in buses.indices where buses[bus].foreignCount >= 2 {
      guard inputs.received - buses[bus].foreignAt < time else { continue }
      return Fault(
        .foreignCommander, subject: bus, value: Double(buses[bus].foreignCount),
        detail: Int(buses[bus].foreignID), instant: inputs.now)
    }
    return .none()
  }

  /// A joint that answers more often than it is asked, or `.none`: one by far, or several together.
  @_noLocks @inline(__always) private func doubleAnswers() -> Fault {
    for bus in buses.indices {
      var most = -1
      var all = 0
      for joint in axes.indices where axes[joint].bus == bus {
        let surplus = axes[joint].talk.surplus
        all += surplus
        if surplus > 0, most < 0 || surplus > axes[most].talk.surplus { most = joint }
      }
      guard most >= 0 else { continue }
      let isMany = all >= AnswerAccount.mostOfBus
      guard isMany || axes[most].talk.surplus >= Int(AnswerAccount.most) else { continue }
      return Fault(
        .doubleAnswers, subject: most, value: Double(axes[most].talk.answers),
        limit: Double(axes[most].talk.questions), instant: inputs.now)
    }
    return .none()
  }

  /// What somebody else's word on a bus asks for: a stop. Called once a cycle.
  @_noLocks mutating func watchTalk() -> SafetyFinding {
    var found = foreigner(within: timing.period)
    if found.code == .none {
      found = doubleAnswers()
      if found.code != .none { doubledAt = inputs.received }
      if found.code != .none { doubled = found }
    }
    if found.code == .none { found = flood(longerThan: timing.silenceLimit) }
    guard found.code != .none else { return SafetyFinding() }
    return SafetyFinding(found, by: .feedbackFreshness, stop: .controlledDescent)
  }

  /// So long a finding on a bus forbids arming after it was seen last.
  private static var memory: Interval { @_noLocks get { Interval(milliseconds: 2_000) } }

  // MARK: Age

  /// How late the answers of a joint are, `.none` when they are not.
  @_noLocks @inline(__always) func lateness(of joint: Int, _ now: Instant) -> Fault {
    let age = states[joint].lateness(
      at: now, silenceLimit: timing.silenceLimit, answerLimit: timing.answerLimit)
    guard age > .zero else { return .none() }
    return late(joint, age)
  }

  /// It answers, and what it says is not too old.
  @_noLocks @inline(__always) func isTimely(_ joint: Int, _ now: Instant) -> Bool {
    isFresh(joint, now) && lateness(of: joint, now).code == .none
  }

  @_noLocks func late(_ joint: Int, _ age: Interval) -> Fault {
    Fault(
      .feedbackLate, subject: joint, value: Double(age.nanoseconds) * 1e-6,
      limit: Double(timing.silenceLimit.nanoseconds) * 1e-6, instant: inputs.now)
  }

  /// What in the conversation with the drives forbids a reset and arming, or `.none`.
  @_noLocks func conditionOfTalk() -> Fault {
    let other = foreigner(within: ControlCycle.memory)
    guard other.code == .none else { return other }
    for bus in buses.indices where buses[bus].state == .busOff {
      return Fault(
        .busLost, subject: bus, value: Double(buses[bus].state.rawValue), instant: inputs.now)
    }
    let flooded = flood(longerThan: timing.silenceLimit)
    guard flooded.code == .none else { return flooded }
    if doubled.code != .none, inputs.received - doubledAt < ControlCycle.memory { return doubled }
    let classic = classicAnswer()
    guard classic.code == .none else { return classic }
    for joint in axes.indices {
      let found = lateness(of: joint, inputs.received)
      guard found.code == .none else { return found }
    }
    return .none()
  }
}
