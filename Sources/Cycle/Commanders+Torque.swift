import Drives
import RealTime
import RobotCore
import Safety
import Units

// Reset and arming: every condition, in the order of the design.
extension Commanders {
  @_noLocks func answerReset(
    _ request: Request, _ phases: inout PhaseMachine, _ body: borrowing Body,
    _ buses: borrowing Buses
  ) -> Reply {
    let isHolding = phases.phase == .holding && phases.fault.code != .none
    guard isHolding || phases.phase == .latched else {
      // With nothing latched a reset has nothing to do: that is done, not "try again".
      return phases.phase == .disarmed || phases.phase == .holding
        ? request.accepted : request.refusedBusy(in: phases.phase)
    }
    if body.side.emergencyStopOpen { return request.refused(.emergencyStopOpen) }
    if !isHolding {
      let found = conditionAgainstReset(body, buses)
      guard found.code == .none else { return request.refused(.conditionHolds, found) }
    }
    phases.beginReset(body)
    return request.accepted
  }

  /// What forbids a reset, or `.none`.
  @_noLocks func conditionAgainstReset(_ body: borrowing Body, _ buses: borrowing Buses) -> Fault {
    let talk = buses.conditionOfTalk(body)
    if talk.code == .foreignCommander { return talk }
    for joint in body.states.indices {
      // What a silent drive said last is no finding of today's.
      guard body.isFresh(joint, body.time.received) else {
        return buses.causeOfSilence(of: joint, body)
      }
      if body.axes[joint].foundEnabledSince != .never { return body.foundEnabled(joint) }
    }
    return talk.code == .none ? body.conditionOfPower() : talk
  }

  @_noLocks func answerArm(
    _ request: Request, _ phases: inout PhaseMachine, _ body: inout Body, _ buses: borrowing Buses
  ) -> Reply {
    switch phases.phase {
    case .latched: return request.refused(.latched, phases.fault)
    case .stopping: return request.refusedBusy(in: phases.phase)
    case .arming, .holding, .moving: return request.refused(.alreadyArmed)
    case .disarmed: break
    }
    if body.side.emergencyStopOpen { return request.refused(.emergencyStopOpen) }
    for joint in body.states.indices {
      guard body.isFresh(joint, body.time.received) else {
        let cause = buses.causeOfSilence(of: joint, body)
        return request.refused(
          cause.code == .feedbackLost ? .jointNotFresh : .armingFailed, cause)
      }
      let misplaced = body.placeAgainstArming(joint, toHome: phases.moving.toHome)
      guard misplaced.code == .none else { return request.refused(.armingFailed, misplaced) }
      if body.isHeld(joint), body.states[joint].status == .enabled { continue }
      guard body.states[joint].status == .disabled else {
        return request.refused(
          .armingFailed,
          Fault(
            .driveFault, subject: joint, value: Double(body.states[joint].driveFault.rawValue)))
      }
    }
    let talk = buses.conditionOfTalk(body)
    guard talk.code == .none else { return request.refused(.armingFailed, talk) }
    let moving = body.motionAgainstArming()
    guard moving.code == .none else { return request.refused(.armingFailed, moving) }
    for waiver in 0..<body.robot.waiverCount { body.note(CycleEvent(.waiver, detail: waiver)) }
    phases.beginArming(&body)
    return request.accepted
  }
}
