import RealTime
public import RobotCore

/// A register of a drive as its manual calls it, and its values as people write them.
///
/// Plain data: the family's own room holds these names against its list of registers in a test.
public struct RegisterText: Sendable {
  /// Its number, as the family counts.
  public let number: Int
  /// Its name in the manual, "" when the manual has none of this number.
  public let name: String
  /// Unit in which its values are told, "" for plain numbers.
  public let unit: String
  /// False for what the drive was built with: nobody can write it.
  public let isWritable: Bool

  /// Register `number` of a drive family.
  public init(_ number: Int, of family: DriveFamily) {
    self.number = number
    let row =
      switch family {
      case .damiao: RegisterText.damiao.first { $0.0 == number }
      case .servo: nil as (Int, String, String)?
      case .ciA402: RegisterText.ciA402.first { $0.0 == number }
      }
    name = row?.1 ?? ""
    unit = row?.2 ?? ""
    isWritable =
      switch family {
      case .damiao: ![11...20, 36...36, 50...65, 80...81].contains { $0.contains(number) }
      case .servo: false
      case .ciA402: ![0x1000, 0x1008, 0x100A, 0x1018, 0x6075, 0x6076, 0x6502].contains(number)
      }
    isObject = family == .ciA402
  }

  /// It is an object of a CANopen dictionary, whose number is written in hexadecimal.
  private let isObject: Bool

  /// "TIMEOUT (register 9)", "heartbeat consumer (object 0x1016)".
  public var title: String {
    if isObject {
      let place = "object 0x" + String(number, radix: 16, uppercase: true)
      return name.isEmpty ? place : "\(name) (\(place))"
    }
    return name.isEmpty ? "register \(number)" : "\(name) (register \(number))"
  }

  /// A value with its unit, or with what it means.
  public func text(_ value: Double) -> String {
    switch name {
    case "MST_ID", "ESC_ID": hexadecimal(value)
    case "TIMEOUT": value == 0 ? "0 ms (off)" : "\(Digits.text(value, 2)) ms"
    case "CTRL_MODE": meaning(value, ["MIT", "position-velocity", "velocity", "hybrid"], from: 1)
    case "can_br": meaning(value, RegisterText.bitRates, from: 0)
    case "hw_ver", "sw_ver", "SN", "NPP", "sub_ver": Digits.text(value, 0)
    case "device name", "software version": "'\(PackedText.text(value))'"
    default: Digits.text(value, 3) + (unit.isEmpty ? "" : " \(unit)")
    }
  }

  /// Of a text of which a finding tells a part: the number of its first character, from 1; nil for
  /// numbers.
  func textStart(_ fault: Fault) -> Int? {
    name == "device name" || name == "software version" ? Int(fault.setting) + 1 : nil
  }

  private func hexadecimal(_ value: Double) -> String {
    guard value >= 0, value < 4_294_967_296 else { return Digits.text(value, 0) }
    return "0x" + Digits.hexadecimal(UInt64(value), digits: 2)
  }

  private func meaning(_ value: Double, _ words: [String], from first: Int) -> String {
    guard value >= 0, value < 1_000, words.indices.contains(Int(value) - first) else {
      return value < 0 ? "none that fits the bus" : Digits.text(value, 0)
    }
    return "\(Digits.text(value, 0)) (\(words[Int(value) - first]))"
  }

  private static let bitRates = [
    "125 kbit/s", "200 kbit/s", "250 kbit/s", "500 kbit/s", "1 Mbit/s", "CAN FD, data 2 Mbit/s",
    "CAN FD, data 2.5 Mbit/s", "CAN FD, data 3.2 Mbit/s", "CAN FD, data 4 Mbit/s",
    "CAN FD, data 5 Mbit/s", "CAN FD, data 8 Mbit/s", "CAN FD, data 10 Mbit/s",
  ]

  /// Number, name, unit: vendor manual of DM-J8009P-2EC (dmBots on GitHub, V1.0), register table.
  /// TIMEOUT counts 50 µs on the wire and is told in ms everywhere.
  private static let damiao: [(Int, String, String)] = [
    (0, "UV_Value", "V"), (1, "KT_Value", "N·m/A"), (2, "OT_Value", "°C"), (3, "OC_Value", ""),
    (4, "ACC", "rad/s²"), (5, "DEC", "rad/s²"), (6, "MAX_SPD", "rad/s"), (7, "MST_ID", ""),
    (8, "ESC_ID", ""), (9, "TIMEOUT", "ms"), (10, "CTRL_MODE", ""), (11, "Damp", ""),
    (12, "Inertia", ""), (13, "hw_ver", ""), (14, "sw_ver", ""), (15, "SN", ""), (16, "NPP", ""),
    (17, "Rs", "Ω"), (18, "Ls", "H"), (19, "Flux", "Wb"), (20, "Gr", ""), (21, "PMAX", "rad"),
    (22, "VMAX", "rad/s"), (23, "TMAX", "N·m"), (24, "I_BW", "rad/s"), (25, "KP_ASR", ""),
    (26, "KI_ASR", ""), (27, "KP_APR", ""), (28, "KI_APR", ""), (29, "OV_Value", "V"),
    (30, "GREF", ""), (31, "Deta", ""), (32, "V_BW", "rad/s"), (33, "IQ_c1", ""),
    (34, "VL_c1", ""), (35, "can_br", ""), (36, "sub_ver", ""), (50, "u_off", ""),
    (51, "v_off", ""), (52, "k1", ""), (53, "k2", ""), (54, "m_off", ""), (55, "dir", ""),
    (56, "m_off2", ""), (59, "Imax", "A"), (60, "VBus", "V"), (61, "Tpcb", "°C"),
    (62, "Tmtr", "°C"), (63, "Iu_off", "A"), (64, "Iv_off", "A"), (65, "Iw_off", "A"),
    (80, "p_m", "rad"), (81, "xout", "rad"),
  ]
}

extension Fault {
  /// The register that the finding is about; nil when it is about none.
  public func register(in configuration: borrowing RobotConfiguration) -> RegisterText? {
    switch code {
    case .configurationMismatch, .driveTimeoutOff, .registerSilent, .objectRefused:
      let index = Int(subject)
      let isJoint = configuration.joints.indices.contains(index)
      let family = isJoint ? configuration.joints[index].drive.family : .damiao
      return RegisterText(Int(detail), of: family)
    default: return nil
    }
  }
}
