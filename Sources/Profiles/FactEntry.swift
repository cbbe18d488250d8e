import RobotCore
public import Wording

/// A key of a profile at its place.
public struct FactEntry: Sendable {
  /// "robot.yaml".
  public let file: String
  /// Where it stands: "joints.*.stiffness".
  public let path: String
  /// The same by its section's name: "robot.joint.stiffness".
  let name: String
  let fact: Fact

  /// Everything that is known of it, for people.
  public var text: String {
    let words = FactText(fact)
    var rows = [("value", words.expected)]
    if let units = words.units { rows.append(("units", units)) }
    if let allowed = words.allowed { rows.append(("allowed", allowed)) }
    rows.append(("default", fact.isRequired ? "none, it is required" : words.default))
    if let condition = words.condition { rows.append(("where", condition)) }
    if let acts = words.acts { rows.append(("acts in", acts)) }
    return "\(path)  (\(file))\n  \(fact.meaning)\n"
      + rows.map { "  " + Digits.left($0.0, 9) + $0.1 + "\n" }.joined()
  }

  /// Everything that is known of it, for programs.
  public var json: JSONText {
    let words = FactText(fact)
    func text(_ words: String?) -> JSONText { words.map { .string($0) } ?? .null }
    return [
      "file": .string(file), "path": .string(path), "name": .string(name),
      "meaning": .string(fact.meaning), "value": .string(words.expected),
      "units": text(words.units), "allowed": text(words.allowed),
      "required": .bool(fact.isRequired), "default": text(fact.isRequired ? nil : words.default),
      "condition": text(words.condition), "acts_in": text(words.acts),
    ]
  }
}
