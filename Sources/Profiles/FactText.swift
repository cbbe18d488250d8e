import RobotCore

/// A fact in words, the same ones everywhere.
struct FactText {
  let fact: Fact

  init(_ fact: Fact) { self.fact = fact }

  /// What holds when the key is left out.
  var `default`: String {
    switch fact.need {
    case .required: "none"
    case .byDefault(let text): units(of: text)
    case .derived(let words): words
    case .optional(let words): "without it \(words)"
    }
  }

  /// "core: the speed limit"; nil for what has keys below it.
  var acts: String? {
    switch fact.acts {
    case .core(let place): "core: \(place)"
    case .twin(let place): "twin: \(place)"
    case .reading(let place): "reading: \(place)"
    case .below: nil
    }
  }

  /// A bare number gets the units of the joint's types.
  private func units(of text: String) -> String {
    guard case .quantity(let dimensions, _) = fact.form, NumberText.whole(text) != nil else {
      return text
    }
    return dimensions.map { "\(text) \($0.unit)" }.joined(separator: ", ")
  }

  /// "with type 'can'", or nothing.
  var condition: String? {
    fact.only.map { "only with \($0.key) \($0.words.joined(separator: ", "))" }
  }

  /// Units that may be written; those of a slide apart.
  var units: String? {
    guard case .quantity(let dimensions, _) = fact.form else { return nil }
    let spellings = dimensions.map(\.spellings)
    return spellings.count == 2 ? "\(spellings[0]); of a slide \(spellings[1])" : spellings[0]
  }

  /// The range or the choices, without units; nil where anything goes.
  var allowed: String? {
    switch fact.form {
    case .quantity(let dimensions, let allowed):
      if !allowed.low.isFinite, !allowed.high.isFinite { return nil }
      return Self.unique(dimensions.map { allowed.words($0) }).joined(separator: ", of a slide ")
    case .number(let allowed): return allowed.words()
    case .integer(let range, let isHex, let word):
      let ends = [range.lowerBound, range.upperBound].map { isHex ? Section.hex($0) : "\($0)" }
      return "\(ends[0]) … \(ends[1])" + (word.map { ", or '\($0)'" } ?? "")
    case .flag: return "true, false"
    case .choice(let words): return words.joined(separator: ", ")
    case .constant(let word): return word
    case .text, .group: return nil
    case .entries(_, _, let count), .list(_, let count):
      return count.lowerBound == count.upperBound
        ? "\(count.lowerBound) entries" : "\(count.lowerBound) … \(count.upperBound) entries"
    }
  }

  /// What kind of value is expected, with an example where one helps.
  var expected: String {
    switch fact.form {
    case .quantity(let dimensions, _):
      return Self.unique(dimensions.map(\.expected)).joined(separator: ", of a slide ")
    case .text(let expected, _, _): return expected
    case .number: return "a number without a unit"
    case .integer: return "a whole number"
    case .flag, .choice, .constant: return "a word"
    case .group: return "a group of keys"
    case .entries: return "names, each with its own"
    case .list: return "a list"
    }
  }

  /// The kind of value, in a word or two.
  var kind: String {
    switch fact.form {
    case .quantity, .constant, .flag, .choice: ""
    case .number: "a number without a unit"
    case .integer: "a whole number"
    case .text: "text"
    case .group: "keys"
    case .entries: "names"
    case .list: "a list"
    }
  }

  /// Meaning, units, range and default in one line, for editors.
  var sentence: String {
    var parts = [fact.meaning]
    if let units { parts.append("With its unit: \(units).") }
    if let allowed, units != nil { parts.append("Allowed: \(allowed).") }
    if let condition {
      parts.append("\(condition.prefix(1).uppercased())\(condition.dropFirst()).")
    }
    if !fact.isRequired { parts.append("Default: \(self.default).") }
    return parts.joined(separator: " ")
  }

  static func unique(_ words: [String]) -> [String] {
    words.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
