import RobotCore
import Units
import Wording

extension Section {
  /// What any quantity other than zero may be, in SI: wider than every part known, and narrow
  /// enough that its square and its inverse can be computed with.
  private static let magnitudes = 1e-12...1e9

  /// A number with its unit, in SI. A missing key that the reader can derive gives `otherwise`.
  func quantity(
    _ fact: Fact, of type: JointType = .revolute, otherwise: Double? = nil
  ) -> Double {
    let fact = own(fact)
    if let otherwise, !has(fact) { return otherwise }
    let dimension = fact.dimension(type)
    guard var text = text(fact, expected: dimension.expected) else { return 0 }
    // A default of any joint, whose unit is that of its type.
    if !has(fact), NumberText.whole(text) != nil { text += " " + dimension.unit }
    let (place, name) = spot(of: fact)
    return quantity(text, at: place, named: name, fact, dimension)
  }

  /// The same for a text that was found already.
  func quantity(
    _ text: String, at place: SourcePlace, named name: String, _ fact: Fact,
    _ dimension: Dimension
  ) -> Double {
    func refuse(_ sentence: String) -> Double {
      findings.add(place, "\(name) \(sentence)")
      return 0
    }
    guard case .quantity(_, let allowed) = fact.form else {
      preconditionFailure("\(fact.key) is no quantity")
    }
    let shown = Self.cut(text)
    guard let (number, unit) = NumberText.split(text) else {
      return refuse("is '\(shown)', expected \(dimension.expected); write a finite number")
    }
    guard !unit.isEmpty else {
      return refuse(
        "is '\(shown)' without a unit, expected \(dimension.expected); "
          + "add one of \(dimension.spellings)")
    }
    guard let factor = dimension.factor(of: unit) else {
      return refuse(
        "has the unit '\(Self.cut(unit))', expected \(dimension.expected); "
          + "use one of \(dimension.spellings)")
    }
    let value = number * factor
    guard value == 0 || Self.magnitudes.contains(value.magnitude) else {
      let (low, high) = (Self.magnitudes.lowerBound, Self.magnitudes.upperBound)
      return refuse(
        "is \(shown), allowed is 0 or a magnitude of \(NumberText.shown(low)) … "
          + "\(NumberText.shown(high)) \(dimension.unit); change the value")
    }
    guard allowed.contains(value) else {
      return refuse("is \(shown), allowed is \(allowed.words(dimension)); change the value")
    }
    return value
  }

  /// A time as an interval; `otherwise` in s.
  func interval(_ fact: Fact, otherwise: Double? = nil) -> Interval {
    let seconds = quantity(fact, otherwise: otherwise)
    return Interval(nanoseconds: Int64((seconds * 1e9).rounded()))
  }

  /// A number without a unit.
  func number(_ fact: Fact) -> Double {
    guard case .number(let allowed) = own(fact).form else {
      preconditionFailure("\(fact.key) is no plain number")
    }
    let expected = "a number without a unit (\(allowed.words()))"
    guard let text = text(fact, expected: expected) else { return 0 }
    guard let value = NumberText.whole(text), allowed.contains(value) else {
      refuse(fact, "is '\(Self.cut(text))', expected \(expected); change the value")
      return 0
    }
    return value
  }

  /// A whole number, decimal or with 0x; nil also for the word that may stand in its place.
  func integer(_ fact: Fact) -> Int? {
    guard case .integer(let range, let isHex, let word) = own(fact).form else {
      preconditionFailure("\(fact.key) is no whole number")
    }
    let low = isHex ? Self.hex(range.lowerBound) : "\(range.lowerBound)"
    let high = isHex ? Self.hex(range.upperBound) : "\(range.upperBound)"
    let expected = (word.map { "'\($0)' or " } ?? "") + "a whole number \(low) … \(high)"
    guard let text = text(fact, expected: expected), text != word else { return nil }
    // A sign after "0x" is what `Int` would take too.
    let isDigits = text.dropFirst(2).allSatisfy(\.isHexDigit)
    let value =
      text.hasPrefix("0x") ? isDigits ? Int(text.dropFirst(2), radix: 16) : nil : Int(text)
    guard let value, range.contains(value) else {
      refuse(fact, "is '\(Self.cut(text))', expected \(expected); change the value")
      return nil
    }
    return value
  }

