import Drives
import RealTime
import RobotCore
import Units

// Drives that carry torque at the start, though nobody here asked for it.
extension ControlCycle {
  /// A drive found enabled gets nothing at all for one of its own time-outs. Still enabled then:
  /// another commander feeds it, or its time-out is off.
  @_noLocks mutating func watchFoundEnabled() {
    guard phase == .latched || phase == .disarmed else { return }
    let quiet = quietTime
    for joint in states.indices where axes[joint].hasFeedback && !isHeld(joint) {
      let isEnabledNow = states[joint].isKnown && states[joint].status == .enabled
      let since = axes[joint].foundEnabledSince
      if since == .zero {
        guard isEnabledNow else { continue }
        axes[joint].foundEnabledSince = inputs.now
        note(CycleEvent(.foundEnabled, subject: joint))
        resetSince = .zero
        if phase == .disarmed { latch(foundEnabled(joint)) }
        axes[joint].wish = .quiet
      } else if inputs.now - since < quiet {
        axes[joint].wish = .quiet
        excuseAll(joint)
      } else if states[joint].sampled > since + quiet {
        if !isEnabledNow, isStatusSure(joint) {
          axes[joint].foundEnabledSince = .zero
          axes[joint].isStuckEnabled = false
        }
      }
    }
    noteStuck(after: quiet)
  }

  /// The last frame says what is taken for the drive's state.
  @_noLocks func isStatusSure(_ joint: Int) -> Bool {
    axes[joint].suspectStatus.number == states[joint].status.number
  }

  /// Drives that stayed enabled are one finding however many they are: it waits until each has had
  /// its time, and for as long again for the answer of one that may be silent.
  @_noLocks private mutating func noteStuck(after quiet: Interval) {
    var first = -1
    for joint in axes.indices {
      let since = axes[joint].foundEnabledSince
      guard since != .zero, !axes[joint].isStuckEnabled else { continue }
      if states[joint].sampled > since + quiet, isStatusSure(joint) {
        if first < 0 { first = joint }
      } else if inputs.now - since < quiet + quiet {
        return
      }
    }
    guard first >= 0 else { return }
    let found = foundEnabled(first)
    for joint in axes.indices {
      let since = axes[joint].foundEnabledSince
      guard since != .zero, states[joint].sampled > since + quiet, isStatusSure(joint) else {
        continue
      }
      axes[joint].isStuckEnabled = true
    }
    latch(found)
  }

  /// How long a drive that was found enabled gets nothing from here.
  private var quietTime: Interval {
    @_noLocks get { timing.driveTimeout + timing.driveTimeout + timing.silenceLimit }
  }

  /// Finding of the drives found enabled, in the name of one of them; `detail` is how many.
  @_noLocks func foundEnabled(_ joint: Int) -> Fault {
    var count = 0
    for other in axes.indices where axes[other].foundEnabledSince != .zero { count += 1 }
    let waited = Double((inputs.now - axes[joint].foundEnabledSince).nanoseconds) * 1e-6
    return Fault(
      .foundEnabled, subject: joint, value: waited, limit: quietTime.seconds * 1e3, detail: count,
      instant: inputs.now)
  }
}
