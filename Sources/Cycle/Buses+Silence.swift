import Drives
import RealTime
import RobotCore
import Safety
import Units
import Wire

// What is heard on a bus instead of a joint's feedback, and what it says of a silence.
extension Buses {
  /// A frame on an id of no joint: whose feedback could it be?
  /// Not its owner's: a register's late answer looks so.
  @_noLocks func overhear(_ frame: CANFrame, owner: Int = -1, bus: Int, _ body: inout Body) {
    for joint in body.axes.indices
    where joint != owner && body.axes[joint].bus == bus
      && body.drives.couldBeFeedback(frame, of: joint)
    {
      body.axes[joint].heard = Misheard(.otherID, frame, at: body.time.received)
    }
  }

  /// A frame on a joint's id that is not its feedback: cut, or another drive's.
  @_noLocks mutating func takeMisheard(
    _ frame: CANFrame, joint: Int, bus: Int, _ body: inout Body
  ) {
    accounts[bus].unknown &+= 1
    if frame.length != 8 {
      body.axes[joint].heard = Misheard(.length, frame, at: body.time.received)
    } else {
      overhear(frame, owner: joint, bus: bus, &body)
    }
  }

  /// A drive that is set to classic CAN answers in it, whatever it was asked in.
  @_noLocks func noteFormat(of frame: CANFrame, joint: Int, bus: Int, _ body: inout Body) {
    if body.robot.buses[bus].isFD, !frame.has(CANFrame.fd) {
      body.axes[joint].heard = Misheard(.classic, frame, at: body.time.received)
    } else if body.axes[joint].heard.kind == .classic {
      body.axes[joint].heard = Misheard()
    }
  }

  /// The first joint that answers in classic frames on a CAN FD bus, or `.none`.
  @_noLocks func classicAnswer(_ body: borrowing Body) -> Fault {
    for joint in body.axes.indices
    where body.axes[joint].heard.kind == .classic
      && body.axes[joint].heard.isRecent(body.time.received)
    {
      return Fault(.wrongFormat, subject: joint, instant: body.time.now)
    }
    return .none()
  }

  /// The joint's silence, and what lies behind it.
  @_noLocks func causeOfSilence(of joint: Int, _ body: borrowing Body) -> Fault {
    causeOfSilence(body.silence(of: joint, body.time.received), body)
  }

  /// What lies behind a joint's silence: a link that is known to be down, a flooded bus, what was
  /// heard of its drive instead, or that all the drives of its bus are silent; else the silence.
  @_noLocks func causeOfSilence(_ silence: Fault, _ body: borrowing Body) -> Fault {
    let joint = Int(silence.subject)
    let bus = body.axes[joint].bus
    // One that is on no bus cannot be silent on it.
    guard accounts.indices.contains(bus) else { return silence }
    switch accounts[bus].state {
    case .active, .warning, .passive: break
    case .busOff, .stopped, .gone: return lost(bus, silence, body)
    }
    if accounts[bus].unreadSince != .never {
      // What the joint said waits among the babble.
      let age = Double((body.time.now - accounts[bus].unreadSince).nanoseconds) * 1e-6
      return Fault(
        .busFlooded, subject: bus, value: age > silence.value ? age : silence.value,
        limit: Double(body.timing.silenceLimit.nanoseconds) * 1e-6, instant: silence.instant)
    }
    // Not heard yet is no finding before its time.
    guard silence.value >= silence.limit else { return silence }
    if body.axes[joint].heard.isRecent(body.time.received) {
      return body.axes[joint].heard.explanation(of: silence)
    }
    return isAllSilent(bus, body) ? lost(bus, silence, body) : silence
  }

  /// `detail`: how many drives the bus has.
  @_noLocks private func lost(_ bus: Int, _ silence: Fault, _ body: borrowing Body) -> Fault {
    Fault(
      .busLost, subject: bus, value: Double(accounts[bus].state.rawValue),
      detail: body.driveCount(on: bus), instant: silence.instant)
  }

  /// Requests of one cycle leave one after the other, so half the limit is enough.
  @_noLocks private func isAllSilent(_ bus: Int, _ body: borrowing Body) -> Bool {
    for joint in body.axes.indices where body.axes[joint].bus == bus {
      guard body.states[joint].isKnown else { continue }
      let since = body.states[joint].waitingSince
      guard since != .never, (body.time.received - since) * 2 >= body.timing.silenceLimit else {
        return false
      }
    }
    return body.driveCount(on: bus) > 1
  }

  /// What is known of a bus, or heard on it, is the cause of a silence, and the silent joint its
  /// symptom. A lost bus takes everything off; whether it is lost the chain has judged.
  @_noLocks func explain(_ finding: SafetyFinding, _ body: borrowing Body) -> SafetyFinding {
    switch finding.fault.code {
    case .feedbackLost, .feedbackLate: break
    case .busLost where finding.related.code == .feedbackLost:
      // Every joint of a flooded bus is silent; what they say waits among the babble.
      let cause = causeOfSilence(finding.related, body)
      guard cause.code == .busFlooded else { return finding }
      return SafetyFinding(cause, by: .feedbackFreshness, stop: .controlledDescent)
    default: return finding
    }
    let cause = causeOfSilence(finding.fault, body)
    switch cause.code {
    case .busFlooded:
      return SafetyFinding(cause, by: .feedbackFreshness, stop: .controlledDescent)
    case .busLost where finding.stop == .torqueOff:
      var explained = SafetyFinding(cause, by: .feedbackFreshness, stop: .torqueOff)
      explained.related = finding.fault
      return explained
    case .unexpectedID, .wrongFormat:
      guard finding.fault.code == .feedbackLost else { return finding }
      return SafetyFinding(cause, by: .feedbackFreshness, stop: finding.stop)
    default: return finding
    }
  }
}
