public import RobotCore
public import Units

/// TI INA226 bus monitor: supply voltage and current over a shunt. Register ⇄ quantity.
///
/// Source: TI SBOS547 (register map, equations 1 to 4). Words are plain numbers; whoever reads the
/// bus has already put the part's high byte first into place.
public struct INA226: BitwiseCopyable, Sendable {
  /// Register numbers.
  public enum Register: UInt8, BitwiseCopyable, Sendable {
    /// Averaging, conversion times, mode.
    case configuration = 0x00
    /// 2.5 µV per count, signed.
    case shuntVoltage = 0x01
    /// 1.25 mV per count.
    case busVoltage = 0x02
    /// 25 current steps per count.
    case power = 0x03
    /// Current steps, signed.
    case current = 0x04
    /// Ties current steps to the shunt.
    case calibration = 0x05
    /// Alert sources and flags.
    case maskEnable = 0x06
    /// Limit of the alert.
    case alertLimit = 0x07
    /// Reads 0x5449.
    case manufacturer = 0xFE
    /// Reads 0x2260.
    case die = 0xFF

    /// The register's number on the wire.
    public var code: UInt8 { @_noLocks get { rawValue } }
  }

  /// What is wrong with a part or with its place in the robot; each names the register.
  public enum Mismatch: BitwiseCopyable, Sendable, Error {
    /// A register holds another word than it must.
    case differs(register: Register, found: UInt16, expected: UInt16)
    /// The largest current makes more shunt voltage than the register can hold. Both in V.
    case shuntRange(register: Register, wanted: Double, limit: Double)
    /// No calibration word fits shunt and current range; `wanted` is the unrounded word.
    case calibrationRange(register: Register, wanted: Double)
  }

  /// Word to write to `.configuration`.
  public let configurationWord: UInt16
  /// Word to write to `.calibration`.
  public let calibrationWord: UInt16
  /// A per count of `.current`.
  let currentStep: Double

  /// "TI" in ASCII.
  static let manufacturerWord: UInt16 = 0x5449
  /// Die id 0x226, revision 0.
  static let dieWord: UInt16 = 0x2260
  /// V per count of `.busVoltage`.
  static let busStep = 1.25e-3
  /// V per count of `.shuntVoltage`.
  static let shuntStep = 2.5e-6
  /// The fixed number in equation 1, V.
  static let calibrationFactor = 0.00512

  /// The words for one place in a robot; throws when the part cannot measure there.
  @_noLocks public init(_ configuration: SupplyConfiguration) throws(Mismatch) {
    let range = configuration.currentRange
    let shunt = configuration.shuntResistance
    let fullScale = 32_768 * INA226.shuntStep  // 81.92 mV
    guard range * shunt <= fullScale else {
      throw .shuntRange(register: .shuntVoltage, wanted: range * shunt, limit: fullScale)
    }
    // Equation 2: current step = range / 2¹⁵. Equation 1: calibration = 0.00512 / (step · shunt).
    let wanted = INA226.calibrationFactor / (range / 32_768 * shunt)
    guard wanted >= 1, wanted < 32_768 else {
      throw .calibrationRange(register: .calibration, wanted: wanted)
    }
    calibrationWord = UInt16(wanted)
    // The word is truncated, so the step that the part really uses is a little larger.
    currentStep = INA226.calibrationFactor / (Double(calibrationWord) * shunt)
    configurationWord = INA226.configurationWord(period: configuration.period)
  }

  /// Continuous shunt and bus (mode 7), 1.1 ms each (code 4), averaged as far as fits into half a
  /// period, so that every reading is a new one. Bit 14 is always set.
  @_noLocks static func configurationWord(period: Interval) -> UInt16 {
    let samples = period.nanoseconds / (2 * 2_200_000)
    let average: UInt16 =
      switch samples {
      case 1_024...: 7
      case 512...: 6
      case 256...: 5
      case 128...: 4
      case 64...: 3
      case 16...: 2
      case 4...: 1
      default: 0
      }
    return 0x4000 | average << 9 | 4 << 6 | 4 << 3 | 7
  }

  /// Is it really this part? Nil when both words say so.
  @_noLocks public static func identify(manufacturer: UInt16, die: UInt16) -> Mismatch? {
    if manufacturer != manufacturerWord {
      return .differs(register: .manufacturer, found: manufacturer, expected: manufacturerWord)
    }
    return die == dieWord ? nil : .differs(register: .die, found: die, expected: dieWord)
  }

  /// Has it kept what was written? Nil when it has; a part that lost its supply has not.
  @_noLocks public func verify(configuration: UInt16, calibration: UInt16) -> Mismatch? {
    if configuration != configurationWord {
      return .differs(
        register: .configuration, found: configuration, expected: configurationWord)
    }
    if calibration == calibrationWord { return nil }
    return .differs(register: .calibration, found: calibration, expected: calibrationWord)
  }

  /// Voltage from `.busVoltage`, 0…40.96 V; bit 15 is always 0 in the part.
  @_noLocks public func busVoltage(_ word: UInt16) -> Voltage {
    Voltage(Double(word & 0x7FFF) * INA226.busStep)
  }

  /// Voltage over the shunt from `.shuntVoltage`, signed.
  @_noLocks public func shuntVoltage(_ word: UInt16) -> Voltage {
    Voltage(Double(Int16(bitPattern: word)) * INA226.shuntStep)
  }

  /// Current from `.current`, signed.
  @_noLocks public func current(_ word: UInt16) -> Current {
    Current(Double(Int16(bitPattern: word)) * currentStep)
  }

  /// Power from `.power` in W, never negative: 25 current steps per count.
  @_noLocks public func power(_ word: UInt16) -> Double { Double(word) * 25 * currentStep }

  /// True when `.maskEnable` says that current and power overflowed (OVF, bit 2).
  @_noLocks public func hasOverflowed(_ word: UInt16) -> Bool { word & 0x0004 != 0 }
}

// A list of all cases is an array, and Embedded Swift without allocations has none.
#if !hasFeature(Embedded)
  extension INA226.Register: CaseIterable {}
#endif
