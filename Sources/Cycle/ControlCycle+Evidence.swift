import Drives
import RealTime
import RobotCore
import Units
import Wire

// What is heard on a bus instead of a joint's feedback, and what it says of a silence.
extension ControlCycle {
  /// A frame on an id of no joint: whose feedback could it be?
  /// Not its owner's: a register's late answer looks so.
  @_noLocks mutating func overhear(_ frame: CANFrame, owner: Int = -1, bus: Int) {
    for joint in axes.indices
    where joint != owner && axes[joint].bus == bus
      && drives.couldBeFeedback(frame, of: joint)
    {
      axes[joint].heard = Misheard(.otherID, frame, at: inputs.received)
    }
  }

  /// A frame on a joint's id that is not its feedback: cut, or another drive's.
  @_noLocks mutating func mishear(_ frame: CANFrame, joint: Int, bus: Int) {
    if frame.length != 8 {
      axes[joint].heard = Misheard(.length, frame, at: inputs.received)
    } else {
      overhear(frame, owner: joint, bus: bus)
    }
  }

  /// A drive that is set to classic CAN answers in it, whatever it was asked in.
  @_noLocks mutating func noteFormat(of frame: CANFrame, joint: Int, bus: Int) {
    if robot.buses[bus].isFD, !frame.has(CANFrame.fd) {
      axes[joint].heard = Misheard(.classic, frame, at: inputs.received)
    } else if axes[joint].heard.kind == .classic {
      axes[joint].heard = Misheard()
    }
  }

  /// The first joint that answers in classic frames on a CAN FD bus, or `.none`.
  @_noLocks func classicAnswer() -> Fault {
    for joint in axes.indices
    where axes[joint].heard.kind == .classic && axes[joint].heard.isRecent(inputs.received) {
      return Fault(.wrongFormat, subject: joint, instant: inputs.now)
    }
    return .none()
  }

  /// What lies behind a joint's silence: a link that is known to be down, a flooded bus, what was
  /// heard of its drive instead, or that all the drives of its bus are silent; else the silence.
  @_noLocks func causeOfSilence(_ silence: Fault) -> Fault {
    let joint = Int(silence.subject)
    let bus = axes[joint].bus
    // One that is on no bus cannot be silent on it.
    guard buses.indices.contains(bus) else { return silence }
    switch buses[bus].state {
    case .active, .warning, .passive: break
    case .busOff, .stopped, .gone: return lost(bus, silence)
    }
    if buses[bus].unreadSince != .zero {
      // What the joint said waits among the babble.
      let age = Double((inputs.now - buses[bus].unreadSince).nanoseconds) * 1e-6
      return Fault(
        .busFlooded, subject: bus, value: age > silence.value ? age : silence.value,
        limit: Double(timing.silenceLimit.nanoseconds) * 1e-6, instant: silence.instant)
    }
    // Not heard yet is no finding before its time.
    guard silence.value >= silence.limit else { return silence }
    if axes[joint].heard.isRecent(inputs.received) {
      return axes[joint].heard.explanation(of: silence)
    }
    return isAllSilent(bus) ? lost(bus, silence) : silence
  }

  /// `detail`: how many drives the bus has.
  @_noLocks private func lost(_ bus: Int, _ silence: Fault) -> Fault {
    Fault(
      .busLost, subject: bus, value: Double(buses[bus].state.rawValue),
      detail: drives(on: bus), instant: silence.instant)
  }

  /// How many drives a bus has.
  @_noLocks func drives(on bus: Int) -> Int {
    var count = 0
    for joint in axes.indices where axes[joint].bus == bus { count += 1 }
    return count
  }

  /// Requests of one cycle leave one after the other, so half the limit is enough.
  @_noLocks private func isAllSilent(_ bus: Int) -> Bool {
    for joint in axes.indices where axes[joint].bus == bus {
      guard states[joint].isKnown else { continue }
      let since = states[joint].waitingSince
      guard since != .zero, (inputs.received - since) * 2 >= timing.silenceLimit else {
        return false
      }
    }
    return drives(on: bus) > 1
  }
}
