import Drives
import Motion
import RealTime
public import RobotCore
public import Safety
import Units

// Decide → guard: last before the wire; nothing goes round it.
extension ControlCycle {
  /// Holds what was measured and what is wanted against every limit.
  @_noLocks mutating func guardCommands() {
    var watched = SafetyInputs()
    watched.now = inputs.received
    watched.isEnabled = isEnabled || held != 0
    watched.powered = isEnabled ? (phase == .stopping ? ~stop.off : .max) : held
    watched.searching = searching
    watched.commanderSilence = phase == .moving ? commanderSilence : .zero
    watched.commanderTimeout = commanderTimeout
    watched.emergencyStopOpen = inputs.side.emergencyStopOpen
    watched.openLine = inputs.side.openLine
    watched.hasOverrun = inputs.hasOverrun
    watched.lateness = inputs.lateness
    watched.isSupplyKnown = inputs.side.isSupplyKnown
    watched.supply = inputs.side.supply
    watched.supplyAge = inputs.side.supplyAge
    watched.outputJoint = inputs.side.outputJoint
    watched.outputAge = inputs.side.outputAge
    watched.outputError = inputs.side.outputError
    watched.hasOutputRestarted = inputs.side.hasOutputRestarted
    takeTwinFailure()
    act(on: watchTalk())
    act(on: safety.monitor(watched, states: states, setpoints: setpoints))
    for joint in commands.indices { commands[joint] = setpoints[joint] }
    act(
      on: safety.limit(watched, states: states, commands: &commands, limitedBy: &limitedBy))
    noteLimits()
    trackError()
    stepBrakes()
  }

  /// Turns a stop verdict into a stop. Without torque only an open e-stop needs latching.
  @_noLocks private mutating func act(
    on finding: SafetyFinding
  ) {
    guard finding.verdict == .stop, !inputs.side.hasTwinFailed else { return }
    let finding = explainByLink(finding)
    var found = explainByBrake(finding.fault)
    found.instant = inputs.now
    if found.code == .busLost {
      found.value = Double(buses[Int(found.subject)].state.rawValue)
      found.limit = Double(drives(on: Int(found.subject)))
    }
    let before = faultLog.count
    if phase == .stopping, found.isObstacle { giveWay(found) }
    defer {
      if phase == .stopping { relaxGivingJoints() }
      // With a lost bus: the joint that has been silent the longest.
      if faultLog.count > before, finding.related.code != .none {
        noteFault(finding.related, stop: finding.stop)
      }
    }
    switch phase {
    case .latched, .disarmed: actWithoutTorque(finding, found)
    case .arming where !arming.isEnabling:
      if held != 0 { actWithoutTorque(finding, found) } else { latch(found) }
    // Overruns that ask for a hold while the robot holds already have their answer.
    case .holding where finding.stop == .hold: break
    // It asks again in the next cycle; there is nothing yet to hold with.
    case .arming where arming.stage == .enable && finding.stop == .hold: break
    case .arming, .holding, .moving: beginStopInCycle(finding.stop, found)
    case .stopping:
      if finding.stop.rawValue > stop.kind.rawValue
        || (finding.stop == .torqueOff && held != 0)
      {
        beginStopInCycle(finding.stop, found)
      } else if stop.isOrderly, finding.stop.rawValue > StopKind.hold.rawValue,
        !isConsequence(found)
      {
        endLatched(found)
      } else {
        noteObstacle(found, stop: stop.kind)
      }
    }
  }

  /// Without position control a joint goes where its weight takes it: what the limits find then is
  /// the stop's own doing. How far it sank is told at the end of the stop.
  @_noLocks private func isConsequence(_ found: Fault) -> Bool {
    guard !stop.isControlled else { return false }
    switch found.code {
    case .positionLimit, .velocityLimit, .followingError: return true
    default: return false
    }
  }

  /// What is known of a bus, or heard on it, is the cause of a silence, and the silent joint its
  /// symptom. A lost bus takes everything off; whether it is lost the chain has judged.
  @_noLocks private func explainByLink(_ finding: SafetyFinding) -> SafetyFinding {
    switch finding.fault.code {
    case .feedbackLost, .feedbackLate: break
    case .busLost where finding.related.code == .feedbackLost:
      // Every joint of a flooded bus is silent; what they say waits among the babble.
      let cause = causeOfSilence(finding.related)
      guard cause.code == .busFlooded else { return finding }
      return SafetyFinding(cause, by: .feedbackFreshness, stop: .controlledDescent)
    default: return finding
    }
    let cause = causeOfSilence(finding.fault)
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

  /// A body without torque has nothing to stop; a joint that still holds lets go, unless the host's
  /// own lateness is all that was found.
  @_noLocks private mutating func actWithoutTorque(_ finding: SafetyFinding, _ found: Fault) {
    // What led to the stop and still holds is no news to a grip, unless it leaves no choice.
    if fault.isFault, found.code == fault.code, found.subject < 0, finding.stop != .torqueOff {
      return
    }
    if held != 0 {
      if finding.stop.rawValue > StopKind.hold.rawValue, found.code != .overrun {
        beginStopInCycle(.torqueOff, found)
      }
    } else if found.code == .emergencyStop, phase == .disarmed {
      latch(found)
    }
  }

  /// A torque-off stop takes effect in the cycle that found it; a controlled one from the next on.
  @_noLocks mutating func beginStopInCycle(
    _ kind: StopKind, _ found: Fault
  ) {
    beginStop(kind == .none ? .controlledDescent : kind, found, now: inputs.now)
    guard stop.stage == .off else { return }
    for joint in axes.indices { axes[joint].wish = .disable }
  }

  /// What a safety function has done since the start, and how near the robot came to its limit.
  @_noLocks public func safetyCount(of function: SafetyFunction) -> SafetyCount {
    safety.board.count(of: function)
  }

  /// Bit f: what function f counts was changed in this cycle.
  public var safetyChanged: UInt32 { @_noLocks get { safety.board.changed } }

  /// One event when a function begins to shape a joint's command, none while it goes on.
  @_noLocks private mutating func noteLimits() {
    for joint in limitedBy.indices {
      if limitedBy[joint] != previousLimits[joint], limitedBy[joint] != .none {
        note(
          CycleEvent(.limited, detail: Int(limitedBy[joint].rawValue), subject: joint))
      }
      previousLimits[joint] = limitedBy[joint]
    }
  }

  @_noLocks private mutating func trackError() {
    guard phase == .moving || phase == .holding else { return }
    for joint in states.indices where axes[joint].hasFeedback {
      let error = (setpoints[joint].position - states[joint].position).magnitude.value
      if robot.joints[joint].type == .prismatic {
        if error > linearTrackingError { linearTrackingError = error }
      } else if error > trackingError {
        trackingError = error
      }
    }
  }
}
