import RealTime
import RobotCore
import Units

// A twin that diverged: its own failure, and no drive's.
extension ControlCycle {
  /// The first cycle that hears of it stops; what the diverging numbers had led to in a stop under
  /// way (a jump, an overload, a silence) was their symptom and is taken back.
  @_noLocks mutating func takeTwinFailure() {
    guard inputs.side.hasTwinFailed, fault.code != .twinDiverged else { return }
    let found = Fault(
      .twinDiverged, subject: Int(inputs.side.failedJoint), value: inputs.side.failedInertia,
      instant: inputs.now)
    switch phase {
    case .latched, .disarmed: latch(found)
    case .arming where !arming.isEnabling: latch(found)
    case .arming, .holding, .moving: beginStopInCycle(.torqueOff, found)
    case .stopping:
      if !stop.isOrderly { faultLog.shorten(to: stop.firstFinding) }
      endLatched(found)
      if stop.stage != .off { beginStopInCycle(.torqueOff, found) }
    }
  }
}
