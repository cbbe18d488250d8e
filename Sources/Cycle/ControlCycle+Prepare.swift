import Drives
import RealTime
import RobotCore
import Units

// Arming's first part: what must be known of each drive, or set in it, before torque.
extension ControlCycle {
  /// One pass over everything of all drives, whatever is found: who sets a robot up gets the whole
  /// list at once.
  @_noLocks mutating func prepareStep() {
    var isDone = true
    for joint in axes.indices where !isHeld(joint) && drives.preparation(of: joint) != .done {
      isDone = false
      axes[joint].wish = .prepare
    }
    guard isDone else { return }
    if arming.found.code == .none {
      arming.enter(.fence, now: inputs.now)
    } else {
      fault = arming.found
      enter(.latched)
    }
  }

  /// What a drive said, or did not say, while it is prepared. The first finding is latched when
  /// every drive has been asked for everything.
  @_noLocks mutating func takePreparation(_ news: DriveNews, joint: Int) {
    if news.lateBy != .zero { failArming(late(joint, news.lateBy)) }
    var found = news.finding
    guard found.code != .none, phase == .arming else { return }
    // While its feedback goes on, an answer that stays away is a finding about the register; else
    // the drive is silent, and there is no more to be learned.
    if found.code == .registerSilent, !isFresh(joint, inputs.received) {
      failArming(causeOfSilence(silence(of: joint, inputs.received)))
      return
    }
    found.subject = Int16(truncatingIfNeeded: joint)
    arming.note(found)
    noteFault(found, stop: .none)
  }
}
