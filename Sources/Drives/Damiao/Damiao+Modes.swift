import RobotCore
public import Units
public import Wire

// The drive's own controllers. A frame for another mode than CTRL_MODE is ignored. NaN and
// infinities must not reach these; the frame would carry them.
extension Damiao {
  /// Position-velocity (CTRL_MODE 2): a trapezoid with the drive's own acceleration.
  /// Id 0x100 + ESC_ID.
  @_noLocks public func encode(position: Angle, speedLimit: AngularVelocity) -> CANFrame {
    var frame = frame(to: 0x100 + UInt32(id))
    frame.putFloat(position.value, at: 0)
    frame.putFloat(speedLimit.value, at: 4)
    return frame
  }

  /// Velocity (CTRL_MODE 3). Id 0x200 + ESC_ID, 4 bytes.
  @_noLocks public func encode(velocity: AngularVelocity) -> CANFrame {
    var frame = frame(to: 0x200 + UInt32(id), length: 4)
    frame.putFloat(velocity.value, at: 0)
    return frame
  }

  /// Position with a speed and a current limit (CTRL_MODE 4). Id 0x300 + ESC_ID.
  ///
  /// The speed limit goes out in 0.01 rad/s up to 100 rad/s, the current limit (0…1 of the drive's
  /// largest current, register Imax) in 0.0001. Limits past the range are clamped.
  @_noLocks public func encode(
    position: Angle, speedLimit: AngularVelocity, currentLimit: Double
  ) -> CANFrame {
    var frame = frame(to: 0x300 + UInt32(id))
    frame.putFloat(position.value, at: 0)
    frame.putUInt16(Damiao.limit(speedLimit.value * 100), at: 4)
    frame.putUInt16(Damiao.limit(currentLimit * 10_000), at: 6)
    return frame
  }

  /// Both limits end at 10 000 counts. Rounded, because 12.34 · 100 must not become 1233.
  @_noLocks private static func limit(_ counts: Double) -> UInt16 {
    guard counts > 0 else { return 0 }
    return counts < 10_000 ? UInt16(counts + 0.5) : 10_000
  }
}
