import Foundation
import RobotCore
import Testing
import Yams

@testable import Profiles

/// The JSON Schemas for editors against the parser and the shipped files.
@Suite struct SchemaTests {
  private func schema(_ name: String) throws -> SchemaCheck {
    try SchemaCheck(path: "\(shippedRoot)/schema/\(name).schema.json")
  }

  private func files(_ folder: String, _ name: String = ".yaml") -> [String] {
    let found = FileManager.default.enumerator(atPath: "\(shippedRoot)/\(folder)")
    var files: [String] = []
    while let path = found?.nextObject() as? String {
      if path.hasSuffix(name) { files.append("\(shippedRoot)/\(folder)/\(path)") }
    }
    return files
  }

  @Test(arguments: [
    ("robot", "robots", "robot.yaml", 2), ("safety", "robots", "safety.yaml", 2),
    ("drive", "drives", ".yaml", 3), ("reducer", "reducers", ".yaml", 2),
  ])
  func shippedFilesAreValid(_ name: String, _ folder: String, _ suffix: String, _ least: Int) throws
  {
    let schema = try schema(name)
    let files = files(folder, suffix)
    #expect(files.count >= least)
    for file in files {
      let value = try Yams.load(yaml: String(contentsOfFile: file, encoding: .utf8))
      #expect(schema.troubles(value) == [], "\(file)")
    }
  }

  @Test(arguments: FactBook.files.map(\.name)) func schemasAreCurrent(_ name: String) throws {
    let file = try #require(FactBook.files.first { $0.name == name })
    let path = "\(shippedRoot)/schema/\(name).schema.json"
    let text = FactSchema.text(of: file)
    if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    let stored = try String(contentsOfFile: path, encoding: .utf8)
    #expect(stored == text, "a fact changed: UPDATE=1 swift test --filter SchemaTests")
  }

  @Test(arguments: [
    ("rate: 1000 Hz", "rate: 1000"), ("rate: 1000 Hz", "rate: 0 Hz"),
    ("rate: 1000 Hz", "rate: 5 kHz"), ("format: fd", "format: fast"),
    ("format: fd", "format: classic"), ("    data_bit_rate: 5 Mbit/s\n", ""),
    ("type: i2c", "type: can"), ("interface: can-arm", "interface: can/arm"),
    ("device: /dev/sinew/i2c-supply", "device: /dev/../i2c"),
    ("  silence_limit: 15 ms", "  silence_limt: 15 ms"), ("name: openarm-right\n", ""),
    ("urdf: robot.urdf", "urdf: /robot.urdf"), ("stiffness: 100 N*m/rad", "stiffness: -1 N*m/rad"),
    ("stiffness: 100 N*m/rad", "stiffness: 0.0 N*m/rad"), ("effort: 38 N*m", "effort: -1e1 N*m"),
    ("speed: 80 %", "speed: 200 %"), ("speed: 80 %", "speed: 0 %"),
    ("temperature: 90 degC", "temperature: 39.9 degC"), ("command_id: 0x01", "command_id: 0x7FF"),
    ("sign: -1", "sign: 2"), ("stop: hold", "stop: brakes"), ("dwell: 300 ms", "dwell: 61 min"),
    ("address: 0x40", "address: 0x50"), ("    effort: 38 N*m\n", ""),
  ]) func aMistakeIsSeen(_ old: String, _ new: String) throws {
    let text = try String(
      contentsOfFile: "\(shippedRoot)/robots/openarm-right/robot.yaml", encoding: .utf8)
    #expect(text.contains(old))
    let value = try Yams.load(yaml: text.replacing(old, with: new))
    #expect(try !schema("robot").troubles(value).isEmpty, "\(new)")
  }

