import RobotCore
import Units

/// `supply`: the monitor of the drives' supply.
enum SupplySection {
  static func read(_ section: Section, buses: BusSections) -> SupplyConfiguration {
    var supply = SupplyConfiguration()
    supply.isPresent = section.word("part", ["ina226": true]) ?? false
    let names = Array(buses.i2c.keys)
    if let bus = section.text("bus", expected: "the name of an I2C bus of 'buses'") {
      if let device = buses.i2c[bus] {
        supply.bus = section.label(of: bus, at: section.place(of: "bus"), named: "bus")
        supply.device = device
      } else {
        let hint = Suggestion.phrase(for: bus, among: names, noun: "I2C buses")
        section.add("bus", "'\(Section.cut(bus))' is no I2C bus of this robot; \(hint)")
      }
    }
    // INA226 data sheet, table 6-2: addresses 0x40…0x4F.
    supply.address = UInt8(section.integer("address", 0x40...0x4F, isHex: true) ?? 0x40)
    supply.shuntResistance = section.quantity("shunt", .resistance, .positive)
    supply.currentRange = section.quantity("current_range", .current, .positive)
    supply.nominal = Voltage(section.quantity("nominal", .voltage, .positive))
    supply.lowest = Voltage(section.quantity("lowest", .voltage, .positive))
    supply.highest = Voltage(
      section.quantity("highest", .voltage, .positive, default: supply.nominal.value * 1.25))
    supply.period = section.interval("period", .upTo(milliseconds: 1_000))
    supply.ageLimit = section.interval("age_limit", .upTo(milliseconds: 10_000))
    check(supply, section)
    section.finish()
    return supply
  }

  private static func check(_ supply: SupplyConfiguration, _ section: Section) {
    let most = 0.08192 / max(supply.shuntResistance, 1e-9)
    // INA226 data sheet, 6.5: the shunt input spans ±81.92 mV; its bus input 36 V.
    if supply.currentRange > most, supply.shuntResistance > 0 {
      section.add(
        "current_range",
        "is \(NumberText.shown(supply.currentRange)) A, the INA226 sees at most "
          + "\(NumberText.shown(most)) A through this shunt; use a smaller shunt or range")
    }
    if supply.nominal.value > 36 {
      section.add(
        "nominal",
        "is \(NumberText.shown(supply.nominal.value)) V, the INA226 measures up to 36 V; "
          + "use another part")
    }
    if supply.lowest >= supply.nominal, supply.nominal.value > 0 {
      section.add(
        "lowest",
        "is \(NumberText.shown(supply.lowest.value)) V, must be below nominal "
          + "\(NumberText.shown(supply.nominal.value)) V; lower it")
    }
    if supply.ageLimit > .zero, supply.ageLimit < supply.period * 3 {
      section.add(
        "age_limit", "is shorter than 3 periods of reading; lengthen it or shorten 'period'")
    }
  }
}