  static func hex(_ value: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return "0x" + (digits.count < 2 ? "0" : "") + digits
  }

  /// true or false.
  func flag(_ fact: Fact) -> Bool {
    guard case .flag = own(fact).form else { preconditionFailure("\(fact.key) is no flag") }
    return word(fact, ["true", "false"]) { Bool($0) } ?? false
  }

  /// One of a few words. `values` may know more of them than the fact: those have answers of their
  /// own.
  func word<Value>(
    _ fact: Fact, _ values: KeyValuePairs<String, Value>, otherwise: Value? = nil
  ) -> Value? {
    if let otherwise, !has(fact) { return otherwise }
    guard case .choice(let words) = own(fact).form else {
      preconditionFailure("\(fact.key) has no choices")
    }
    return word(fact, words) { text in values.first { $0.key == text }?.value }
  }

  /// The word itself.
  func choice(_ fact: Fact) -> String? {
    guard case .choice(let words) = own(fact).form else {
      preconditionFailure("\(fact.key) has no choices")
    }
    return word(fact, words) { words.contains($0) ? $0 : nil }
  }

  private func word<Value>(
    _ fact: Fact, _ words: [String], _ meaning: (String) -> Value?
  ) -> Value? {
    let expected = "one of " + words.sorted().joined(separator: ", ")
    guard let text = text(fact, expected: expected) else { return nil }
    guard let value = meaning(text) else {
      let near = Suggestion.nearest(to: text, among: words)
      let step = near.map { "did you mean '\($0)'" } ?? "use one of these"
      refuse(fact, "is '\(Self.cut(text))', expected \(expected); \(step)")
      return nil
    }
    return value
  }

  /// A text, whose meaning the reader knows.
  func text(_ fact: Fact, otherwise: String? = nil) -> String? {
    if let otherwise, !has(fact) { return otherwise }
    guard case .text(let expected, _, _) = own(fact).form else {
      preconditionFailure("\(fact.key) is no text")
    }
    return text(fact, expected: expected)
  }

  /// A text that fits into a fixed label.
  func label(_ fact: Fact) -> Label {
    guard let text = text(fact) else { return Label() }
    let (place, name) = spot(of: fact)
    return label(of: text, at: place, named: name)
  }

  /// The path of a device file.
  func device(_ fact: Fact) -> Label {
    guard case .text(let expected, _, _) = fact.form, let text = text(fact) else { return Label() }
    let steps = text.split(separator: "/", omittingEmptySubsequences: false)
    guard text.hasPrefix("/dev/"), steps.count > 2, !steps.contains(".."), steps.last != "" else {
      refuse(fact, "is '\(Self.cut(text))', expected \(expected); write its whole path")
      return Label()
    }
    let (place, name) = spot(of: fact)
    return label(of: text, at: place, named: name)
  }

  /// Checks the first key of every file.
  func require(_ schema: Fact) {
    guard case .constant(let wanted) = own(schema).form else {
      preconditionFailure("\(schema.key) says nothing of the kind of file")
    }
    guard let text = text(schema, expected: "'\(wanted)'"), text != wanted else { return }
    refuse(schema, "is '\(Self.cut(text))', expected '\(wanted)'; is this the right kind of file")
  }

  /// `text` as a label; a finding when it is too long.
  func label(of text: String, at place: SourcePlace, named name: String) -> Label {
    if let label = Label(text) { return label }
    findings.add(
      place,
      "\(name) '\(Self.cut(text))' has \(text.utf8.count) bytes, at most 47 fit; shorten it")
    return Label()
  }

  /// Long nonsense is shown in part.
  static func cut(_ text: String) -> String {
    let flat = text.replacing("\n", with: " ")
    return flat.count > 60 ? flat.prefix(57) + "…" : flat
  }
}