  /// A joint needs no key that `defaults` may give it; without `defaults` it does.
  @Test func sharedKeysAreNotMissed() throws {
    let text = try String(
      contentsOfFile: "\(shippedRoot)/robots/openarm-right/robot.yaml", encoding: .utf8)
    let bare = text.replacing("    effort: 38 N*m\n", with: "")
      .replacing("      limit: 0.3 rad\n", with: "")
    let shared = bare.replacing(
      "\njoints:\n",
      with: "\ndefaults: {joints: {effort: 38 N*m, following_error: {limit: 0.3 rad}}}\njoints:\n")
    #expect(try schema("robot").troubles(Yams.load(yaml: shared)) == [])
    let missing = try schema("robot").troubles(Yams.load(yaml: bare))
    #expect(missing.contains(".joints.openarm_right_joint1: effort is missing"))
    #expect(missing.contains(".joints.openarm_right_joint1.following_error: limit is missing"))
    let wrong = shared.replacing("{effort: 38 N*m", with: "{command_id: 3, effort: 38 N*m")
    #expect(try schema("robot").troubles(Yams.load(yaml: wrong)).count == 1)
  }

  @Test func moreThanFitsIsSeen() throws {
    let line = "{role: enable, chip: /dev/gpiochip0, line: 0, active_low: false, debounce: 0 s}"
    let lines = (1...9).map { "  l\($0): \(line)\n" }.joined()
    let text = try String(
      contentsOfFile: "\(shippedRoot)/robots/openarm-right/safety.yaml", encoding: .utf8)
    let value = try Yams.load(yaml: text.replacing("lines:\n", with: "lines:\n" + lines))
    #expect(try schema("safety").troubles(value) == [".lines: too many"])
  }

  /// Each quantity's pattern takes what its reader takes, at the bounds, beside them and far away.
  @Test func patternsAndReaderAgree() throws {
    var quantities = 0
    func visit(_ group: FactGroup) throws {
      for fact in group.facts.flatMap({ [$0, $0.each ?? $0] }) {
        if case .quantity(let dimensions, let allowed) = fact.form {
          quantities += 1
          try agree(dimensions, allowed, "\(group.name).\(fact.key)")
        }
      }
      for below in group.facts.compactMap(\.group) { try visit(below) }
    }
    for file in FactBook.files { try visit(file.group) }
    #expect(quantities > 60)
  }

  private func agree(
    _ dimensions: [Profiles.Dimension], _ allowed: Allowed, _ name: String
  ) throws {
    let pattern = try NSRegularExpression(pattern: NumberPattern.quantity(dimensions, allowed))
    func takes(_ text: String) -> Bool {
      pattern.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }
    for dimension in dimensions {
      for (unit, factor) in dimension.units {
        let ends: [Double] = [allowed.low, allowed.high].filter { $0.isFinite }
        let bounds: [Double] = ends.map { $0 / factor }
        for number in Self.numbers(around: bounds) {
          // Shortest digits, and those without an exponent: what a pattern can weigh. What is
          // nearer to a bound than its sixth digit, the reader weighs.
          let text = NumberText.shown(number)
          let written = Double(text) ?? .nan
          let isTie = bounds.contains {
            let distance = abs($0 - written) / abs($0)
            return distance > 1e-14 && distance < 1e-5
          }
          if isTie || text.contains("e") || text.count > 13 { continue }
          let isAllowed = allowed.contains(written * factor)
          #expect(takes("\(text) \(unit)") == isAllowed, "\(name): \(text) \(unit)")
        }
        #expect(!takes("1") && !takes("fast \(unit)") && !takes("1 \(unit)x"))
      }
    }
  }

  /// The bounds themselves, what lies beside them, and numbers of every size.
  private static func numbers(around bounds: [Double]) -> [Double] {
    var numbers: [Double] = []
    for bound in bounds + [0, 1, 0.05, 7, 12.5, 300, 99_999] {
      numbers += [bound, bound * 1.001, bound * 0.999, bound + 0.001, bound * 10, bound / 7]
    }
    return numbers + numbers.map { -$0 }
  }
}

/// As much of JSON Schema 2020-12 as our schemas use.
private struct SchemaCheck {
  private let root: [String: Any]

