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

    private static func object(
      _ index: Int, _ name: String, _ reading: DriveRegister.Reading, isWritable: Bool = true
    ) -> DriveRegister {
      DriveRegister(index, name, reading, isWritable: isWritable)
    }

    /// CiA 301 (1xxx) and CiA 402-2 (6xxx), those that the master asks for. Values without a unit
    /// are in the drive's own.
    static let registers = [
      object(0x1000, "device type", .quantity(""), isWritable: false),
      object(0x1008, "device name", .text, isWritable: false),
      object(0x100A, "software version", .text, isWritable: false),
      object(0x100C, "guard time (node guarding is refused)", .quantity("ms")),
      object(0x100D, "life time factor (node guarding is refused)", .quantity("")),
      object(0x1016, "heartbeat consumer", .quantity("ms")),
      object(0x1017, "heartbeat producer", .quantity("ms")),
      object(0x1018, "identity", .quantity(""), isWritable: false),
      object(0x1029, "error behaviour", .quantity("")),
      object(0x1400, "receive PDO 1", .quantity("")),
      object(0x1401, "receive PDO 2", .quantity("")),
      object(0x1402, "receive PDO 3", .quantity("")),
      object(0x1403, "receive PDO 4", .quantity("")),
      object(0x1600, "receive mapping 1", .quantity("")),
      object(0x1800, "transmit PDO 1", .quantity("")),
      object(0x1801, "transmit PDO 2", .quantity("")),
      object(0x1802, "transmit PDO 3", .quantity("")),
      object(0x1803, "transmit PDO 4", .quantity("")),
      object(0x1A00, "transmit mapping 1", .quantity("")),
      object(0x1A01, "transmit mapping 2", .quantity("")),
      object(0x1A02, "transmit mapping 3", .quantity("")),
      object(0x6007, "abort connection option", .quantity("")),
      object(0x6040, "control word", .quantity("")),
      object(0x6041, "status word", .quantity("")),
      object(0x605A, "quick stop option", .quantity("")),
      object(0x605E, "fault reaction option", .quantity("")),
      object(0x6060, "mode of operation", .quantity("")),
      object(0x6065, "following error window", .quantity("")),
      object(0x6066, "following error time", .quantity("ms")),
      object(0x6072, "largest torque", .quantity("‰")),
      object(0x6073, "largest current", .quantity("‰")),
      object(0x6075, "rated current", .quantity("mA"), isWritable: false),
      object(0x6076, "rated torque", .quantity("mN·m"), isWritable: false),
      object(0x6080, "largest motor speed", .quantity("")),
      object(0x607C, "home offset", .quantity("")),
      object(0x6081, "profile velocity", .quantity("")),
      object(0x6083, "profile acceleration", .quantity("")),
      object(0x6084, "profile deceleration", .quantity("")),
      object(0x6085, "quick stop deceleration", .quantity("")),
      object(0x6098, "homing method", .quantity("")),
      object(0x6099, "homing speeds", .quantity("")),
      object(0x609A, "homing acceleration", .quantity("")),
      object(0x60C2, "interpolation period", .quantity("")),
      object(0x60FE, "outputs that are the master's (bit 0: brake)", .quantity("")),
      object(0x6502, "supported modes", .quantity(""), isWritable: false),
    ]
  }
#endif
