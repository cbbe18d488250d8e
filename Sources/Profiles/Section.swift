import RobotCore
import Units
import Wording
import Yams

/// One mapping of a profile, read strictly: every key must be asked for, or it is unknown. What may
/// be asked for, and what each key may hold, say the facts of its group.
///
/// Reading never throws: what is wrong becomes a finding and the reader goes on with a fallback, so
/// that one look shows all mistakes. Nobody sees the fallbacks, as `RobotProfile.load` then throws.
final class Section {
  let group: FactGroup
  /// Full name in sentences, such as "joints.openarm_right_joint1"; "" at the top.
  let path: String
  let place: SourcePlace
  let findings: FindingList
  /// Where a key is looked for that is not here, best first: the `defaults` of a joint.
  var fallbacks: [Section] = []
  private let file: String
  private var values: [(key: String, place: SourcePlace, node: Node)] = []
  private var asked: Set<String> = []
  private var children: [String: Section] = [:]

  init(
    _ group: FactGroup, path: String, file: String, mapping: Node.Mapping, findings: FindingList,
    at place: SourcePlace? = nil
  ) {
    self.group = group
    self.path = path
    self.file = file
    self.findings = findings
    self.place = place ?? Self.place(mapping.mark, file)
    for (key, node) in mapping {
      let keyPlace = Self.place(key.mark, file)
      if let name = key.scalar?.string {
        values.append((name, keyPlace, node))
      } else {
        findings.add(keyPlace, "has a key that is no plain word; write 'key: value'")
      }
    }
  }

  /// The top of a file; nil after adding a finding.
  static func top(_ group: FactGroup, of path: String, into findings: FindingList) -> Section? {
    guard let file = SourceFile.read(path, into: findings),
      let mapping = YAMLDocument.mapping(of: file, into: findings)
    else { return nil }
    let top = Section(group, path: "", file: path, mapping: mapping, findings: findings)
    if let schema = group.facts.first { top.require(schema) }
    return top
  }

  private static func place(_ mark: Mark?, _ file: String) -> SourcePlace {
    SourcePlace(file: file, line: mark?.line ?? 0, column: mark?.column ?? 0)
  }

  /// "joints.x.velocity", for sentences.
  func name(of key: String) -> String { path.isEmpty ? key : path + "." + key }

  private typealias Entry = (key: String, place: SourcePlace, node: Node)

  /// The value of a key and the section that holds it: this one, or the first fallback that does.
  private func standing(_ key: String) -> (section: Section, entry: Entry)? {
    for section in [self] + fallbacks {
      guard let entry = section.values.first(where: { $0.key == key }) else { continue }
      section.asked.insert(key)
      return (section, entry)
    }
    return nil
  }

  /// Where the value of a key stands, or the section when it is missing, and its name there.
  func spot(of fact: Fact) -> (place: SourcePlace, name: String) {
    guard let (section, entry) = standing(fact.key) else { return (place, name(of: fact.key)) }
    let place = entry.node.mark == nil ? entry.place : Self.place(entry.node.mark, section.file)
    return (place, section.name(of: fact.key))
  }

  /// True when the key has a value here or in a fallback. Marks it as known.
  func has(_ fact: Fact) -> Bool { standing(own(fact).key) != nil }

  /// Adds a finding about what a value means here: "joints.x.velocity is 60 rad/s, …". One that
  /// comes from elsewhere is told with its origin.
  func add(_ fact: Fact, _ sentence: String) {
    let origin = standing(fact.key)?.section
    let from = origin.map { $0 === self ? "" : " (from \($0.path))" } ?? ""
    findings.add(spot(of: fact).place, "\(name(of: fact.key))\(from) \(sentence)")
  }

  /// Adds a finding about how a value is written, whoever takes it.
  func refuse(_ fact: Fact, _ sentence: String) {
    let (place, name) = spot(of: fact)
    findings.add(place, "\(name) \(sentence)")
  }

  /// The fact as this section's group states it. Marks its key as known.
  func own(_ fact: Fact) -> Fact {
    guard let own = group[fact.key] else {
      preconditionFailure("\(group.name) has no fact '\(fact.key)'")
    }
    asked.insert(fact.key)
    return own
  }

  private func node(_ fact: Fact, expected: String) -> Node? {
    let key = own(fact).key
    if let (_, entry) = standing(key) { return entry.node }
    findings.add(place, "\(name(of: key)) is missing, expected \(expected); add it")
    return nil
  }

