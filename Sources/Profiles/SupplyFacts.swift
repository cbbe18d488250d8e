/// The keys of `supply`.
enum SupplyFacts {
  /// Readings that may be missed in a row where the profile does not say.
  static let periods = 25.0
  /// s
  static let longestAge = 10.0

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
  static let lowest = Fact(
    "lowest", .quantity([.voltage], .positive), "Below this the supply counts as cut.",
    .core("SupplyMonitor"))
  static let highest = Fact(
    "highest", .quantity([.voltage], .positive), "Above this the supply is too high.",
    .core("SupplyMonitor"),
    .derived("a quarter above nominal, at most what part and drives stand"))
  static let period = Fact(
    "period", .quantity([.time], .upTo(1)), "How often it is read.", .core("SupplyMonitor"),
    .byDefault("20 ms"))
  static let ageLimit = Fact(
    "age_limit", .quantity([.time], .upTo(longestAge)),
    "Older values count as lost; at least 3 periods.", .core("SupplyMonitor"),
    .derived("\(NumberText.shown(periods)) periods, at most \(NumberText.shown(longestAge)) s"))

  static let group = FactGroup(
    "robot.supply",
    [part, bus, address, shunt, currentRange, nominal, lowest, highest, period, ageLimit])
}
