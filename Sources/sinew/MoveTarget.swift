import Foundation
import RealTime
import RobotCore
import Telemetry
import Wording

/// "joint4=60deg" and its like.
enum MoveTarget {
  /// Units of a revolute and of a prismatic joint, as factors to rad and m.
  private static let angles = ["rad": 1.0, "deg": Double.pi / 180]
  private static let lengths = ["m": 1.0, "cm": 0.01, "mm": 0.001]

  /// Joint index → target in rad or m.
  static func resolve(_ texts: [String], in deck: DeckReader) throws(Refusal) -> [Int: Double] {
    var targets: [Int: Double] = [:]
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw Refusal(
          "\"\(text)\" is no target; write JOINT=VALUE, such as joint4=1.0 or gripper=20mm.",
          .usage)
      }
      let index = try joint(String(parts[0]), in: deck)
      guard targets[index] == nil else {
        throw Refusal("\(deck.jointNames[index]) has two targets; give one.", .usage)
      }
      let type = deck.configuration.joints[index].type
      targets[index] = try value(String(parts[1]), of: deck.jointNames[index], type: type)
    }
    return targets
  }

  /// The joint that `name` means: its name, its name without what all joints begin with, an end of
  /// its name that fits no other, or "gripper" for the only gripper.
  static func joint(_ name: String, in deck: DeckReader) throws(Refusal) -> Int {
    let names = deck.jointNames
    if let exact = names.firstIndex(of: name) { return exact }
    let shared = sharedStart(of: names)
    if let short = names.firstIndex(of: shared + name) { return short }
    let grippers = names.indices.filter { deck.configuration.joints[$0].isGripper }
    if name == "gripper", grippers.count == 1 { return grippers[0] }
    let fitting = names.indices.filter { !name.isEmpty && names[$0].hasSuffix(name) }
    if fitting.count == 1 { return fitting[0] }
    guard !fitting.isEmpty else {
      throw Refusal(
        "no joint is named \"\(name)\"; the joints are: \(names.joined(separator: ", ")).", .usage)
    }
    throw Refusal(
      "\"\(name)\" fits \(fitting.map { names[$0] }.joined(separator: ", ")); write more of it.",
      .usage)
  }

  /// What all names begin with, up to and with its last '_'.
  private static func sharedStart(of names: [String]) -> String {
    guard var shared = names.first else { return "" }
    for name in names.dropFirst() { shared = shared.commonPrefix(with: name) }
    guard let mark = shared.lastIndex(of: "_") else { return "" }
    return String(shared[...mark])
  }

  private static func value(
    _ text: String, of joint: String, type: JointType
  ) throws(Refusal) -> Double {
    let units = type == .prismatic ? lengths : angles
    let unit = String(text.reversed().prefix { $0.isLetter }.reversed())
    let number = text.dropLast(unit.count)
    // "inf" and "nan" are letters only: their number is empty.
    guard let value = DecimalText.number(String(number)) else {
      throw Refusal("\(joint): \"\(text)\" is no finite number.", .usage)
    }
    if unit.isEmpty { return value }
    guard let factor = units[unit] else {
      throw Refusal(
        "\(joint): unit \"\(unit)\" does not fit; it takes "
          + "\(units.keys.sorted().joined(separator: ", ")).", .usage)
    }
    return value * factor
  }
}
