public import RealTime
import Safety

// Everything that outlives a cycle: its bytes are the snapshot from which a recording is replayed.
extension ControlCycle {
  /// Everything the cycle remembers, to or from a snapshot: taken between two steps, before the
  /// inputs of the next one are there. A test holds every stored property of it and its parts
  /// against this list and theirs.
  @_noLocks public mutating func exchange(_ pass: inout SnapshotPass) {
    body.exchange(&pass)
    buses.exchange(&pass)
    phases.exchange(&pass)
    safety.exchange(&pass)
    pass.exchange(&perception)
    pass.exchange(&commanders)
    pass.exchange(&trackingError)
    pass.exchange(&linearTrackingError)
    pass.exchange(&previousLimits)
  }
}
