import Drives
import RobotCore
import Units
import Wire

/// SplitMix64: the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Ranges of a drive model's packed fields: rad, rad/s, N·m.
struct Model: CustomStringConvertible {
  let name: String
  let ranges: (p: Double, v: Double, t: Double)
  var description: String { name }
  init(_ name: String, _ p: Double, _ v: Double, _ t: Double) {
    self.name = name
    ranges = (p, v, t)
  }

  /// Factory ranges of the public model list (vendor manuals, openarm_can, damiao-motor).
  static let all = [
    Model("3507", 12.5, 50, 5), Model("3507 at 12.566", 12.566, 50, 5),
    Model("4310", 12.5, 30, 10), Model("4310P", 12.5, 50, 10), Model("4340", 12.5, 10, 28),
    Model("6006", 12.5, 45, 20), Model("8006", 12.5, 45, 40), Model("8009", 12.5, 45, 54),
    Model("10010L", 12.5, 25, 200), Model("10010", 12.5, 20, 200), Model("H3510", 12.5, 280, 1),
    Model("H6215", 12.5, 45, 10), Model("G6220", 12.5, 45, 10), Model("JH11", 12.5, 10, 12),
    Model("6248P", 12.566, 20, 120),
  ]

  func configuration(id: UInt32 = 1, bus: UInt8 = 0) -> DriveConfiguration {
    var configuration = DriveConfiguration()
    configuration.commandID = id
    configuration.feedbackID = id + 0x10
    configuration.bus = bus
    configuration.positionRange = Angle(ranges.p)
    configuration.velocityRange = AngularVelocity(ranges.v)
    configuration.torqueRange = Torque(ranges.t)
    configuration.gearRatio = 10
    return configuration
  }

  func drive(id: UInt32 = 1, isFD: Bool = false) -> Damiao {
    Damiao(configuration(id: id), isFD: isFD)
  }
}

extension CANFrame {
  /// A data frame with these bytes.
  init(_ id: UInt32, _ bytes: [UInt8], flags: UInt8 = 0) {
    self.init(id: id, length: UInt8(bytes.count), flags: flags)
    for (index, byte) in bytes.enumerated() { data[index] = byte }
  }

  /// `id#HEX` as candump writes it.
  init?(candump text: Substring) {
    let parts = text.split(separator: "#")
    guard parts.count == 2, let id = UInt32(parts[0], radix: 16) else { return nil }
    let digits = Array(parts[1])
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    self.init(id, bytes)
  }

  var bytes: [UInt8] { (0..<Int(min(length, 64))).map { data[$0] } }

  /// `id#HEX`, as candump writes it.
  var candump: String {
    String(id, radix: 16).uppercased().leftPadded(3) + "#"
      + bytes.map { String($0, radix: 16).uppercased().leftPadded(2) }.joined()
  }
}

extension String {
  fileprivate func leftPadded(_ width: Int) -> String {
    String(repeating: "0", count: max(0, width - count)) + self
  }
}

/// The packed fields of a frame, cut from its bit string: shares nothing with the code under test.
struct BitFields {
  var text: String
  init(_ bytes: [UInt8]) {
    text = bytes.map { byte in
      let digits = String(byte, radix: 2)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }
  mutating func take(_ bits: Int) -> Double {
    let field = text.prefix(bits)
    text.removeFirst(bits)
    return Double(Int(field, radix: 2) ?? -1)
  }
  mutating func take(_ bits: Int, _ low: Double, _ high: Double) -> Double {
    low + take(bits) / Double((1 << bits) - 1) * (high - low)
  }
}

/// Feedback that a drive would send: nearest packed value, ERR and id as given.
func feedback(
  _ model: Model, id: UInt32 = 1, error: UInt8 = 1, p: Double, v: Double = 0, t: Double = 0,
  driver: UInt8 = 30, motor: UInt8 = 40
) -> CANFrame {
  func raw(_ x: Double, _ range: Double, _ top: Double) -> Int {
    Int(((min(max(x, -range), range) + range) / (2 * range) * top).rounded())
  }
  let (p, v, t) = (
    raw(p, model.ranges.p, 65_535), raw(v, model.ranges.v, 4_095), raw(t, model.ranges.t, 4_095)
  )
  return CANFrame(
    id + 0x10,
    [
      error << 4 | UInt8(id & 15), UInt8(p / 256), UInt8(p % 256), UInt8(v / 16),
      UInt8(v % 16 * 16 + t / 256), UInt8(t % 256), driver, motor,
    ])
}
