import Motion
import RealTime
import RobotCore
import Units

// Where each joint should be becomes what each drive is asked for.
extension ControlCycle {
  /// Joint impedance around each sample, with gravity fed forward from our own model.
  @_noLocks mutating func updateSetpoints() {
    for joint in setpoints.indices {
      setpoints[joint] = controllers[joint].follow(
        samples[joint], feedForward: .zero, gain: gains)
    }
  }
}
