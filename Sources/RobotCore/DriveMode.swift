/// How a CiA 402 drive takes its set-point (CiA 402, object 6060).
public enum DriveMode: UInt8, BitwiseCopyable, Sendable {
  /// Mode 1: the drive plans the way to each target itself.
  case profilePosition
  /// Mode 8: one position per SYNC.
  case cyclicPosition
  /// Mode 9: one velocity per SYNC.
  case cyclicVelocity
  /// Mode 10: one torque per SYNC; the impedance law is computed by the master.
  case cyclicTorque

  /// Its number in objects 6060 and 6061.
  public var number: UInt8 {
    @_noLocks get {
      switch self {
      case .profilePosition: 1
      case .cyclicPosition: 8
      case .cyclicVelocity: 9
      case .cyclicTorque: 10
      }
    }
  }

  // Spelled out: the standard library's generic `==` of raw values is not real-time code.
  /// The same.
  @_noLocks public static func == (a: DriveMode, b: DriveMode) -> Bool { a.rawValue == b.rawValue }
  /// Not the same.
  @_noLocks public static func != (a: DriveMode, b: DriveMode) -> Bool { a.rawValue != b.rawValue }
}
