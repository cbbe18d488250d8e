/// What a switch at a drive's inputs means. It is closed while the joint stands in its range.
public enum TwinSwitch: UInt8, Sendable {
  /// The end of the way in negative direction.
  case negativeLimit
  /// The end of the way in positive direction.
  case positiveLimit
  /// The mark that a homing looks for.
  case home
  /// The drive's torque is taken by a safety relay.
  case safeTorqueOff

  /// Its bit in `DriveReading.switches`, as CiA 402 object 60FD numbers its inputs.
  var mask: UInt8 { 1 << rawValue }
}

/// A switch mounted at a joint.
struct MountedSwitch {
  let joint: Int
  let kind: TwinSwitch
  /// rad or m.
  let lower: Double
  let upper: Double
}
