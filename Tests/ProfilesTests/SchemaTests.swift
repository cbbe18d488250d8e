import Foundation
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

  @Test func schemaSeesMistakes() throws {
    let schema = try schema("robot")
    let text = try String(
      contentsOfFile: "\(shippedRoot)/robots/openarm-right/robot.yaml", encoding: .utf8)
    for (old, new) in [
      ("rate: 1000 Hz", "rate: 1000"), ("format: fd", "format: fast"),
      ("  silence_limit: 15 ms", "  silence_limt: 15 ms"), ("urdf: robot.urdf\n", ""),
    ] {
      #expect(text.contains(old))
      let value = try Yams.load(yaml: text.replacing(old, with: new))
      #expect(!schema.troubles(value).isEmpty, "\(new)")
    }
  }

  /// Whatever key has a fact is in the schema, and the other way round.
  @Test func schemasAndFactsKnowTheSameKeys() throws {
    var stated: [String: Set<String>] = [:]
    func visit(_ group: FactGroup) {
      stated[group.name, default: []].formUnion(group.facts.map(\.key))
      for below in group.facts.compactMap(\.group) { visit(below) }
    }
    for group in [RobotFacts.group, StopFacts.group, DriveFacts.group, ReducerFacts.group] {
      visit(group)
    }
    // Their names are in `propertyNames`.
    stated["safety.waivers"] = nil
    var listed: [String: Set<String>] = [:]
    for name in ["robot", "safety", "drive", "reducer"] {
      listed.merge(try schema(name).keys(of: name)) { $0.union($1) }
    }
    #expect(stated == listed)
  }
}

/// As much of JSON Schema 2020-12 as our schemas use.
private struct SchemaCheck {
  private let root: [String: Any]

  init(path: String) throws {
    let value = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path)))
    root = value as? [String: Any] ?? [:]
  }

  /// Section kind → its keys, from the top and from `$defs`.
  func keys(of name: String) -> [String: Set<String>] {
    var keys = [name: Set((root["properties"] as? [String: Any] ?? [:]).keys)]
    for (definition, body) in root["$defs"] as? [String: [String: Any]] ?? [:] {
      keys["\(name).\(definition)"] = Set((body["properties"] as? [String: Any] ?? [:]).keys)
    }
    return keys
  }

  func troubles(_ value: Any?) -> [String] { check(value, root, "") }

  private func check(_ value: Any?, _ schema: [String: Any], _ path: String) -> [String] {
    if let reference = schema["$ref"] as? String, let name = reference.split(separator: "/").last {
      let definitions = root["$defs"] as? [String: [String: Any]] ?? [:]
      guard let target = definitions[String(name)] else { return ["no definition \(name)"] }
      return check(value, target, path)
    }
    if let choices = schema["anyOf"] as? [[String: Any]] {
      let good = choices.contains { check(value, $0, path).isEmpty }
      return good ? [] : ["\(path): none of the choices"]
    }
    var troubles: [String] = []
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
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    var troubles: [String] = []
    for key in schema["required"] as? [String] ?? [] where object[key] == nil {
      troubles.append("\(path): \(key) is missing")
    }
    let names = schema["propertyNames"] as? [String: Any] ?? [:]
    for (key, value) in object {
      let name = key.base as? String ?? "?"
      let here = "\(path).\(name)"
      if !matches(name, names["pattern"] as? String) { troubles.append("\(here): bad name") }
      if let property = properties[name] {
        troubles += check(value, property, here)
      } else if let rest = schema["additionalProperties"] as? [String: Any] {
        troubles += check(value, rest, here)
      } else if !properties.isEmpty {
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
