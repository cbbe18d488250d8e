import Motion
import RealTime
import RobotCore
import Units

// A joint that is blocked, collided or overloaded gives way: pressing on would crush what is there.
extension StoppingPhase {
  /// Takes the spring from the joint of a finding that says that something is in its way.
  @_noLocks mutating func giveWay(_ found: Fault, _ body: inout Body) {
    guard found.isObstacle else { return }
    giveWay(Int(found.subject), &body)
  }

  @_noLocks private mutating func giveWay(_ joint: Int, _ body: inout Body) {
    guard body.axes.indices.contains(joint), !body.robot.joints[joint].isGripper,
      stop.giveWay(joint)
    else { return }
    body.note(
      CycleEvent(.givesWay, subject: joint, value: body.states[joint].effort.value))
  }

  /// While the others are brought down: a joint that gives way is wanted where it is, and one that
  /// meets something on the way down gives way too.
  @_noLocks mutating func letGiveWay(_ body: inout Body) {
    guard stop.hasGivers else { return }
    for joint in body.samples.indices where body.axes[joint].hasFeedback && !body.isHeld(joint) {
      let behind = (body.samples[joint].position - body.states[joint].position).magnitude
      let limit = body.robot.joints[joint].followingErrorLimit
      if body.states[joint].isKnown, stop.hasMet(behind, limit: limit) { giveWay(joint, &body) }
      guard stop.givesWay(joint) else { continue }
      body.samples[joint] = MotionSample(position: body.states[joint].position)
    }
  }

  /// Damping, and the feed-forward of its own weight: without it the arm would sink onto what is in
  /// its way. No spring: it pulls to where the joint was wanted.
  @_noLocks func relaxGivingJoints(_ body: inout Body) {
    guard stop.hasGivers else { return }
    for joint in body.setpoints.indices where stop.givesWay(joint) {
      let weight = body.setpoints[joint].effort
      body.setpoints[joint] = body.controllers[joint].damp(at: body.states[joint].position)
      body.setpoints[joint].effort = weight
    }
  }
}
