import RobotCore
import Safety

/// The keys of `supply`.
enum SupplyFacts {
  static let part = Fact(
    "part", .choice(["ina226"]), "The part that measures.", .reading("no other part is known"))
  static let bus = Fact(
    "bus", .text("the name of an I2C bus of 'buses'", pattern: BusSections.namePattern),
    "The I2C bus that it is on.", .core("SupplyMonitor"), .derived("the robot's only I2C bus"))
  // INA226 data sheet, table 6-2: addresses 0x40…0x4F.
  static let address = Fact(
    "address", .integer(0x40...0x4F, isHex: true), "Its address on the bus.",
    .core("SupplyMonitor"))
  static let shunt = Fact(
    "shunt", .quantity([.resistance], .positive), "Resistance through which the current flows.",
    .core("calibration of the part"))
  static let currentRange = Fact(
    "current_range", .quantity([.current], .positive), "Largest current that is measured.",
    .core("calibration of the part"))
  static let nominal = Fact(
    "nominal", .quantity([.voltage], .positive), "Voltage of the supply.",
    .core("SupplyMonitor, the twin's supply"))
  static let period = Fact(
    "period", .quantity([.time], .upTo(1)), "How often it is read.", .core("SupplyMonitor"),
    .byDefault("20 ms"))

  static let group = FactGroup(
    "robot.supply",
    [
      part, bus, address, shunt, currentRange, nominal, SafetyFacts.supplyLowest,
      SafetyFacts.supplyHighest, period, SafetyFacts.supplyAge,
    ])
}
