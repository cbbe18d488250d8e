import Drives
import RealTime
import Reducers
import RobotCore
import Units

// Joints whose drive says nothing: what it was told, at the speed that it can have, stands for what
// is known of it, and is evidence of nothing.
extension ControlCycle {
  /// What came of speaking to such a drive: its pulses, and its model's word for where it is. A
  /// model neither jumps nor loses its reference, and is heard in every cycle.
  @_noLocks mutating func takeOpenLoop(_ news: DriveNews, joint: Int) {
    outputs.pulses[joint] = drives.pulse(of: joint)
    guard news.hasReport else { return }
    let at = axes[joint].reducer.joint(news.report)
    states[joint].isKnown = true
    states[joint].isReferenced = true
    states[joint].status = news.report.status
    axes[joint].suspectStatus = news.report.status
    states[joint].rawPosition = at.position
    states[joint].rawVelocity = at.velocity
    states[joint].sampled = inputs.now
    axes[joint].estimator.correct(
      position: at.position, velocity: at.velocity, at: inputs.now)
  }
}
