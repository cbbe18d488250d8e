import Motion
import RealTime
import RobotCore
import Units

// A joint that is blocked, collided or overloaded gives way: pressing on would crush what is there.
extension ControlCycle {
  /// Takes the spring from the joint of a finding that says that something is in its way.
  @_noLocks mutating func giveWay(_ found: Fault) {
    guard found.isObstacle else { return }
    giveWay(Int(found.subject))
  }

  @_noLocks private mutating func giveWay(_ joint: Int) {
    guard axes.indices.contains(joint), !robot.joints[joint].isGripper, stop.giveWay(joint) else {
      return
    }
    note(CycleEvent(.givesWay, subject: joint, value: states[joint].effort.value))
  }

  /// Something in the way of a stop that an operator asked for is a finding of its own.
  @_noLocks mutating func noteObstacle(_ found: Fault, stop kind: StopKind) {
    guard found.isObstacle, stop.isControlled, !fault.isFault else { return }
    fault = found
    noteFault(found, stop: kind)
  }

  /// While the others are brought down: a joint that gives way is wanted where it is, and one that
  /// meets something on the way down gives way too.
  @_noLocks mutating func letGiveWay() {
    guard stop.hasGivers else { return }
    for joint in samples.indices where axes[joint].hasFeedback && !isHeld(joint) {
      let behind = (samples[joint].position - states[joint].position).magnitude
      let limit = robot.joints[joint].followingErrorLimit
      if states[joint].isKnown, stop.hasMet(behind, limit: limit) { giveWay(joint) }
      guard stop.givesWay(joint) else { continue }
      samples[joint] = MotionSample(position: states[joint].position)
    }
  }

  /// Damping, and the feed-forward of its own weight: without it the arm would sink onto what is in
  /// its way. No spring: it pulls to where the joint was wanted.
  @_noLocks mutating func relaxGivingJoints() {
    guard stop.hasGivers else { return }
    for joint in setpoints.indices where stop.givesWay(joint) {
      let weight = setpoints[joint].effort
      setpoints[joint] = controllers[joint].damp(at: states[joint].position)
      setpoints[joint].effort = weight
    }
  }
}
