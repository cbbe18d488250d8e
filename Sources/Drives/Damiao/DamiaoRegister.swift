/// The registers of a Damiao drive, by RID.
///
/// Source: vendor manual of DM-J8009P-2EC (dmBots on GitHub, V1.0), register table; names as there.
public enum DamiaoRegister: UInt8, BitwiseCopyable, Sendable {
  /// Under-voltage protection, V. Float.
  case underVoltage = 0
  /// Torque constant, N·m/A. Float.
  case torqueConstant = 1
  /// Over-temperature protection of the motor, 80…200 °C. Float.
  case overTemperature = 2
  /// Over-current protection, 0…1 per unit. Float.
  case overCurrent = 3
  /// Acceleration of modes 2 and 3, rad/s². Float.
  case acceleration = 4
  /// Deceleration of modes 2 and 3, rad/s², negative. Float.
  case deceleration = 5
  /// Largest speed, rad/s. Float.
  case maximumSpeed = 6
  /// MST_ID: the arbitration id of feedback. Unsigned.
  case feedbackID = 7
  /// ESC_ID: the arbitration id of commands. Unsigned; a write acts at once.
  case commandID = 8
  /// TIMEOUT in units of 50 µs; 0 switches it off. Unsigned.
  case timeout = 9
  /// CTRL_MODE 1…4: MIT, position-velocity, velocity, position-force. Unsigned.
  case controlMode = 10
  /// Viscous damping found by calibration. Float, read only.
  case damping = 11
  /// Inertia found by calibration. Float, read only.
  case inertia = 12
  /// Hardware version. Unsigned, read only.
  case hardwareVersion = 13
  /// Firmware version. Unsigned, read only.
  case softwareVersion = 14
  /// Serial number. Unsigned, read only.
  case serialNumber = 15
  /// Pole pairs. Unsigned, read only.
  case polePairs = 16
  /// Phase resistance, Ω. Float, read only.
  case resistance = 17
  /// Phase inductance, H. Float, read only.
  case inductance = 18
  /// Flux linkage, Wb. Float, read only.
  case flux = 19
  /// Gear ratio, motor turns per output turn. Float, read only.
  case gearRatio = 20
  /// PMAX: range of the packed position, rad. Float.
  case positionRange = 21
  /// VMAX: range of the packed velocity, rad/s. Float.
  case velocityRange = 22
  /// TMAX: range of the packed torque, N·m. Float.
  case torqueRange = 23
  /// Current loop bandwidth, 100…10 000 rad/s. Float.
  case currentBandwidth = 24
  /// Speed loop, proportional. Float.
  case speedProportional = 25
  /// Speed loop, integral. Float.
  case speedIntegral = 26
  /// Position loop, proportional. Float.
  case positionProportional = 27
  /// Position loop, integral. Float.
  case positionIntegral = 28
  /// Over-voltage protection, V. Float.
  case overVoltage = 29
  /// Gear torque efficiency, 0…1. Float.
  case gearEfficiency = 30
  /// Speed loop damping factor, 1…30. Float.
  case speedDamping = 31
  /// Speed loop filter bandwidth, 0…500. Float.
  case speedBandwidth = 32
  /// Current loop gain factor. Float.
  case currentGain = 33
  /// Speed loop gain factor. Float.
  case speedGain = 34
  /// Bit rate code: 4 is 1 Mbit/s, above 4 the data rate of CAN FD. Unsigned; after a power cycle.
  case bitRate = 35
  /// Sub-version of the firmware. Unsigned, read only.
  case subVersion = 36
  /// Calibration: u_off. Float, read only.
  case offsetU = 50
  /// Calibration: v_off. Float, read only.
  case offsetV = 51
  /// Calibration: k1. Float, read only.
  case calibrationK1 = 52
  /// Calibration: k2. Float, read only.
  case calibrationK2 = 53
  /// Calibration: m_off, offset of the electrical angle. Float, read only.
  case electricalOffset = 54
  /// Calibration: direction of turning. Float, read only.
  case direction = 55
  /// Motor-side encoder offset. Float, read only.
  case motorOffset = 56
  /// Largest current, A. Float, read only.
  case maximumCurrent = 59
  /// Supply voltage, V. Float, read only.
  case supplyVoltage = 60
  /// Power stage temperature, °C. Float, read only.
  case boardTemperature = 61
  /// Winding temperature, °C. Float, read only.
  case motorTemperature = 62
  /// Offset of current sensor U. Float, read only.
  case currentOffsetU = 63
  /// Offset of current sensor V. Float, read only.
  case currentOffsetV = 64
  /// Offset of current sensor W. Float, read only.
  case currentOffsetW = 65
  /// Rotor position, rad. Float, read only.
  case rotorPosition = 80
  /// Output position, rad. Float, read only.
  case outputPosition = 81

  /// The register's number on the wire (RID).
  public var code: UInt8 { @_noLocks get { rawValue } }

  /// True when the value is an IEEE float, false when it is an unsigned integer.
  public var isFloat: Bool {
    @_noLocks get {
      switch rawValue {
      case 7...10, 13...16, 35, 36: false
      default: true
      }
    }
  }

  /// True when the drive refuses to have it written.
  public var isReadOnly: Bool {
    @_noLocks get {
      switch rawValue {
      case 11...20, 36, 50...81: true
      default: false
      }
    }
  }

  /// True when `code` is the number of a register in this list.
  @_noLocks static func isKnown(_ code: UInt8) -> Bool {
    switch code {
    case 0...36, 50...56, 59...65, 80, 81: true
    default: false
    }
  }
}

// A list of all cases is an array, and Embedded Swift without allocations has none.
#if !hasFeature(Embedded)
  extension DamiaoRegister: CaseIterable {}
#endif
