public import Units

/// Drive families the runtime speaks. What one is asked by others it answers in its own folder of
/// Drives: nobody else is to switch over families, and a test holds that.
public enum DriveFamily: UInt8, BitwiseCopyable, Sendable {
  /// Damiao DM series.
  case damiao
  /// Hobby servos on the outputs of a PCA9685.
  case servo
  /// CiA 402 over CANopen.
  case ciA402

  // Spelled out: the standard library's generic `==` of raw values is not real-time code.
  /// The same.
  @_noLocks public static func == (a: DriveFamily, b: DriveFamily) -> Bool {
    a.rawValue == b.rawValue
  }
  /// Not the same.
  @_noLocks public static func != (a: DriveFamily, b: DriveFamily) -> Bool {
    a.rawValue != b.rawValue
  }
}

/// One drive: address, ranges of its packed fields, expected identity.
public struct DriveConfiguration: BitwiseCopyable, Sendable {
  /// Family.
  public var family = DriveFamily.damiao
  /// Model, as in its profile.
  public var model = Label()
  /// What `bus` is for a drive that is on no CAN bus.
  public static var noBus: UInt8 { @_noLocks get { .max } }

  /// Index of its CAN bus; `noBus`: it is on none.
  public var bus: UInt8 = 0
  /// Arbitration id of commands (Damiao ESC_ID).
  public var commandID: UInt32 = 0
  /// Arbitration id of feedback (Damiao MST_ID).
  public var feedbackID: UInt32 = 0
  /// Packed position range ±, rad (PMAX).
  public var positionRange = Angle(12.5)
  /// Packed velocity range ±, rad/s (VMAX).
  public var velocityRange = AngularVelocity(30)
  /// Packed torque range ±, N·m (TMAX).
  public var torqueRange = Torque(10)
  /// What the guard and the cycle ask of it, answered by its family.
  public var traits = DriveTraits()
  /// Largest packed stiffness, N·m/rad.
  public var stiffnessRange = 500.0
  /// Largest packed damping, N·m·s/rad.
  public var dampingRange = 5.0
  /// From the sampling of a measurement to the start of its frame.
  public var latency = Interval(microseconds: 100)
  /// Expected firmware version (Damiao sw_ver); 0: any.
  public var firmware: UInt32 = 0
  /// Gear ratio of the integrated actuator, motor turns per output turn (plant and read-back only).
  public var gearRatio = 1.0
  /// Peak torque at the output, N·m.
  public var peakTorque = Torque(0)
  /// Highest winding temperature the drive's own protection allows, °C.
  public var protectionTemperature = Temperature(100)
  /// Power stage temperature at which the robot stops, °C: below the drive's own protection, which
  /// takes its torque without a word (Damiao: 120 °C, fixed).
  public var driverTemperatureLimit = Temperature(110)
  /// Least supply voltage, V.
  public var underVoltage = Voltage(15)
  /// Largest supply voltage, V.
  public var overVoltage = Voltage(52)
  /// What a servo needs besides; without a device for every other drive.
  public var servo = ServoConfiguration()
  /// What a drive that speaks CANopen needs besides; `node` 0 for every other.
  public var canopen = CANopenConfiguration()

  /// A drive without an address.
  @_noLocks public init() {}
}
