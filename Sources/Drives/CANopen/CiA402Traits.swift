#if !hasFeature(Embedded)
  import RobotCore
  import Units

  /// What others ask of drives that speak CiA 402 over CANopen.
  enum CiA402Traits: FamilyTraits {
    static let isOnCAN = true
    /// A set-point and two measurements.
    static let framesPerCycle = 3
    /// SYNC.
    static let sharedFrames = 1
    static let hasIndex = true
    static let hasBrakeOutput = false

    /// Classic frames at the rates of CiA 301, table 1, which are set by switch or LSS.
    static func isSuited(to bus: BusConfiguration) -> Bool {
      guard !bus.isFD else { return false }
      switch bus.bitRate {
      case 10_000, 20_000, 50_000, 125_000, 250_000, 500_000, 800_000, 1_000_000: return true
      default: return false
      }
    }

    /// One count of 6064, one unit of 606C, one thousandth of the rated torque (6077).
    static func traits(of drive: DriveConfiguration) -> DriveTraits {
      var traits = DriveTraits()
      traits.hasFeedback = true
      traits.closesOwnLoop = drive.canopen.mode != .cyclicTorque
      traits.positionStep = 2 * Double.pi / drive.canopen.countsPerTurn
      traits.velocityStep = 2 * Double.pi / drive.canopen.velocityPerTurn
      traits.torqueStep = drive.canopen.ratedTorque.value * 1e-3
      return traits
    }

    /// "node 2".
    static func address(of drive: DriveConfiguration) -> String { "node \(drive.canopen.node)" }

    /// An object of the dictionary, whose index is written in hexadecimal.
    static func place(ofRegister number: Int) -> String {
      "object 0x" + String(number, radix: 16, uppercase: true)
    }

    /// CiA 301 (1xxx) and CiA 402-2 (6xxx), those that the master asks for. Values without a unit
    /// are in the drive's own.
    static let registers: [DriveRegister] = [
      DriveRegister(0x1000, "device type", isWritable: false),
      DriveRegister(0x1008, "device name", .text, isWritable: false),
      DriveRegister(0x100A, "software version", .text, isWritable: false),
      DriveRegister(0x100C, "guard time (node guarding is refused)", .quantity("ms")),
      DriveRegister(0x100D, "life time factor (node guarding is refused)"),
      DriveRegister(0x1016, "heartbeat consumer", .quantity("ms")),
      DriveRegister(0x1017, "heartbeat producer", .quantity("ms")),
      DriveRegister(0x1018, "identity", isWritable: false),
      DriveRegister(0x1029, "error behaviour"),
      DriveRegister(0x1400, "receive PDO 1"),
      DriveRegister(0x1401, "receive PDO 2"),
      DriveRegister(0x1402, "receive PDO 3"),
      DriveRegister(0x1403, "receive PDO 4"),
      DriveRegister(0x1600, "receive mapping 1"),
      DriveRegister(0x1800, "transmit PDO 1"),
      DriveRegister(0x1801, "transmit PDO 2"),
      DriveRegister(0x1802, "transmit PDO 3"),
      DriveRegister(0x1803, "transmit PDO 4"),
      DriveRegister(0x1A00, "transmit mapping 1"),
      DriveRegister(0x1A01, "transmit mapping 2"),
      DriveRegister(0x1A02, "transmit mapping 3"),
      DriveRegister(0x6007, "abort connection option"),
      DriveRegister(0x6040, "control word"),
      DriveRegister(0x6041, "status word"),
      DriveRegister(0x605A, "quick stop option"),
      DriveRegister(0x605E, "fault reaction option"),
      DriveRegister(0x6060, "mode of operation"),
      DriveRegister(0x6065, "following error window"),
      DriveRegister(0x6066, "following error time", .quantity("ms")),
      DriveRegister(0x6072, "largest torque", .quantity("‰")),
      DriveRegister(0x6073, "largest current", .quantity("‰")),
      DriveRegister(0x6075, "rated current", .quantity("mA"), isWritable: false),
      DriveRegister(0x6076, "rated torque", .quantity("mN·m"), isWritable: false),
      DriveRegister(0x6080, "largest motor speed"),
      DriveRegister(0x607C, "home offset"),
      DriveRegister(0x6081, "profile velocity"),
      DriveRegister(0x6083, "profile acceleration"),
      DriveRegister(0x6084, "profile deceleration"),
      DriveRegister(0x6085, "quick stop deceleration"),
      DriveRegister(0x6098, "homing method"),
      DriveRegister(0x6099, "homing speeds"),
      DriveRegister(0x609A, "homing acceleration"),
      DriveRegister(0x60C2, "interpolation period"),
      DriveRegister(0x60FE, "outputs that are the master's (bit 0: brake)"),
      DriveRegister(0x6502, "supported modes", isWritable: false),
    ]
  }
#endif
