import Drives
import Motion
public import RealTime
import Safety

// Everything that outlives a cycle: its bytes are the snapshot from which a recording is replayed.
extension ControlCycle {
  /// Everything the cycle remembers, to or from a snapshot: taken between two steps, before the
  /// inputs of the next one are there.
  ///
  /// Left out are the inputs, which each step gets anew, and `gravityWork`, which each step fills
  /// before it reads it. A test holds every other stored property against this list.
  @_noLocks public mutating func exchange(_ pass: inout SnapshotPass) {
    pass.exchange(&phase, &fault, &motion)
    pass.exchange(&lastFinding, &trackingError, &linearTrackingError)
    pass.exchange(&commanderSilence, &commanderTimeout, &heldSince)
    pass.exchange(&held, &hasSeenEnd, &resetSince)
    pass.exchange(&gains, &doubled, &doubledAt)
    pass.exchange(&lastUnreadTold, &freshness, &lastReceived)
    pass.exchange(&lastEstimate, &lost, &lostTold)
    pass.exchange(&lease, &stop, &arming)
    pass.exchange(&autostart, &homing, &homingJoint)
    pass.exchange(&toHome)
    pass.exchange(&states, &setpoints, &commands)
    pass.exchange(&limitedBy, &previousLimits, &axes)
    pass.exchange(&samples, &pose, &gravity)
    pass.exchange(&controllers, &brakes, &buses)
    pass.exchange(&faultLog)
    drives.exchange(&pass)
    player.exchange(&pass)
    brake.exchange(&pass)
    safety.exchange(&pass)
    outputs.exchange(&pass)
  }
}
