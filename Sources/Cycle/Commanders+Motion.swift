import Motion
import RealTime
import RobotCore
import Units

// Motions and homing: what a commander may have a robot do that holds.
extension Commanders {
  @_noLocks func answerMotion(
    _ request: Request, _ phases: inout PhaseMachine, _ body: inout Body
  ) -> Reply {
    switch phases.phase {
    case .latched: return request.refused(.latched, phases.fault)
    case .disarmed: return request.refused(.notArmed)
    case .arming, .moving, .stopping: return request.refusedBusy(in: phases.phase)
    case .holding: break
    }
    // A stop that ended in a hold is a stop: nothing moves again before a reset.
    guard phases.fault.code == .none else { return request.refused(.latched, phases.fault) }
    for joint in body.states.indices where !body.states[joint].isReferenced {
      return request.refused(.conditionHolds, Fault(.notReferenced, subject: joint))
    }
    guard request.speed.isFinite, request.speed > 0, request.speed <= 1 else {
      return request.refused(.notFinite, Fault(.none, value: request.speed, limit: 1))
    }
    var hasBegun = false
    if request.kind == .play {
      let index = Int(request.index)
      guard index >= 0, index < body.robot.motionCount else {
        return request.refused(.unknownRequest)
      }
      hasBegun = phases.moving.begin(index, speed: request.speed, &body)
    } else {
      let refusal = judge(targetsOf: request, body)
      guard refusal.code == .accepted else { return refusal }
      hasBegun = phases.moving.beginMove(
        request.targets, mask: request.mask, speed: request.speed, &body)
    }
    guard hasBegun else { return request.refused(.unknownRequest) }
    phases.enter(.moving, &body)
    phases.lease.hasMotion = true
    return request.accepted
  }

  /// Whether every target is a joint's and within its limits.
  @_noLocks private func judge(targetsOf request: Request, _ body: borrowing Body) -> Reply {
    for joint in body.states.indices where request.mask >> UInt64(joint) & 1 == 1 {
      let target = request.targets[joint]
      guard target.isFinite else {
        return request.refused(.notFinite, Fault(.none, subject: joint))
      }
      let low = body.robot.joints[joint].lower.value
      let high = body.robot.joints[joint].upper.value
      guard target >= low, target <= high else {
        return request.refused(
          .targetOutOfRange,
          Fault(.none, subject: joint, value: target, limit: target < low ? low : high))
      }
    }
    let count = body.states.count
    let isInside = count == Capacity.joints || request.mask >> UInt64(count) == 0
    return isInside && request.mask != 0 ? request.accepted : request.refused(.unknownRequest)
  }

  // MARK: Homing

  /// Arms for it where the robot is disarmed; a robot that holds begins at once.
  @_noLocks func answerHome(
    _ request: Request, _ phases: inout PhaseMachine, _ body: inout Body, _ buses: borrowing Buses
  ) -> Reply {
    switch phases.phase {
    case .latched: return request.refused(.latched, phases.fault)
    case .arming, .moving, .stopping: return request.refusedBusy(in: phases.phase)
    case .disarmed, .holding: break
    }
    guard phases.fault.code == .none else { return request.refused(.latched, phases.fault) }
    let other = phases.moving.firstUnfit(request.mask, isHere: false)
    guard other < 0 else { return refuseHoming(request, other, body) }
    phases.moving.want(request.mask)
    if phases.phase == .disarmed {
      let reply = answerArm(request, &phases, &body, buses)
      guard reply.code == .accepted else {
        phases.moving.want(0)
        return reply
      }
    }
    phases.lease.hasMotion = true
    return request.accepted
  }

  /// An operator has brought the joints to their marks and says so.
  @_noLocks func answerHomeHere(
    _ request: Request, _ phases: inout PhaseMachine, _ body: inout Body
  ) -> Reply {
    switch phases.phase {
    case .latched: return request.refused(.latched, phases.fault)
    case .arming, .holding, .moving, .stopping: return request.refusedBusy(in: phases.phase)
    case .disarmed: break
    }
    let other = phases.moving.firstUnfit(request.mask, isHere: true)
    guard other < 0 else { return refuseHoming(request, other, body) }
    for joint in body.states.indices where request.mask >> UInt64(joint) & 1 == 1 {
      guard body.isFresh(joint, body.time.received) else {
        return request.refused(.jointNotFresh, body.silence(of: joint, body.time.received))
      }
    }
    for joint in body.states.indices where request.mask >> UInt64(joint) & 1 == 1 {
      phases.moving.place(joint, &body)
    }
    return request.accepted
  }

  @_noLocks private func refuseHoming(
    _ request: Request, _ joint: Int, _ body: borrowing Body
  ) -> Reply {
    guard joint < body.states.count else { return request.refused(.unknownRequest) }
    let method = body.robot.joints[joint].homing.method
    return request.refused(
      .notHomed, Fault(.none, subject: joint, value: Double(method.number)))
  }
}
