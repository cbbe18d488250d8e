import Drives
import RealTime
import RobotCore
import Safety
import Units
import Wire

// Who speaks on a bus: our questions, and what others say to our drives.
extension Buses {
  // MARK: Pings

  /// One ping on each bus in every second cycle, behind everything else: the one diagnostic
  /// exchange that a bus keeps in reserve. More would cost what a joint costs, and find no more.
  @_noLocks func postPings(_ body: inout Body) {
    guard body.time.cycle & 1 == 0 else { return }
    for bus in accounts.indices {
      let joint = nextToPing(on: bus, body)
      guard joint >= 0 else { continue }
      let memory = body.timing.silenceLimit * 4 + Interval(milliseconds: 2_000)
      let index = body.axes[joint].talk.nextPing(at: body.time.received, forget: memory)
      guard index >= 0 else { continue }
      var news = DriveNews()
      if body.outputs.frames.append(body.drives.ping(index, to: joint)) {
        news.questions = 1
      } else {
        news.unsent = 1
      }
      body.posted(news, joint, isPing: true)
      body.axes[joint].talk.pinged(index, at: body.time.received)
      body.showTalk(joint)
    }
  }

  /// Who owes the answer to a ping that may be lost goes first, then who was not asked for the
  /// longest; −1: nobody that is heard.
  @_noLocks private func nextToPing(on bus: Int, _ body: borrowing Body) -> Int {
    let retry = body.time.received - body.timing.period * Conversation.retryCycles
    var next = -1
    var isNextLost = false
    for joint in body.axes.indices where body.axes[joint].bus == bus {
      switch body.axes[joint].wish {
      case .quiet, .enable, .clear: continue
      case .poll, .follow, .home, .prepare, .disable: break
      }
      guard body.isFresh(joint, body.time.received), body.drives.mayBePinged(joint) else {
        continue
      }
      let last = body.axes[joint].talk.lastPing
      let isLost = body.axes[joint].talk.askedSince != .never && last <= retry
      if body.axes[joint].talk.askedSince != .never, !isLost { continue }
      if next >= 0 {
        if isNextLost, !isLost { continue }
        if isNextLost == isLost, last >= body.axes[next].talk.lastPing { continue }
      }
      next = joint
      isNextLost = isLost
    }
    return next
  }

  // MARK: Others

  /// A frame of no joint: is it for one of our drives, and from whom? Our own frames come back
  /// marked, so it is somebody else's.
  @_noLocks mutating func takeForeign(_ frame: CANFrame, bus: Int, _ body: inout Body) -> Bool {
    for joint in body.axes.indices where body.axes[joint].bus == bus {
      let reach = body.drives.reach(of: frame, joint)
      switch reach {
      case .none: continue
      case .question, .command: break
      }
      body.axes[joint].talk.overheard(at: body.time.received, window: body.accountWindow)
      if case .command = reach, accounts[bus].heardForeign(frame.id, at: body.time.received) {
        body.note(CycleEvent(.foreignFrame, subject: bus, value: Double(frame.id)))
      }
      return true
    }
    return false
  }

  /// Somebody else who commands our drives; `.none` when there was none for so long.
  @_noLocks @inline(__always) private func foreigner(
    within limit: Interval, _ time: StepTime
  ) -> Fault {
    for bus in accounts.indices where accounts[bus].foreignCount >= 2 {
      guard time.received - accounts[bus].foreignAt < limit else { continue }
      return Fault(
        .foreignCommander, subject: bus, value: Double(accounts[bus].foreignCount),
        detail: Int(accounts[bus].foreignID), instant: time.now)
    }
    return .none()
  }

  /// A joint that answers more often than it is asked, or `.none`: one by far, or several together.
  @_noLocks @inline(__always) private func doubleAnswers(_ body: borrowing Body) -> Fault {
    for bus in accounts.indices {
      var most = -1
      var all = 0
      for joint in body.axes.indices where body.axes[joint].bus == bus {
        let surplus = body.axes[joint].talk.surplus
        all += surplus
        if surplus > 0, most < 0 || surplus > body.axes[most].talk.surplus { most = joint }
      }
      guard most >= 0 else { continue }
      let isMany = all >= AnswerAccount.mostOfBus
      guard isMany || body.axes[most].talk.surplus >= Int(AnswerAccount.most) else { continue }
      return Fault(
        .doubleAnswers, subject: most, value: Double(body.axes[most].talk.answers),
        limit: Double(body.axes[most].talk.questions), instant: body.time.now)
    }
    return .none()
  }

  /// A bus on which more arrives than is read, for longer than the limit; `.none`: there is none.
  @_noLocks @inline(__always) private func flood(_ body: borrowing Body) -> Fault {
    for bus in accounts.indices where accounts[bus].unreadSince != .never {
      let age = body.time.now - accounts[bus].unreadSince
      guard age >= body.timing.silenceLimit else { continue }
      return Fault(
        .busFlooded, subject: bus, value: Double(age.nanoseconds) * 1e-6,
        limit: Double(body.timing.silenceLimit.nanoseconds) * 1e-6, instant: body.time.now)
    }
    return .none()
  }

  // MARK: What follows

  /// What somebody else's word on a bus asks for: a stop. Called once a cycle.
  @_noLocks mutating func watchTalk(_ body: borrowing Body) -> SafetyFinding {
    var found = foreigner(within: body.timing.period, body.time)
    if found.code == .none {
      found = doubleAnswers(body)
      if found.code != .none {
        doubledAt = body.time.received
        doubled = found
      }
    }
    if found.code == .none { found = flood(body) }
    guard found.code != .none else { return SafetyFinding() }
    return SafetyFinding(found, by: .feedbackFreshness, stop: .controlledDescent)
  }

  /// So long a finding on a bus forbids arming after it was seen last.
  private static var memory: Interval { @_noLocks get { Interval(milliseconds: 2_000) } }

  /// What in the conversation with the drives forbids a reset and arming, or `.none`.
  @_noLocks func conditionOfTalk(_ body: borrowing Body) -> Fault {
    let other = foreigner(within: Buses.memory, body.time)
    guard other.code == .none else { return other }
    for bus in accounts.indices where accounts[bus].state == .busOff {
      return Fault(
        .busLost, subject: bus, value: Double(accounts[bus].state.rawValue),
        instant: body.time.now)
    }
    let flooded = flood(body)
    guard flooded.code == .none else { return flooded }
    if doubled.code != .none, body.time.received - doubledAt < Buses.memory { return doubled }
    let classic = classicAnswer(body)
    guard classic.code == .none else { return classic }
    for joint in body.axes.indices {
      let found = body.lateness(of: joint, body.time.received)
      guard found.code == .none else { return found }
    }
    return .none()
  }
}
