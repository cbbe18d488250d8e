import Drives
import RealTime
public import RobotCore

/// A register of a drive as its manual calls it, and its values as people write them. What it is
/// called and how it is told its family says.
public struct RegisterText: Sendable {
  /// Its number, as the family counts.
  public let number: Int
  /// Its name in the manual, "" when the manual has none of this number.
  public let name: String
  /// Unit in which its values are told, "" for plain numbers.
  public let unit: String
  /// False for what the drive was built with: nobody can write it.
  public let isWritable: Bool
  private let reading: DriveRegister.Reading
  /// "register 9".
  private let place: String

  /// Register `number` of a drive family.
  public init(_ number: Int, of family: DriveFamily) {
    let register = family.traits.registers.first { $0.number == number }
    self.number = number
    name = register?.name ?? ""
    unit = register?.unit ?? ""
    isWritable = register?.isWritable ?? true
    reading = register?.reading ?? .quantity("")
    place = family.traits.place(ofRegister: number)
  }

  /// "TIMEOUT (register 9)", "heartbeat consumer (object 0x1016)".
  public var title: String { name.isEmpty ? place : "\(name) (\(place))" }

  /// A value with its unit, or with what it means.
  public func text(_ value: Double) -> String {
    switch reading {
    case .id: hexadecimal(value)
    case .timeout: value == 0 ? "0 ms (off)" : "\(Digits.text(value, 2)) ms"
    case .words(let words, let first): meaning(value, words, from: first)
    case .count: Digits.text(value, 0)
    case .text: "'\(PackedText.text(value))'"
    case .quantity(let unit): Digits.text(value, 3) + (unit.isEmpty ? "" : " \(unit)")
    }
  }

  /// Of a text of which a finding tells a part: the number of its first character, from 1; nil for
  /// numbers.
  func textStart(_ fault: Fault) -> Int? {
    guard case .text = reading else { return nil }
    return Int(fault.setting) + 1
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
