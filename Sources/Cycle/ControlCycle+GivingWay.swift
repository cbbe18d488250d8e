import Motion
import RealTime
import RobotCore
import Units

// A joint that is blocked, collided or overloaded gives way: pressing on would crush what is there.
extension ControlCycle {
  /// Takes the spring from the joint of a finding that says that something is in its way.
  @_noLocks mutating func giveWay(_ found: Fault) {
    guard isObstacle(found) else { return }
    giveWay(Int(found.subject))
  }

  @_noLocks private mutating func giveWay(_ joint: Int) {
    guard axes.indices.contains(joint), !robot.joints[joint].isGripper,
      stop.givesWay >> UInt64(joint) & 1 == 0
    else { return }
    stop.givesWay |= 1 << UInt64(joint)
    note(CycleEvent(.givesWay, subject: joint, value: states[joint].effort.value))
  }

  /// Something in the way of a stop that an operator asked for is a finding of its own.
  @_noLocks mutating func noteObstacle(_ found: Fault, stop kind: StopKind) {
    guard isObstacle(found), stop.isControlled, !isFault(fault) else { return }
    fault = found
    noteFault(found, stop: kind)
  }

  /// True for findings that mean a joint presses against something, or carries too much.
  @_noLocks func isObstacle(_ found: Fault) -> Bool {
    switch found.code {
    case .followingError, .effortLimit: return true
    case .driveFault:
      return found.value == Double(DriveFault.overload.number)
        || found.value == Double(DriveFault.overCurrent.number)
    default: return false
    }
  }

  /// While the others are brought down: a joint that gives way is wanted where it is, and one that
  /// meets something on the way down gives way too, long before the following error's own limit.
  /// Two joints can press on the same thing.
  @_noLocks mutating func letGiveWay() {
    guard stop.givesWay != 0 else { return }
    for joint in samples.indices where !isHeld(joint) {
      let behind = (samples[joint].position - states[joint].position).magnitude
      let allowed = robot.joints[joint].followingErrorLimit * ControlCycle.contactShare
      if states[joint].isKnown, behind > allowed { giveWay(joint) }
      guard stop.givesWay >> UInt64(joint) & 1 == 1 else { continue }
      samples[joint] = MotionSample(position: states[joint].position)
    }
  }

  /// Share of the following error's limit at which a joint on its way down gives way, once another
  /// one has met something. A joint that moves freely at descent speed stays well below it.
  private static var contactShare: Double { @_noLocks get { 0.4 } }

  /// Damping, and the feed-forward of its own weight: without it the arm would sink onto what is in
  /// its way. No spring: it pulls to where the joint was wanted.
  @_noLocks mutating func relaxGivingJoints() {
    guard stop.givesWay != 0 else { return }
    for joint in setpoints.indices where stop.givesWay >> UInt64(joint) & 1 == 1 {
      let weight = setpoints[joint].effort
      setpoints[joint] = controllers[joint].damp(at: states[joint].position)
      setpoints[joint].effort = weight
    }
  }
}
