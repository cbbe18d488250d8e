import RealTime
import RobotCore
import Units

// Decode → estimate: every joint at one instant, the cycle's nominal time.
extension ControlCycle {
  /// Predicts every known joint to the cycle's nominal time.
  @_noLocks mutating func estimate() {
    let gap = inputs.now - lastEstimate
    lastEstimate = inputs.now
    let pole = gap > timing.period ? ControlCycle.standstillPole(timing, over: gap) : standstillPole
    for joint in states.indices where states[joint].isKnown {
      let at = axes[joint].estimator.predict(at: predictionInstant(joint, inputs.now))
      states[joint].position = at.position
      states[joint].velocity = at.velocity
      watchStandstill(joint, pole)
    }
  }

  /// Remembers since when a joint has stood still, and how fast it was when it last did not.
  @_noLocks private mutating func watchStandstill(_ joint: Int, _ pole: Double) {
    let now = states[joint].velocity.value
    axes[joint].meanVelocity = now + pole * (axes[joint].meanVelocity - now)
    var speed = Velocity(axes[joint].meanVelocity).magnitude.value
    // What moves fast is seen at once; noise at rest stays below half of this.
    let instant = states[joint].velocity.magnitude.value
    if instant > 3 * standstillLimit(joint) { speed = instant }
    if !(speed <= standstillLimit(joint)) {
      axes[joint].stillSince = .zero
      axes[joint].lastMoved = inputs.now
      axes[joint].lastSpeed = speed
    } else if !isTimely(joint, inputs.received - inputs.lateness) {
      axes[joint].stillSince = .zero
    } else if axes[joint].stillSince == .zero {
      axes[joint].stillSince = inputs.now
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
