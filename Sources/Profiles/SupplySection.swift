import RobotCore
import Safety
import Sensors
import Units
import Wording

/// `supply`: the monitor of the drives' supply.
enum SupplySection {
  static func read(_ section: Section, buses: BusSections) -> SupplyConfiguration {
    var supply = SupplyConfiguration()
    supply.isPresent = section.word(SupplyFacts.part, ["ina226": true]) ?? false
    let names = Array(buses.i2c.keys)
    let only = names.count == 1 && buses.refused.isEmpty ? names.first : nil
    if let bus = section.text(SupplyFacts.bus, otherwise: only) {
      if let device = buses.i2c[bus] {
        supply.bus = section.label(
          of: bus, at: section.spot(of: SupplyFacts.bus).place, named: "bus")
        supply.device = device
      } else if !buses.refused.contains(bus) {
        let hint = Suggestion.phrase(for: bus, among: names, noun: "I2C buses")
        section.add(SupplyFacts.bus, "'\(Section.cut(bus))' is no I2C bus of this robot; \(hint)")
      }
    }
    supply.address = UInt8(section.integer(SupplyFacts.address) ?? 0x40)
    supply.shuntResistance = section.quantity(SupplyFacts.shunt)
    supply.currentRange = section.quantity(SupplyFacts.currentRange)
    supply.nominal = Voltage(section.quantity(SupplyFacts.nominal))
    supply.lowest = Voltage(section.quantity(SafetyFacts.supplyLowest))
    supply.highest = Voltage(
      section.quantity(
        SafetyFacts.supplyHighest, otherwise: min(supply.nominal.value * 1.25, mostVoltage)))
    supply.period = section.interval(SupplyFacts.period)
    supply.ageLimit = section.interval(
      SafetyFacts.supplyAge,
      otherwise: min(
        supply.period.seconds * SafetyFacts.supplyPeriods, SafetyFacts.longestSupplyAge))
    check(supply, section)
    section.finish()
    return supply
  }

  /// V. INA226 data sheet, 6.3: the bus input is made for 0…36 V.
  private static let mostVoltage = 36.0

  private static func check(_ supply: SupplyConfiguration, _ section: Section) {
    checkRange(supply, section)
    let nominal = supply.nominal.value
    if nominal >= mostVoltage {
      section.add(
        SupplyFacts.nominal,
        "is \(NumberText.shown(nominal)) V, the INA226 measures up to \(NumberText.shown(mostVoltage)) V "
          + "and must see more than that to tell a supply that is too high; use another part")
    } else if supply.highest.value > mostVoltage {
      section.add(
        SafetyFacts.supplyHighest,
        "is \(NumberText.shown(supply.highest.value)) V, the INA226 measures up to "
          + "\(NumberText.shown(mostVoltage)) V, so it could never be told; lower it")
    }
    if supply.highest <= supply.nominal, nominal > 0, nominal < mostVoltage,
      section.has(SafetyFacts.supplyHighest)
    {
      section.add(
        SafetyFacts.supplyHighest,
        "is \(NumberText.shown(supply.highest.value)) V, must be above nominal "
          + "\(NumberText.shown(nominal)) V; raise it")
    }
    if supply.lowest >= supply.nominal, nominal > 0 {
      section.add(
        SafetyFacts.supplyLowest,
        "is \(NumberText.shown(supply.lowest.value)) V, must be below nominal "
          + "\(NumberText.shown(nominal)) V; write what the drives still run at, as "
          + "\(NumberText.shownDown(nominal * 0.8)) V")
    }
    if supply.ageLimit > .zero, supply.ageLimit < supply.period * 3 {
      section.add(
        SafetyFacts.supplyAge,
        "is \(TimingSection.milliseconds(supply.ageLimit)) ms, shorter than 3 periods of reading; "
          + "write at least \(TimingSection.milliseconds(supply.period * 3)) ms, or a shorter 'period'"
      )
    }
  }

  /// What the part itself refuses, by its own arithmetic.
  private static func checkRange(_ supply: SupplyConfiguration, _ section: Section) {
    guard supply.shuntResistance > 0, supply.currentRange > 0 else { return }
    let range = NumberText.shown(supply.currentRange)
    do throws(INA226.Mismatch) {
      _ = try INA226(supply)
    } catch {
      switch error {
      case .shuntRange(_, _, let limit):
        section.add(
          SupplyFacts.currentRange,
          "is \(range) A, the INA226 sees at most "
            + "\(NumberText.shown(limit / supply.shuntResistance)) A through this shunt; "
            + "use a smaller shunt or range")
      case .calibrationRange(_, let wanted):
        // Equations 1 and 2 of the data sheet: the word is 0.00512 · 32768 / (range · shunt).
        let least = supply.currentRange * wanted / 32_767
        section.add(
          SupplyFacts.currentRange,
          "is \(range) A, which through this shunt makes the INA226's "
            + "calibration word \(NumberText.shown(wanted.rounded())), its register holds 1 … 32767; "
            + "write at least \(NumberText.shownUp(least)) A or use a larger shunt")
      case .differs: break
      }
    }
  }

  /// The monitor against the drives that it watches: it must be able to tell before they cut out by
  /// themselves. A bound that nobody wrote gives way to theirs.
  static func settled(
    _ supply: SupplyConfiguration, _ section: Section, drives: [DriveConfiguration]
  ) -> SupplyConfiguration {
    guard supply.lowest.value > 0, supply.nominal.value > 0 else { return supply }
    let volts = { (voltage: Voltage) in NumberText.shown(voltage.value) + " V" }
    if let first = drives.max(by: { $0.underVoltage < $1.underVoltage }),
      supply.lowest < first.underVoltage
    {
      section.add(
        SafetyFacts.supplyLowest,
        "is \(volts(supply.lowest)), the \(first.model.text) cuts out at \(volts(first.underVoltage)) "
          + "by itself, so the monitor would come too late; write at least "
          + volts(first.underVoltage))
    }
    guard let first = drives.min(by: { $0.overVoltage < $1.overVoltage }) else { return supply }
    var settled = supply
    if supply.nominal >= first.overVoltage {
      section.add(
        SupplyFacts.nominal,
        "is \(volts(supply.nominal)), the \(first.model.text) stands less than "
          + "\(volts(first.overVoltage)); use another supply or drive")
    } else if supply.highest > first.overVoltage, section.has(SafetyFacts.supplyHighest) {
      section.add(
        SafetyFacts.supplyHighest,
        "is \(volts(supply.highest)), the \(first.model.text) cuts out at "
          + "\(volts(first.overVoltage)) by itself, so the monitor would come too late; write at most "
          + volts(first.overVoltage))
    } else if supply.highest > first.overVoltage {
      settled.highest = first.overVoltage
    }
    return settled
  }
}
