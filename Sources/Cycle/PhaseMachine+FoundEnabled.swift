import Drives
import RealTime
import RobotCore
import Units

// Drives that carry torque at the start, though nobody here asked for it.
extension PhaseMachine {
  /// A drive found enabled gets nothing at all for one of its own time-outs. Still enabled then:
  /// another commander feeds it, or its time-out is off.
  @_noLocks mutating func watchFoundEnabled(_ body: inout Body) {
    guard phase == .latched || phase == .disarmed else { return }
    let quiet = body.quietTime
    for joint in body.states.indices where body.axes[joint].hasFeedback && !body.isHeld(joint) {
      let isEnabledNow = body.states[joint].isKnown && body.states[joint].status == .enabled
      let since = body.axes[joint].foundEnabledSince
      if since == .never {
        guard isEnabledNow else { continue }
        body.axes[joint].foundEnabledSince = body.time.now
        body.note(CycleEvent(.foundEnabled, subject: joint))
        resetSince = .never
        if phase == .disarmed { latch(body.foundEnabled(joint), &body) }
        body.axes[joint].wish = .quiet
      } else if body.time.now - since < quiet {
        body.axes[joint].wish = .quiet
        body.excuseAll(joint)
      } else if body.states[joint].sampled > since + quiet {
        if !isEnabledNow, body.isStatusSure(joint) {
          body.axes[joint].foundEnabledSince = .never
          body.axes[joint].isStuckEnabled = false
        }
      }
    }
    noteStuck(after: quiet, &body)
  }

  /// Drives that stayed enabled are one finding however many they are: it waits until each has had
  /// its time, and for as long again for the answer of one that may be silent.
  @_noLocks private mutating func noteStuck(after quiet: Interval, _ body: inout Body) {
    var first = -1
    for joint in body.axes.indices {
      let since = body.axes[joint].foundEnabledSince
      guard since != .never, !body.axes[joint].isStuckEnabled else { continue }
      if body.states[joint].sampled > since + quiet, body.isStatusSure(joint) {
        if first < 0 { first = joint }
      } else if body.time.now - since < quiet + quiet {
        return
      }
    }
    guard first >= 0 else { return }
    let found = body.foundEnabled(first)
    for joint in body.axes.indices {
      let since = body.axes[joint].foundEnabledSince
      guard since != .never, body.states[joint].sampled > since + quiet, body.isStatusSure(joint)
      else { continue }
      body.axes[joint].isStuckEnabled = true
    }
    latch(found, &body)
  }
}

extension Body {
  /// How long a drive that was found enabled gets nothing from here.
  var quietTime: Interval {
    @_noLocks get { timing.driveTimeout + timing.driveTimeout + timing.silenceLimit }
  }

  /// Finding of the drives found enabled, in the name of one of them; `detail` is how many.
  @_noLocks func foundEnabled(_ joint: Int) -> Fault {
    var count = 0
    for other in axes.indices where axes[other].foundEnabledSince != .never { count += 1 }
    let waited = Double((time.now - axes[joint].foundEnabledSince).nanoseconds) * 1e-6
    return Fault(
      .foundEnabled, subject: joint, value: waited, limit: quietTime.seconds * 1e3, detail: count,
      instant: time.now)
  }
}
