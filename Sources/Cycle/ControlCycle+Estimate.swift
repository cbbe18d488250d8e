import RealTime
import RobotCore
import Units

// Decode → estimate: every joint at one instant, the cycle's nominal time.
extension ControlCycle {
  /// Predicts every known joint to the cycle's nominal time.
  @_noLocks mutating func estimate() {
    let gap = inputs.now - lastEstimate
    lastEstimate = inputs.now
    let pole = standstill.pole(over: gap)
    let looked = inputs.received - inputs.lateness
    for joint in states.indices where states[joint].isKnown {
      let at = axes[joint].estimator.predict(at: predictionInstant(joint, inputs.now))
      states[joint].position = at.position
      states[joint].velocity = at.velocity
      axes[joint].standstill.step(
        at.velocity, isTimely: isTimely(joint, looked), pole: pole, now: inputs.now)
    }
  }

  /// Constant velocity is believed for as long as a joint counts as fresh; a silent joint's
  /// estimate stays where it was then, instead of flying off.
  @_noLocks private func predictionInstant(_ joint: Int, _ now: Instant) -> Instant {
    let last = states[joint].sampled
    let reach = last + timing.period * 3
    return now < reach ? now : reach
  }
}