  init(path: String) throws {
    let value = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path)))
    root = value as? [String: Any] ?? [:]
  }

  func troubles(_ value: Any?) -> [String] { check(value, root, "") }

  private func check(_ value: Any?, _ schema: [String: Any], _ path: String) -> [String] {
    var troubles: [String] = []
    if let reference = schema["$ref"] as? String, let name = reference.split(separator: "/").last {
      let definitions = root["$defs"] as? [String: [String: Any]] ?? [:]
      guard let target = definitions[String(name)] else { return ["no definition \(name)"] }
      troubles += check(value, target, path)
    }
    if let choices = schema["anyOf"] as? [[String: Any]] {
      let good = choices.contains { check(value, $0, path).isEmpty }
      return good ? [] : ["\(path): none of the choices"]
    }
    for part in schema["allOf"] as? [[String: Any]] ?? [] { troubles += check(value, part, path) }
    if let condition = schema["if"] as? [String: Any] {
      let branch = check(value, condition, path).isEmpty ? "then" : "else"
      troubles += check(value, schema[branch] as? [String: Any] ?? [:], path)
    }
    if let refused = schema["not"] as? [String: Any], check(value, refused, path).isEmpty {
      troubles.append("\(path): is what it must not be")
    }
    if let constant = schema["const"] as? String, value as? String != constant {
      troubles.append("\(path): not \(constant)")
    }
    if let choices = schema["enum"] as? [Any],
      !choices.contains(where: { "\($0)" == value.map { "\($0)" } })
    {
      troubles.append("\(path): not in the list")
    }
    if let type = schema["type"] as? String {
      troubles += checkType(value, type, schema, path)
    } else if let object = value as? [AnyHashable: Any] {
      troubles += checkObject(object, schema, path)
    }
    return troubles
  }

  private func checkType(
    _ value: Any?, _ type: String, _ schema: [String: Any], _ path: String
  ) -> [String] {
    switch type {
    case "object":
      guard let object = value as? [AnyHashable: Any] else { return ["\(path): no object"] }
      return checkObject(object, schema, path)
    case "array":
      guard let array = value as? [Any] else { return ["\(path): no array"] }
      if array.count < schema["minItems"] as? Int ?? 0 { return ["\(path): too few"] }
      if array.count > schema["maxItems"] as? Int ?? .max { return ["\(path): too many"] }
      let items = schema["items"] as? [String: Any] ?? [:]
      return array.enumerated().flatMap { check($1, items, "\(path)[\($0)]") }
    case "string":
      guard let text = value as? String else { return ["\(path): no string"] }
      return matches(text, schema["pattern"] as? String) ? [] : ["\(path): '\(text)' differs"]
    case "boolean": return value is Bool ? [] : ["\(path): no boolean"]
    default:
      let number = (value as? Int).map(Double.init) ?? value as? Double
      guard let number, type == "number" || value is Int else { return ["\(path): no number"] }
      let low = (schema["minimum"] as? NSNumber)?.doubleValue ?? -.infinity
      let high = (schema["maximum"] as? NSNumber)?.doubleValue ?? .infinity
      return (low...high).contains(number) ? [] : ["\(path): \(number) out of range"]
    }
  }

  private func checkObject(
    _ object: [AnyHashable: Any], _ schema: [String: Any], _ path: String
  ) -> [String] {
    let properties = schema["properties"] as? [String: Any] ?? [:]
    var troubles: [String] = []
    if object.count < schema["minProperties"] as? Int ?? 0 { troubles.append("\(path): too few") }
    if object.count > schema["maxProperties"] as? Int ?? .max {
      troubles.append("\(path): too many")
    }
    for key in schema["required"] as? [String] ?? [] where object[key] == nil {
      troubles.append("\(path): \(key) is missing")
    }
    let names = schema["propertyNames"] as? [String: Any] ?? [:]
    for (key, value) in object {
      let name = key.base as? String ?? "?"
      let here = "\(path).\(name)"
      if !matches(name, names["pattern"] as? String) { troubles.append("\(here): bad name") }
      if let property = properties[name] as? [String: Any] {
        troubles += check(value, property, here)
      } else if properties[name] as? Bool == false {
        troubles.append("\(here): has no meaning here")
      } else if let rest = schema["additionalProperties"] as? [String: Any] {
        troubles += check(value, rest, here)
      } else if schema["additionalProperties"] as? Bool == false {
        troubles.append("\(here): unknown key")
      }
    }
    return troubles
  }

  private func matches(_ text: String, _ pattern: String?) -> Bool {
    guard let pattern else { return true }
    guard let expression = try? NSRegularExpression(pattern: pattern) else { return false }
    let whole = NSRange(text.startIndex..., in: text)
    return expression.firstMatch(in: text, range: whole) != nil
  }
}
