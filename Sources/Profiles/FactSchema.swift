import RobotCore
import Safety
import Wording

/// The JSON Schemas that tell an editor what may be written, made from the facts.
///
/// They make every check that needs one value alone, or the other keys of its section. What needs
/// more, `sinew profile check` tells.
struct FactSchema {
  /// Every section's name in the schema and what it holds.
  private var definitions: [(String, JSONText)] = []

  /// The schema of a kind of file.
  static func text(of file: FactBook.File) -> String {
    var schema = FactSchema()
    let top = schema.object(file.group)
    let head: JSONText = [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$comment":
        "Written from the facts in Sources/Profiles: UPDATE=1 swift test --filter SchemaTests.",
      "title": .string(file.title),
    ]
    return head.adding(top).adding([("$defs", .object(schema.definitions))]).page
  }

  /// The keys of a section.
  private mutating func object(_ group: FactGroup) -> [(String, JSONText)] {
    let properties = group.facts.map { ($0.key, described($0)) }
    let required = self.required(group).filter { !Self.isShared($0, of: group) }
    var members: [(String, JSONText)] = [
      ("type", "object"), ("additionalProperties", false), ("properties", .object(properties)),
    ]
    if !required.isEmpty { members.append(("required", Self.words(required))) }
    let conditions = self.conditions(group)
    if !conditions.isEmpty { members.append(("allOf", .array(conditions))) }
    if let each = group["joints"]?.each?.group, group.name == RobotFacts.group.name {
      let joints: JSONText = ["additionalProperties": whole(each)]
      members.append(("if", ["not": ["required": [.string(RobotFacts.defaults.key)]]]))
      members.append(("then", ["properties": .object([(RobotFacts.joints.key, joints)])]))
    }
    return members
  }

  private func required(_ group: FactGroup) -> [String] {
    group.facts.filter { $0.isRequired && $0.only == nil }.map(\.key)
  }

  /// The key may have its value from `defaults`.
  private static func isShared(_ key: String, of group: FactGroup) -> Bool {
    group.name == JointFacts.group.name && JointDefaults.keys.contains(key)
      || group.name == SafetyFacts.followingError.group?.name
  }

  /// A joint without anything in `defaults` has every key itself.
  private func whole(_ joint: FactGroup) -> JSONText {
    let below = joint.facts.compactMap { fact in fact.group.map { (fact.key, whole($0)) } }
    return ["required": Self.words(required(joint)), "properties": .object(below)]
  }

  /// Keys that have a meaning with certain words of another one only.
  private func conditions(_ group: FactGroup) -> [JSONText] {
    var conditions: [Fact.Condition] = []
    for only in group.facts.compactMap(\.only) where !conditions.contains(only) {
      conditions.append(only)
    }
    return conditions.map { condition in
      let facts = group.facts.filter { $0.only == condition }
      let required = facts.filter(\.isRequired).map(\.key)
      let among: JSONText = ["enum": Self.words(condition.words)]
      let isSo: JSONText = [
        "properties": .object([(condition.key, among)]),
        "required": [.string(condition.key)],
      ]
      return [
        "if": isSo, "then": ["required": Self.words(required)],
        "else": ["properties": .object(facts.map { ($0.key, false) })],
      ]
    }
  }

  private mutating func described(_ fact: Fact) -> JSONText {
    form(fact).adding([("description", .string(FactText(fact).sentence))])
  }

  /// What may be written.
  private mutating func form(_ fact: Fact) -> JSONText {
    switch fact.form {
    case .quantity(let dimensions, let allowed):
      let words = FactText(fact)
      return [
        "type": "string", "pattern": .string(NumberPattern.quantity(dimensions, allowed)),
        // What editors show in place of the pattern.
        "patternErrorMessage": .string(
          "expected \(words.expected)" + (words.allowed.map { "; allowed: \($0)" } ?? "")),
      ]
    case .number(let allowed):
      return JSONText.object(
        [("type", "number")] + Self.bound("minimum", allowed.low)
          + Self.bound("maximum", allowed.high))
    case .integer(let range, _, let word):
      let whole: JSONText = [
        "type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound),
      ]
      return word.map { ["anyOf": [["const": .string($0)], whole]] } ?? whole
    case .flag: return ["type": "boolean"]
    case .choice(let words):
      // YAML takes 1 for a number.
      return ["enum": .array(words.map { word in Int(word).map(JSONText.int) ?? .string(word) })]
    case .text(_, let pattern, let longest):
      var members: [(String, JSONText)] = [("type", "string"), ("minLength", 1)]
      if let longest { members.append(("maxLength", .int(longest))) }
      if let pattern { members.append(("pattern", .string("^\(pattern)$"))) }
      return .object(members)
    case .constant(let word): return ["const": .string(word)]
    case .group(let group): return reference(group)
    case .entries(let each, let names, let count):
      return [
        "type": "object", "propertyNames": ["pattern": .string("^\(names)$")],
        "minProperties": .int(count.lowerBound), "maxProperties": .int(count.upperBound),
        "additionalProperties": form(each),
      ]
    case .list(let each, let count):
      return [
        "type": "array", "minItems": .int(count.lowerBound), "maxItems": .int(count.upperBound),
        "items": form(each),
      ]
    }
  }

  private mutating func reference(_ group: FactGroup) -> JSONText {
    let name = group.name.split(separator: ".").last.map(String.init) ?? group.name
    if !definitions.contains(where: { $0.0 == name }) {
      let place = definitions.count
      definitions.append((name, .null))
      definitions[place].1 = .object(object(group))
    }
    return ["$ref": .string("#/$defs/\(name)")]
  }

  private static func words(_ words: [String]) -> JSONText { .array(words.map { .string($0) }) }

  private static func bound(_ name: String, _ value: Double) -> [(String, JSONText)] {
    guard value.isFinite else { return [] }
    return [(name, Int(exactly: value).map(JSONText.int) ?? .number(value))]
  }
}
