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

  static func read(_ top: Section) -> BusSections {
    var buses = BusSections()
    for (name, section) in top.entries("buses", kind: "robot.bus") {
      guard isName(name) else {
        top.findings.add(
          section.place, "bus name '\(Section.cut(name))' must be a word of a-z, 0-9, - and _")
        continue
      }
      switch section.word("type", ["can": true, "i2c": false]) {
      case true?:
        buses.addCAN(name, section)
        section.finish()
      case false?:
        buses.i2c[name] = section.label("device", expected: "a device such as '/dev/i2c-1'")
        section.finish()
      case nil: break
      }
    }
    if buses.can.isEmpty || buses.can.count > 8, top.has("buses") {
      top.add("buses", "has \(buses.can.count) CAN buses, expected 1 to 8")
    }
    return buses
  }

  private mutating func addCAN(_ name: String, _ section: Section) {
    var bus = BusConfiguration()
    bus.name = Label(name) ?? Label()
    bus.interface = section.label("interface", expected: "a CAN interface such as 'can0'")
    if bus.interface.text.utf8.count > 15 {
      section.add(
        "interface", "'\(bus.interface.text)' has more than 15 bytes, Linux allows 15; shorten it")
    }
    bus.isFD = section.word("format", ["classic": false, "fd": true]) ?? false
    let rates = Allowed.range(10_000, 1_000_000, "bit/s")
    bus.bitRate = UInt32(section.quantity("bit_rate", .bitRate, rates))
    bus.samplePoint = UInt32(section.quantity("sample_point", .share, .range(0.5, 0.95)) * 1000)
    bus.dataBitRate = bus.bitRate
    bus.dataSamplePoint = bus.samplePoint
    if bus.isFD {
      let fast = Allowed.range(Double(bus.bitRate), 8_000_000, "bit/s")
      bus.dataBitRate = UInt32(section.quantity("data_bit_rate", .bitRate, fast))
      bus.dataSamplePoint = UInt32(
        section.quantity("data_sample_point", .share, .range(0.5, 0.95)) * 1000)
    } else {
      for key in ["data_bit_rate", "data_sample_point"] where section.has(key) {
        section.add(key, "has no meaning for format 'classic'; remove it or write 'format: fd'")
      }
    }
    bus.queueLength = UInt32(section.integer("queue_length", 1...1000) ?? 1)
    can.append(bus)
    canNames.append(name)
  }

  /// Names that are safe in file names, options and sentences.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count < 48
      && name.utf8.allSatisfy {
        (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95
      }
  }
}
