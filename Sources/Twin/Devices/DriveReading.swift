/// What a drive knows of itself at one moment, at its output.
struct DriveReading {
  /// rad, as the encoder counts it.
  var position = 0.0
  /// rad/s.
  var velocity = 0.0
  /// N·m, from the current.
  var torque = 0.0
  /// A.
  var current = 0.0
  /// °C.
  var stage = 25.0
  /// °C.
  var winding = 25.0
  /// V at the drive's terminals.
  var supply = 24.0
  /// Switches at its inputs that are closed, one bit each: see `TwinSwitch`.
  var switches: UInt8 = 0
  /// The encoder's index reaches the drive.
  var hasIndex = true
}
