import Drives
import RealTime
import RobotCore
import Safety
import Units

// Guard: what a finding of the safety functions does in each phase, and what becomes of the brakes.
extension PhaseMachine {
  /// Turns a stop verdict into a stop. Without torque only an open e-stop needs latching.
  @_noLocks mutating func act(
    on finding: SafetyFinding, _ body: inout Body, _ buses: borrowing Buses
  ) {
    guard finding.verdict == .stop, !body.side.hasTwinFailed else { return }
    let finding = buses.explain(finding, body)
    var found = body.explainByBrake(finding.fault)
    found.instant = body.time.now
    if found.code == .busLost {
      found.value = Double(buses.accounts[Int(found.subject)].state.rawValue)
      found.limit = Double(body.driveCount(on: Int(found.subject)))
    }
    let before = body.faultLog.count
    if phase == .stopping, found.isObstacle { stopping.giveWay(found, &body) }
    switch phase {
    case .latched, .disarmed: actWithoutTorque(finding, found, &body)
    case .arming where !arming.isEnabling:
      if body.held != 0 {
        actWithoutTorque(finding, found, &body)
      } else {
        latch(found, &body)
      }
    // Overruns that ask for a hold while the robot holds already have their answer.
    case .holding where finding.stop == .hold: break
    // It asks again in the next cycle; there is nothing yet to hold with.
    case .arming where arming.steps.stage == .enable && finding.stop == .hold: break
    case .arming, .holding, .moving: beginStopInCycle(finding.stop, found, &body)
    case .stopping: actInStop(finding, found, &body)
    }
    if phase == .stopping { stopping.relaxGivingJoints(&body) }
    // With a lost bus: the joint that has been silent the longest.
    if body.faultLog.count > before, finding.related.code != .none {
      body.noteFault(finding.related, stop: finding.stop)
    }
  }

  @_noLocks private mutating func actInStop(
    _ finding: SafetyFinding, _ found: Fault, _ body: inout Body
  ) {
    if finding.stop.rawValue > stopping.stop.kind.rawValue
      || (finding.stop == .torqueOff && body.held != 0)
    {
      beginStopInCycle(finding.stop, found, &body)
    } else if stopping.stop.isOrderly, finding.stop.rawValue > StopKind.hold.rawValue,
      !isConsequence(found)
    {
      endLatched(found, &body)
    } else if found.isObstacle, stopping.stop.isControlled, !fault.isFault {
      // Something in the way of a stop that an operator asked for is a finding of its own.
      fault = found
      body.noteFault(found, stop: stopping.stop.kind)
    }
  }

  /// Without position control a joint goes where its weight takes it: what the limits find then is
  /// the stop's own doing. How far it sank is told at the end of the stop.
  @_noLocks private func isConsequence(_ found: Fault) -> Bool {
    guard !stopping.stop.isControlled else { return false }
    switch found.code {
    case .positionLimit, .velocityLimit, .followingError: return true
    default: return false
    }
  }

  /// A body without torque has nothing to stop; a joint that still holds lets go, unless the host's
  /// own lateness is all that was found.
  @_noLocks private mutating func actWithoutTorque(
    _ finding: SafetyFinding, _ found: Fault, _ body: inout Body
  ) {
    // What led to the stop and still holds is no news to a grip, unless it leaves no choice.
    if fault.isFault, found.code == fault.code, found.subject < 0, finding.stop != .torqueOff {
      return
    }
    if body.held != 0 {
      if finding.stop.rawValue > StopKind.hold.rawValue, found.code != .overrun {
        beginStopInCycle(.torqueOff, found, &body)
      }
    } else if found.code == .emergencyStop, phase == .disarmed {
      latch(found, &body)
    }
  }

  // MARK: Brakes

  /// One cycle of every holding brake, when it is clear what each drive will be sent: open while
  /// its joint is led, closed before torque goes.
  @_noLocks func stepBrakes(_ body: inout Body) {
    body.outputs.releasedBrakes = 0
    for joint in body.axes.indices {
      body.brakes[joint].step(
        wantsOpen: wantsBrakeOpen(joint, body), at: body.states[joint].position,
        now: body.time.now)
      if body.brakes[joint].isReleased { body.outputs.releasedBrakes |= 1 << UInt64(joint) }
    }
  }

  /// A brake is opened by a joint that is held in full, and by no other.
  @_noLocks private func wantsBrakeOpen(_ joint: Int, _ body: borrowing Body) -> Bool {
    // A drive that works its own is not enabled before it is free.
    guard body.brakes[joint].isOurs else { return body.states[joint].status == .enabled }
    guard body.axes[joint].wish == .follow || body.axes[joint].wish == .home,
      body.states[joint].status == .enabled
    else { return false }
    // What goes on holding keeps what it has.
    if body.isHeld(joint) { return body.brakes[joint].isReleased }
    switch phase {
    case .latched, .disarmed: return false
    case .arming: return arming.steps.stage == .ramp && body.gains >= 1
    case .holding, .moving: return true
    // A stop opens nothing: what was closed when it began stays where it is.
    case .stopping:
      return body.brakes[joint].isReleased && stopping.keepsBrakeOpen(joint, body)
    }
  }
}
