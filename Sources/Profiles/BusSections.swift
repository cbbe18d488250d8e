import RobotCore
import Units
import Wording

/// The `buses` of a robot.
struct BusSections {
  /// CAN buses in the order of the file.
  var can: [BusConfiguration] = []
  /// CAN bus names, same order.
  var canNames: [String] = []
  /// Name → device of each I2C bus.
  var i2c: [String: Label] = [:]
  /// Names of entries that are no bus because of findings of their own: nobody is blamed for naming
  /// them.
  var refused: Set<String> = []
  /// The one CAN bus, when there is no other that could be meant.
  var onlyCAN: String? { canNames.count == 1 && refused.isEmpty ? canNames[0] : nil }
  /// Every key of every CAN bus was good.
  var isSound = true
  private var interfaces: [String: String] = [:]
  private var devices: [String: String] = [:]

  static func read(_ top: Section) -> BusSections {
    var buses = BusSections()
    for (name, section) in top.entries(RobotFacts.buses) {
      guard isName(name) else {
        top.findings.add(
          section.place, "bus name '\(Section.cut(name))' must be a word of a-z, 0-9, - and _")
        buses.refused.insert(name)
        continue
      }
      switch section.word(BusFacts.type, BusFacts.types) {
      case true?:
        let before = top.findings.count
        buses.addCAN(name, section)
        section.finish()
        if top.findings.count > before { buses.isSound = false }
      case false?:
        buses.addI2C(name, section)
        section.finish()
      case nil:
        buses.refused.insert(name)
        buses.isSound = false
      }
    }
    if buses.can.isEmpty && buses.refused.isEmpty || buses.can.count > 8,
      top.has(RobotFacts.buses)
    {
      top.add(RobotFacts.buses, "has \(buses.can.count) CAN buses, expected 1 to 8")
    }
    return buses
  }

  private mutating func addCAN(_ name: String, _ section: Section) {
    var bus = BusConfiguration()
    bus.name = Label(name) ?? Label()
    readInterface(name, section, &bus)
    bus.isFD = section.word(BusFacts.format, BusFacts.formats) ?? false
    bus.bitRate = UInt32(section.quantity(BusFacts.bitRate))
    bus.samplePoint = UInt32(section.quantity(BusFacts.samplePoint) * 1000)
    bus.dataBitRate = bus.bitRate
    bus.dataSamplePoint = bus.samplePoint
    if bus.isFD {
      bus.dataBitRate = UInt32(section.quantity(BusFacts.dataBitRate))
      bus.dataSamplePoint = UInt32(section.quantity(BusFacts.dataSamplePoint) * 1000)
      if bus.dataBitRate > 0, bus.dataBitRate < bus.bitRate {
        section.add(
          BusFacts.dataBitRate,
          "is \(bus.dataBitRate) bit/s, slower than bit_rate \(bus.bitRate) bit/s; raise it")
      }
    } else {
      for fact in [BusFacts.dataBitRate, BusFacts.dataSamplePoint] where section.has(fact) {
        section.add(fact, "has no meaning for format 'classic'; remove it or write 'format: fd'")
      }
    }
    bus.queueLength = UInt32(section.integer(BusFacts.queueLength) ?? 1)
    can.append(bus)
    canNames.append(name)
  }

  private mutating func readInterface(
    _ name: String, _ section: Section, _ bus: inout BusConfiguration
  ) {
    guard let text = section.text(BusFacts.interface) else { return }
    if let trouble = Self.trouble(withInterface: text) {
      section.add(BusFacts.interface, "'\(Section.cut(text))' \(trouble)")
      return
    }
    bus.interface = Label(text) ?? Label()
    if let other = interfaces[text] {
      section.add(
        BusFacts.interface,
        "'\(text)' is the interface of bus '\(other)' already, and two masters on one would feed the "
          + "same drives in turn; give each bus its own")
    }
    interfaces[text] = name
  }

  /// What Linux refuses as the name of a network interface (`dev_valid_name`); nil when it is one.
  static func trouble(withInterface name: String) -> String? {
    if name.utf8.count > 15 {
      return "has \(name.utf8.count) bytes, Linux allows 15; shorten it"
    }
    if name == "." || name == ".." { return "is no name of an interface; write one such as 'can0'" }
    let bad = name.unicodeScalars.first {
      "/:".unicodeScalars.contains($0) || $0.properties.isWhitespace || $0.value < 33
    }
    guard let bad else { return nil }
    let shown = bad.properties.isWhitespace ? "a blank" : "'\(bad)'"
    return "has \(shown) in it, which no name of an interface may; write one such as 'can0'"
  }

  private mutating func addI2C(_ name: String, _ section: Section) {
    let device = section.device(BusFacts.device)
    i2c[name] = device
    guard !device.text.isEmpty else { return }
    if let other = devices[device.text] {
      section.add(
        BusFacts.device,
        "'\(device.text)' is the device of bus '\(other)' already; name each bus once")
    }
    devices[device.text] = name
  }

  /// What `isName` takes, for the schemas.
  static let namePattern = "[a-z0-9_-]{1,47}"

  /// Names that are safe in file names, options and sentences.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count < 48
      && name.utf8.allSatisfy {
        (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95
      }
  }
}