  /// A plain word or number as text; the fact's default when the key is missing.
  func text(_ fact: Fact, expected: String) -> String? {
    if case .byDefault(let text) = own(fact).need, !has(fact) { return text }
    guard let node = node(fact, expected: expected) else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty else {
      refuse(fact, "is \(Self.shape(node)), expected \(expected); write one value")
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

  /// What stands below a key: a group, or names that the user chose. A key that may be missing
  /// gives an empty one, so that the defaults of the keys in it hold.
  func section(_ fact: Fact) -> Section? {
    let fact = own(fact)
    if let known = children[fact.key] { return known }
    let isHere = values.contains { $0.key == fact.key }
    let below = fallbacks.filter { $0.has(fact) }.map { $0.section(fact) }
    var mapping: Node.Mapping?
    if isHere || below.isEmpty && fact.isRequired {
      guard let node = node(fact, expected: "a group of keys") else { return nil }
      guard let found = node.mapping else {
        refuse(
          fact,
          "is \(node.scalar == nil ? "a list" : "a plain value"), expected a group of keys; write its keys below it"
        )
        return nil
      }
      mapping = found
    } else if below.contains(where: { $0 == nil }) {
      return nil
    }
    let section = child(fact, mapping)
    section.fallbacks = below.compactMap(\.self)
    children[fact.key] = section
    return section
  }

  private func child(_ fact: Fact, _ mapping: Node.Mapping?) -> Section {
    let below: FactGroup
    switch fact.form {
    case .group(let group): below = group
    case .entries(let each, _, _): below = FactGroup(group.name, [each])
    default: preconditionFailure("\(fact.key) has no keys below it")
    }
    return Section(
      below, path: name(of: fact.key), file: file, mapping: mapping ?? Node.Mapping([]),
      findings: findings, at: mapping == nil ? place : nil)
  }

  /// Groups whose names the user chooses: joints, buses. Each with its name's own place.
  func entries(_ fact: Fact) -> [(name: String, section: Section)] {
    guard let names = section(fact), let each = own(fact).each else { return [] }
    return names.values.compactMap { entry in
      guard let mapping = entry.node.mapping else {
        findings.add(
          entry.place,
          "\(names.name(of: entry.key)) has no keys below it, expected a group; add them")
        return nil
      }
      return (entry.key, names.child(each.named(entry.key), mapping))
    }
  }

  /// The names in it, in the order of the file.
  var names: [String] { values.map(\.key) }

  /// A list of groups.
  func list(_ fact: Fact) -> [Section] {
    guard let each = own(fact).each, let node = node(fact, expected: "a list") else { return [] }
    guard let sequence = node.sequence else {
      refuse(
        fact, "is \(node.mapping == nil ? "a plain value" : "a group"), expected a list ('- …')")
      return []
    }
    return sequence.enumerated().compactMap { index, element in
      let label = "\(fact.key)[\(index + 1)]"
      guard let mapping = element.mapping else {
        findings.add(
          Self.place(element.mark, file),
          "\(name(of: label)) is a plain value, expected a group of keys")
        return nil
      }
      return child(each.named(label), mapping)
    }
  }

  /// The texts of a list of plain values, each with its place.
  func texts(_ fact: Fact, expected: String) -> [(text: String, place: SourcePlace)]? {
    guard let node = node(fact, expected: expected) else { return nil }
    guard let sequence = node.sequence else {
      refuse(fact, "is no list, expected \(expected)")
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

  /// The same for a fallback, of which nobody need ask for every key: names those that do not
  /// exist, and those that nobody took up.
  func finishFallback(refusing identity: Set<String>) {
    for entry in values {
      let name = name(of: entry.key)
      if identity.contains(entry.key) {
        findings.add(entry.place, "\(name) is each joint's own and no default; write it there")
      } else if group[entry.key] == nil {
        let hint = Suggestion.phrase(
          for: entry.key, among: group.facts.map(\.key), noun: "keys here")
        findings.add(entry.place, "\(name) is not a known key; \(hint)")
      } else if !asked.contains(entry.key) {
        findings.add(
          entry.place, "\(name) is taken up by no joint, as each has a nearer value; remove it")
      }
    }
    for child in children.values { child.finishFallback(refusing: []) }
  }
}
