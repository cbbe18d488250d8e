import RobotCore
import Sensors
import Testing
import Units

@Suite("INA226")
struct INA226Tests {
  func part(
    range: Double = 40, shunt: Double = 0.002, period: Int64 = 20
  ) throws(INA226.Mismatch) -> INA226 {
    var configuration = SupplyConfiguration()
    configuration.currentRange = range
    configuration.shuntResistance = shunt
    configuration.period = Interval(milliseconds: period)
    return try INA226(configuration)
  }

  @Test("the data sheet's example: 10 A over 2 mΩ with a 1 mA step")
  func dataSheetExample() throws {
    // SBOS547, section 7.5.1: CAL = 2560; a current register of 10 000 reads 10 A.
    let part = try part(range: 32.768, shunt: 0.002)
    #expect(part.calibrationWord == 2_560)
    #expect(abs(part.current(10_000).value - 10) < 1e-9)
    #expect(abs(part.power(4_792) - 119.8) < 1e-9)
    #expect(abs(part.busVoltage(9_584).value - 11.98) < 1e-9)
    #expect(abs(part.shuntVoltage(8_000).value - 0.02) < 1e-12)
  }

  @Test("a truncated calibration word is counted in the step")
  func truncation() throws {
    // 2048.98 unrounded. The part computes current = shunt counts · CAL / 2048 (equation 3), so
    // that 8 000 counts of 2.5 µV, 10 A over 2 mΩ, stay 8 000.
    let part = try part(range: 40.9404, shunt: 0.002)
    #expect(part.calibrationWord == 2_048)
    #expect(abs(part.current(8_000).value - 10) < 1e-9)
  }

  @Test("signs")
  func signs() throws {
    let part = try part()
    #expect(part.shuntVoltage(0xFFFF).value == -2.5e-6)
    #expect(part.current(0x8000).value < -39.9)
    #expect(part.busVoltage(0xFFFF).value == 32_767 * 1.25e-3, "bit 15 is not part of the number")
    #expect(part.power(0xFFFF) > 0)
  }

  @Test("averaging fits into half a period")
  func configurationWord() throws {
    #expect(try part(period: 1).configurationWord == 0x4127, "the power-on word: no averaging")
    #expect(try part(period: 20).configurationWord == 0x4327, "4 samples, 8.8 ms")
    #expect(try part(period: 100).configurationWord == 0x4527, "16 samples, 35 ms")
    #expect(try part(period: 10_000).configurationWord == 0x4F27, "1024 samples, 2.25 s")
    #expect(try part(period: -5).configurationWord == 0x4127)
  }

  @Test("another part is named by the register that gives it away")
  func identity() {
    #expect(INA226.identify(manufacturer: 0x5449, die: 0x2260) == nil)
    // Both bytes swapped, as a reader would see who forgot the part's byte order.
    guard case .differs(.manufacturer, 0x4954, 0x5449)? = finding(0x4954, 0x6022) else {
      Issue.record("not named")
      return
    }
    guard case .differs(.die, 0x2281, 0x2260)? = finding(0x5449, 0x2281) else {
      Issue.record("an INA228 passed")
      return
    }
  }

  func finding(_ manufacturer: UInt16, _ die: UInt16) -> INA226.Mismatch? {
    INA226.identify(manufacturer: manufacturer, die: die)
  }

  @Test("a part that forgot its words is found out")
  func verify() throws {
    let part = try part()
    #expect(part.verify(configuration: 0x4327, calibration: 2_097) == nil)
    guard
      case .differs(.configuration, 0x4127, 0x4327)? = part.verify(
        configuration: 0x4127, calibration: 0)
    else {
      Issue.record("a reset was not seen")
      return
    }
    guard
      case .differs(.calibration, 0, 2_097)? = part.verify(
        configuration: 0x4327, calibration: 0)
    else {
      Issue.record("a lost calibration was not seen")
      return
    }
  }

  @Test("a place in which it cannot measure is refused")
  func refused() {
    #expect(throws: INA226.Mismatch.self) { try part(range: 42, shunt: 0.002) }
    #expect(throws: INA226.Mismatch.self) { try part(range: 0.5, shunt: 0.001) }
    for bad in [0, -1, Double.nan, .infinity] {
      #expect(throws: INA226.Mismatch.self) { try part(range: bad) }
      #expect(throws: INA226.Mismatch.self) { try part(shunt: bad) }
    }
  }

  @Test("an overflow is told by the flag")
  func overflow() throws {
    let part = try part()
    #expect(part.hasOverflowed(0x0004) && !part.hasOverflowed(0x0008))
  }
}
