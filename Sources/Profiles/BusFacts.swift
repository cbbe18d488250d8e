import RobotCore

/// The keys of one of `buses`.
enum BusFacts {
  static let types: KeyValuePairs<String, Bool> = ["can": true, "i2c": false]
  static let formats: KeyValuePairs<String, Bool> = ["classic": false, "fd": true]
  private static let can = Fact.Condition(key: "type", words: ["can"])
  private static let fd = Fact.Condition(key: "format", words: ["fd"])

  static let type = Fact(
    "type", .choice(types.map(\.key)), "Kind of the bus.", .core("which devices it can carry"))
  static let interface = Fact(
    "interface",
    .text(
      "a CAN interface such as 'can0'", pattern: "(?![.]{1,2}$)[^\\s/:]{1,15}", longest: 15),
    "Linux interface; a stable name comes from the udev rules.", .core("the socket of the bus"),
    only: can)
  static let format = Fact(
    "format", .choice(formats.map(\.key)), "Classic CAN or CAN FD.", .core("the socket of the bus"),
    only: can)
  static let bitRate = Fact(
    "bit_rate", .quantity([.bitRate], .range(10_000, 1_000_000)),
    "Bit rate of the arbitration phase.", .core("the controller, the drives' read-back"), only: can)
  static let dataBitRate = Fact(
    "data_bit_rate", .quantity([.bitRate], .range(10_000, 8_000_000)),
    "Bit rate of the data phase, at least bit_rate.",
    .core("the controller, the drives' read-back"),
    only: fd)
  static let samplePoint = Fact(
    "sample_point", .quantity([.share], .range(0.5, 0.95)),
    "Where in a bit it is sampled.", .core("the controller"), .byDefault("75 %"), only: can)
  static let dataSamplePoint = Fact(
    "data_sample_point", .quantity([.share], .range(0.5, 0.95)),
    "Where in a bit of the data phase it is sampled.", .core("the controller"), .byDefault("75 %"),
    only: fd)
  static let queueLength = Fact(
    "queue_length", .integer(1...1000),
    "The most own frames under way (txqueuelen); small, so that a stale queue is short.",
    .core("the interface"), .byDefault("64"), only: can)
  static let device = Fact(
    "device", .device("/dev/i2c-1"), "Character device of the bus.",
    .core("the socket of the supply monitor"),
    only: Fact.Condition(key: "type", words: ["i2c"]))

  static let group = FactGroup(
    "robot.bus",
    [
      type, interface, format, bitRate, dataBitRate, samplePoint, dataSamplePoint, queueLength,
      device,
    ])
}

extension Fact.Form {
  /// The path of a device file.
  static func device(_ example: String) -> Fact.Form {
    .text(
      "a device such as '\(example)'", pattern: "/dev/(?!(.*/)?[.][.](/|$)).*[^/]", longest: 47)
  }
}
