import RobotCore
import Units
import Wording
import Yams

/// One mapping of a profile, read strictly: every key must be asked for, or it is unknown.
///
/// Reading never throws: what is wrong becomes a finding and the reader goes on with a fallback, so
/// that one look shows all mistakes. Nobody sees the fallbacks, as `RobotProfile.load` then throws.
final class Section {
  /// Where keys of this kind are listed in the JSON Schemas, such as "robot.joint".
  let kind: String
  /// Full name in sentences, such as "joints.openarm_right_joint1"; "" at the top.
  let path: String
  let place: SourcePlace
  let findings: FindingList
  private let file: String
  private var values: [(key: String, place: SourcePlace, node: Node)] = []
  private var asked: Set<String> = []

  init(
    kind: String, path: String, file: String, mapping: Node.Mapping, findings: FindingList
  ) {
    self.kind = kind
    self.path = path
    self.file = file
    self.findings = findings
    place = Self.place(mapping.mark, file)
    for (key, node) in mapping {
      let keyPlace = Self.place(key.mark, file)
      if let name = key.scalar?.string {
        values.append((name, keyPlace, node))
      } else {
        findings.add(keyPlace, "has a key that is no plain word; write 'key: value'")
      }
    }
  }

  private static func place(_ mark: Mark?, _ file: String) -> SourcePlace {
    SourcePlace(file: file, line: mark?.line ?? 0, column: mark?.column ?? 0)
  }

  /// "joints.x.velocity", for sentences.
  func name(of key: String) -> String { path.isEmpty ? key : path + "." + key }

  /// Where the value of `key` stands, or the section when it is missing.
  func place(of key: String) -> SourcePlace {
    guard let entry = values.first(where: { $0.key == key }) else { return place }
    return entry.node.mark == nil ? entry.place : Self.place(entry.node.mark, file)
  }

  /// True when the file has `key`. Marks it as known.
  func has(_ key: String) -> Bool {
    learn(key)
    return values.contains { $0.key == key }
  }

  /// Adds a finding at `key`: "joints.x.velocity is 60 rad/s, …".
  func add(_ key: String, _ sentence: String) {
    findings.add(place(of: key), name(of: key) + " " + sentence)
  }

  private func learn(_ key: String) {
    asked.insert(key)
    findings.knows(key, in: kind)
  }

  private func node(_ key: String, expected: String) -> Node? {
    learn(key)
    if let entry = values.first(where: { $0.key == key }) { return entry.node }
    findings.add(place, "\(name(of: key)) is missing, expected \(expected); add it")
    return nil
  }

  /// A plain word or number as text.
  func text(_ key: String, expected: String) -> String? {
    guard let node = node(key, expected: expected) else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty else {
      add(key, "is \(Self.shape(node)), expected \(expected); write one value")
      return nil
    }
    return text
  }

  /// What a node is, in words.
  private static func shape(_ node: Node) -> String {
    switch node {
    case .scalar: "empty"
    case .mapping: "a group of keys"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  /// A group of keys below this one.
  func section(_ key: String, kind: String) -> Section? {
    guard let node = node(key, expected: "a group of keys") else { return nil }
    guard let mapping = node.mapping else {
      add(
        key,
        "is \(node.scalar == nil ? "a list" : "a plain value"), expected a group of keys; write its keys below it"
      )
      return nil
    }
    return Section(
      kind: kind, path: name(of: key), file: file, mapping: mapping, findings: findings)
  }

  /// Groups whose names the user chooses: joints, buses. Each with its name's own place.
  func entries(_ key: String, kind: String) -> [(name: String, section: Section)] {
    guard let group = section(key, kind: "") else { return [] }
    return group.values.compactMap { entry in
      guard let mapping = entry.node.mapping else {
        findings.add(
          entry.place,
          "\(group.name(of: entry.key)) has no keys below it, expected a group; add them")
        return nil
      }
      let below = Section(
        kind: kind, path: group.name(of: entry.key), file: file, mapping: mapping,
        findings: findings)
      return (entry.key, below)
    }
  }

  /// Plain values whose names the user chooses: joint → position.
  func words(_ key: String) -> Section? { section(key, kind: "") }

  /// The names in a section of `words`, in the order of the file.
  var names: [String] { values.map(\.key) }

  /// A list of groups.
  func list(_ key: String, kind: String) -> [Section] {
    guard let node = node(key, expected: "a list") else { return [] }
    guard let sequence = node.sequence else {
      add(key, "is \(node.mapping == nil ? "a plain value" : "a group"), expected a list ('- …')")
      return []
    }
    return sequence.enumerated().compactMap { index, element in
      let label = "\(name(of: key))[\(index + 1)]"
      guard let mapping = element.mapping else {
        findings.add(
          Self.place(element.mark, file), "\(label) is a plain value, expected a group of keys")
        return nil
      }
      return Section(kind: kind, path: label, file: file, mapping: mapping, findings: findings)
    }
  }

  /// The texts of a list of plain values, each with its place.
  func texts(_ key: String, expected: String) -> [(text: String, place: SourcePlace)]? {
    guard let node = node(key, expected: expected) else { return nil }
    guard let sequence = node.sequence else {
      add(key, "is no list, expected \(expected)")
      return nil
    }
    return sequence.map { ($0.scalar?.string ?? "", Self.place($0.mark, file)) }
  }

  /// To be called last: names every key that nobody asked for.
  func finish() {
    for entry in values where !asked.contains(entry.key) {
      let hint = Suggestion.phrase(for: entry.key, among: Array(asked), noun: "keys here")
      findings.add(entry.place, "\(name(of: entry.key)) is not a known key; \(hint)")
    }
  }
}
