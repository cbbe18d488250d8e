public import Units

/// What a drive says of itself.
public enum DriveStatus: UInt8, BitwiseCopyable, Sendable {
  /// Nothing heard yet.
  case unknown
  /// Powered, no torque.
  case disabled
  /// Following commands.
  case enabled
  /// Stopped itself; see `DriveFault`.
  case fault

  /// The raw value, for real-time code: in debug builds the synthesised `rawValue` is refused
  /// under `@_noLocks` outside this file.
  public var number: UInt8 { @_noLocks get { rawValue } }
}

/// Why a drive stopped itself, in words that fit every family.
public enum DriveFault: UInt8, BitwiseCopyable, Sendable {
  case none, overVoltage, underVoltage, overCurrent, driverOverTemperature, motorOverTemperature
  case communicationLost, overload, encoder, other
  /// It left its own following-error window.
  case followingError
  /// Its STO input is open.
  case safeTorqueOff
  /// It has begun anew, and what was set in it is gone.
  case restarted
  /// What was set in it has been changed since.
  case reconfigured

  /// The raw value, for real-time code: in debug builds the synthesised `rawValue` is refused
  /// under `@_noLocks` outside this file.
  public var number: UInt8 { @_noLocks get { rawValue } }

  // Spelled out: the standard library's generic `==` of raw values is not real-time code.
  /// The same.
  @_noLocks public static func == (a: DriveFault, b: DriveFault) -> Bool {
    a.rawValue == b.rawValue
  }
  /// Not the same.
  @_noLocks public static func != (a: DriveFault, b: DriveFault) -> Bool {
    a.rawValue != b.rawValue
  }
}

/// One decoded feedback frame, at the drive's own report point (`reports_at` in its profile).
public struct DriveReport: BitwiseCopyable, Sendable {
  /// What the drive says of itself.
  public var status = DriveStatus.unknown
  /// Its fault, `.none` unless `status` is `.fault`.
  public var fault = DriveFault.none
  /// Position at the report point.
  public var position = Angle(0)
  /// Velocity at the report point.
  public var velocity = AngularVelocity(0)
  /// Torque at the report point.
  public var torque = Torque(0)
  /// Power stage temperature.
  public var driverTemperature = Temperature(0)
  /// Winding or rotor temperature.
  public var motorTemperature = Temperature(0)

  /// Nothing known.
  @_noLocks public init() {}
}

/// What a drive is asked to do, at its own report point.
///
/// torque = stiffness·(position − p) + damping·(velocity − ṗ) + torque
public struct DriveCommand: BitwiseCopyable, Sendable {
  /// Wanted position.
  public var position = Angle(0)
  /// Wanted velocity.
  public var velocity = AngularVelocity(0)
  /// Feed-forward torque.
  public var torque = Torque(0)
  /// N·m/rad, ≥ 0.
  public var stiffness = 0.0
  /// N·m·s/rad, ≥ 0.
  public var damping = 0.0
  /// The drive's brake output is on, where it has one that is ours to switch: the brake is open.
  public var releasesBrake = false

  /// No torque at all.
  @_noLocks public init() {}
}
