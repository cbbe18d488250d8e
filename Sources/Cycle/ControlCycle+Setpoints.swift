import Kinematics
import Motion
import RealTime
import RobotCore
import Units

// Where each joint should be becomes what each drive is asked for.
extension ControlCycle {
  /// Joint impedance around each sample, with gravity fed forward from our own model at the
  /// measured pose.
  @_noLocks mutating func updateSetpoints() {
    for joint in states.indices { pose[joint] = states[joint].position.value }
    model.gravity(position: pose, using: &gravityWork, into: &gravity)
    for joint in setpoints.indices {
      setpoints[joint] = controllers[joint].follow(
        samples[joint], feedForward: Effort(gravity[joint]), gain: isHeld(joint) ? 1 : gains)
    }
  }
}
