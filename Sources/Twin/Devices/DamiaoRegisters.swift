import CMath
import RobotCore
import Units

/// The parameter table of a virtual Damiao drive: 32-bit cells by register number, as the drive's
/// manual lists them (DM-J4310-2EC and DM-J8009P-2EC user manuals V1.0, "register list").
struct DamiaoRegisters {
  /// How the four bytes of a register are read.
  enum Kind { case real, word }

  // The numbers that the drive itself uses. Others are only stored.
  static let underVoltage = 0
  static let torqueConstant = 1
  static let overTemperature = 2
  static let overCurrent = 3
  static let acceleration = 4
  static let deceleration = 5
  static let topSpeed = 6
  static let feedbackID = 7
  static let commandID = 8
  static let timeout = 9
  static let mode = 10
  static let positionRange = 21
  static let velocityRange = 22
  static let torqueRange = 23
  static let speedGain = 25
  static let speedIntegral = 26
  static let positionGain = 27
  static let overVoltage = 29
  static let bitRate = 35
  static let currentRange = 59
  static let busVoltage = 60
  static let stageTemperature = 61
  static let windingTemperature = 62
  static let motorPosition = 80
  static let outputPosition = 81

  private var cells = InlineArray<82, UInt32>(repeating: 0)

  /// What a register holds; nil when the drive has none of this number.
  static func kind(_ register: Int) -> Kind? {
    switch register {
    case 7...10, 13...16, 35, 36: return .word
    case 0...6, 11, 12, 17...34, 50...56, 59...65, 80, 81: return .real
    default: return nil
    }
  }

  /// False for what the drive measures or was built with.
  static func isWritable(_ register: Int) -> Bool {
    switch register {
    case 0...10, 21...35: return true
    default: return false
    }
  }

  /// True when a drive would take these four bytes as the new value.
  static func accepts(_ register: Int, _ raw: UInt32) -> Bool {
    guard isWritable(register), let kind = kind(register) else { return false }
    if kind == .word { return acceptsWord(register, raw) }
    let value = Double(Float(bitPattern: raw))
    guard math_is_finite(value) else { return false }
    switch register {
    case underVoltage: return value > 10
    case overTemperature: return value >= 80 && value < 200
    case overCurrent: return value > 0 && value < 1
    case deceleration: return value < 0
    case torqueConstant, acceleration, topSpeed, positionRange, velocityRange, torqueRange,
      overVoltage:
      return value > 0
    case 24, 33: return value >= 100 && value <= 10_000
    case 25...28: return value >= 0
    case 34: return value > 0 && value <= 10_000
    case 30: return value > 0 && value <= 1
    case 31: return value >= 1 && value <= 30
    case 32: return value > 0 && value < 500
    default: return true
    }
  }

  private static func acceptsWord(_ register: Int, _ raw: UInt32) -> Bool {
    switch register {
    // 0x300 + id must stay a standard id below the drives' common 0x7FF.
    case commandID: return raw >= 1 && raw <= 0xFF
    case feedbackID: return raw <= 0x7FE
    case mode: return raw >= 1 && raw <= 4
    case bitRate: return raw <= 11
    default: return true
    }
  }

  func raw(_ register: Int) -> UInt32 { cells[register] }
  func word(_ register: Int) -> Int { Int(cells[register]) }
  func real(_ register: Int) -> Double { Double(Float(bitPattern: cells[register])) }
  mutating func set(_ register: Int, raw: UInt32) { cells[register] = raw }
  mutating func set(_ register: Int, _ value: Double) { cells[register] = Float(value).bitPattern }

  /// A drive as delivered and set up for its place in the robot.
  init(_ joint: JointConfiguration, bus: BusConfiguration, timeout: UInt32, serial: UInt32) {
    let drive = joint.drive
    let plant = joint.plant
    set(Self.underVoltage, drive.underVoltage.value)
    set(Self.torqueConstant, plant.torqueConstant)
    set(Self.overTemperature, drive.protectionTemperature.value)
    set(Self.overCurrent, 0.98)
    set(Self.acceleration, 50)
    set(Self.deceleration, -50)
    set(Self.topSpeed, drive.velocityRange.value)
    set(Self.feedbackID, raw: drive.feedbackID)
    set(Self.commandID, raw: drive.commandID)
    set(Self.timeout, raw: timeout)
    set(Self.mode, raw: 1)
    identify(drive, plant, serial: serial)
    set(Self.positionRange, drive.positionRange.value)
    set(Self.velocityRange, drive.velocityRange.value)
    set(Self.torqueRange, drive.torqueRange.value)
    set(24, plant.currentBandwidth / (2 * Double.pi))
    set(Self.speedGain, 0.003_72)
    set(Self.speedIntegral, 0.002)
    set(Self.positionGain, 20)
    set(28, 0.1)
    set(Self.overVoltage, drive.overVoltage.value)
    set(30, 1)
    set(31, 4)
    set(32, 50)
    set(33, 100)
    set(34, 100)
    set(Self.bitRate, raw: Self.code(bus))
    // The peak current is 98 % of the range, so the over-current limit is met only when set lower.
    set(Self.currentRange, plant.currentLimit / 0.98 * 1.02)
  }

  /// What the drive was built with. Figures without a place in the profile are those of a J4310
  /// (vendor manual, table of motor parameters).
  private mutating func identify(
    _ drive: DriveConfiguration, _ plant: PlantConfiguration, serial: UInt32
  ) {
    let ratio = drive.gearRatio
    set(11, plant.viscousFriction)
    set(12, plant.reflectedInertia / (ratio * ratio))
    set(13, raw: 0x0000_0200)
    set(14, raw: drive.firmware == 0 ? 5_013 : drive.firmware)
    set(15, raw: serial)
    set(16, raw: 14)
    set(17, plant.resistance)
    set(18, 345e-6)
    set(19, 0.0045)
    set(20, ratio)
    set(36, raw: 1)
    set(55, 1)
  }

  /// `can_br` of a bus: 0…4 classic, above that the data rate of CAN FD.
  private static func code(_ bus: BusConfiguration) -> UInt32 {
    guard bus.isFD else {
      switch bus.bitRate {
      case ..<150_000: return 0
      case ..<225_000: return 1
      case ..<375_000: return 2
      case ..<750_000: return 3
      default: return 4
      }
    }
    switch bus.dataBitRate {
    case ..<2_250_000: return 5
    case ..<2_850_000: return 6
    case ..<3_600_000: return 7
    case ..<4_500_000: return 8
    case ..<6_500_000: return 9
    case ..<9_000_000: return 10
    default: return 11
    }
  }
}
