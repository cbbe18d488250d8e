import Drives
import Motion
import RealTime
import RobotCore
import Units

// Holding brakes: open while their joints are led, closed before torque goes.
extension ControlCycle {
  /// One cycle of every brake, when it is clear what each drive will be sent.
  @_noLocks mutating func stepBrakes() {
    outputs.releasedBrakes = 0
    for joint in axes.indices {
      brakes[joint].step(
        wantsOpen: wantsBrakeOpen(joint), at: states[joint].position, now: inputs.now)
      if brakes[joint].isReleased { outputs.releasedBrakes |= 1 << UInt64(joint) }
    }
  }

  /// A brake is opened by a joint that is held in full, and by no other.
  @_noLocks private func wantsBrakeOpen(_ joint: Int) -> Bool {
    // A drive that works its own is not enabled before it is free.
    guard brakes[joint].isOurs else { return states[joint].status == .enabled }
    guard axes[joint].wish == .follow || axes[joint].wish == .home, states[joint].status == .enabled
    else { return false }
    // What goes on holding keeps what it has.
    if isHeld(joint) { return brakes[joint].isReleased }
    switch phase {
    case .latched, .disarmed: return false
    case .arming: return arming.stage == .ramp && gains >= 1
    case .holding, .moving: return true
    // A stop opens nothing: what was closed when it began stays where it is.
    case .stopping:
      return brakes[joint].isReleased && stop.keepsBrakesOpen && !staysBehind(joint)
    }
  }

  /// It has come to rest while the others go on down.
  @_noLocks private func staysBehind(_ joint: Int) -> Bool {
    stop.kind == .controlledDescent && stop.stage != .decelerate
      && robot.joints[joint].stopKind == .brake
  }

  /// A joint that its brake holds is wanted where it is, whatever way the others are led.
  @_noLocks mutating func leaveBraked() {
    for joint in brakes.indices where brakes[joint].holds {
      samples[joint] = MotionSample(position: states[joint].position)
    }
  }

  /// Torque may go off, as far as the brakes are concerned.
  @_noLocks func areBrakesEngaged() -> Bool {
    for joint in brakes.indices where !isHeld(joint) && !brakes[joint].isEngaged { return false }
    return true
  }

  /// Every joint may move, as far as the brakes are concerned.
  @_noLocks func areBrakesFree() -> Bool {
    for joint in brakes.indices where !brakes[joint].isFree { return false }
    return true
  }

  /// A joint that has not moved since its brake was opened, and presses against something, presses
  /// against its brake.
  @_noLocks func explainByBrake(_ found: Fault) -> Fault {
    guard HoldingBrake.explains(found) else { return found }
    let joint = Int(found.subject)
    guard brakes.indices.contains(joint), brakes[joint].isSuspect else { return found }
    return Fault(
      .brakeStuck, subject: joint, value: states[joint].effort.value,
      limit: robot.joints[joint].effortLimit.value, detail: Int(found.code.rawValue),
      instant: found.instant)
  }
}
