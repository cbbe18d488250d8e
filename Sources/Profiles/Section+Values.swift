import RobotCore
import Units
import Wording

/// What a number must satisfy, and how a sentence says it.
struct Allowed: Sendable {
  let words: String
  let contains: @Sendable (Double) -> Bool

  static let any = Allowed(words: "any number") { _ in true }
  static let positive = Allowed(words: "greater than 0") { $0 > 0 }
  static let notNegative = Allowed(words: "0 or more") { $0 >= 0 }
  static let fraction = Allowed(words: "0 % … 100 %") { (0...1).contains($0) }

  /// A time above 0 and up to `longest` ms.
  static func upTo(milliseconds longest: Double) -> Allowed {
    Allowed(words: "more than 0 s up to \(time(longest))") {
      $0 > 0 && $0 <= longest / 1e3
    }
  }

  /// A closed range of times, given in ms.
  static func milliseconds(_ low: Double, _ high: Double) -> Allowed {
    Allowed(words: "\(time(low)) … \(time(high))") {
      $0 >= low / 1e3 && $0 <= high / 1e3
    }
  }

  private static func time(_ milliseconds: Double) -> String {
    milliseconds >= 1e3 || milliseconds == 0
      ? "\(NumberText.shown(milliseconds / 1e3)) s" : "\(NumberText.shown(milliseconds)) ms"
  }

  /// A closed range, given in `unit`.
  static func range(_ low: Double, _ high: Double, _ unit: String = "") -> Allowed {
    let tail = unit.isEmpty ? "" : " " + unit
    return Allowed(words: "\(NumberText.shown(low)) … \(NumberText.shown(high))\(tail)") {
      $0 >= low && $0 <= high
    }
  }
}

extension Section {
  /// What any quantity other than zero may be, in SI: wider than every part known, and narrow
  /// enough that its square and its inverse can be computed with.
  private static let magnitudes = 1e-12...1e9

  /// A number with its unit, in SI. A missing key gives `fallback` where there is one.
  func quantity(
    _ key: String, _ dimension: Dimension, _ allowed: Allowed = .any,
    default fallback: Double? = nil
  ) -> Double {
    if let fallback, !has(key) { return fallback }
    let expected = "\(dimension.noun) such as '\(dimension.example)'"
    guard let text = text(key, expected: expected) else { return 0 }
    return quantity(text, at: place(of: key), named: name(of: key), dimension, allowed)
  }

  /// The same for a text that was found already.
  func quantity(
    _ text: String, at place: SourcePlace, named name: String, _ dimension: Dimension,
    _ allowed: Allowed = .any
  ) -> Double {
    let expected = "\(dimension.noun) such as '\(dimension.example)'"
    guard let (number, unit) = NumberText.split(text) else {
      findings.add(
        place, "\(name) is '\(Self.cut(text))', expected \(expected); write a finite number")
      return 0
    }
    guard !unit.isEmpty else {
      findings.add(
        place,
        "\(name) is '\(Self.cut(text))' without a unit, expected \(expected); "
          + "add one of \(dimension.spellings)")
      return 0
    }
    guard let factor = dimension.factor(of: unit) else {
      findings.add(
        place,
        "\(name) has the unit '\(Self.cut(unit))', expected \(expected); "
          + "use one of \(dimension.spellings)")
      return 0
    }
    let value = number * factor
    guard value == 0 || Self.magnitudes.contains(value.magnitude) else {
      let (low, high) = (Self.magnitudes.lowerBound, Self.magnitudes.upperBound)
      findings.add(
        place,
        "\(name) is \(Self.cut(text)), allowed is 0 or a magnitude of \(NumberText.shown(low)) … "
          + "\(NumberText.shown(high)) \(dimension.unit); change the value")
      return 0
    }
    guard allowed.contains(value) else {
      findings.add(
        place, "\(name) is \(Self.cut(text)), allowed is \(allowed.words); change the value")
      return 0
    }
    return value
  }

  /// A time as an interval of at most an hour.
  func interval(_ key: String, _ allowed: Allowed = .notNegative) -> Interval {
    let seconds = quantity(key, .time, allowed)
    guard seconds <= 3600 else {
      add(key, "is \(NumberText.shown(seconds)) s, at most 3600 s are allowed; shorten it")
      return .zero
    }
    return Interval(nanoseconds: Int64((seconds * 1e9).rounded()))
  }

  /// A number without a unit.
  func number(_ key: String, _ allowed: Allowed, default fallback: Double? = nil) -> Double {
    if let fallback, !has(key) { return fallback }
    let expected = "a number without a unit (\(allowed.words))"
    guard let text = text(key, expected: expected) else { return 0 }
    guard let value = NumberText.whole(text), allowed.contains(value) else {
      add(key, "is '\(Self.cut(text))', expected \(expected); change the value")
      return 0
    }
    return value
  }

  /// A whole number, decimal or with 0x.
  func integer(_ key: String, _ range: ClosedRange<Int>, isHex: Bool = false) -> Int? {
    let low = isHex ? Self.hex(range.lowerBound) : "\(range.lowerBound)"
    let high = isHex ? Self.hex(range.upperBound) : "\(range.upperBound)"
    let expected = "a whole number \(low) … \(high)"
    guard let text = text(key, expected: expected) else { return nil }
    // A sign after "0x" is what `Int` would take too.
    let isDigits = text.dropFirst(2).allSatisfy(\.isHexDigit)
    let value =
      text.hasPrefix("0x") ? isDigits ? Int(text.dropFirst(2), radix: 16) : nil : Int(text)
    guard let value, range.contains(value) else {
      add(key, "is '\(Self.cut(text))', expected \(expected); change the value")
      return nil
    }
    return value
  }

  static func hex(_ value: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return "0x" + (digits.count < 2 ? "0" : "") + digits
  }

  /// true or false.
  func flag(_ key: String, default fallback: Bool? = nil) -> Bool {
    if let fallback, !has(key) { return fallback }
    return word(key, ["true": true, "false": false]) ?? false
  }

  /// One of a few words.
  func word<Value>(_ key: String, _ choices: [String: Value]) -> Value? {
    let expected = "one of " + choices.keys.sorted().joined(separator: ", ")
    guard let text = text(key, expected: expected) else { return nil }
    guard let value = choices[text] else {
      let near = Suggestion.nearest(to: text, among: Array(choices.keys))
      let step = near.map { "did you mean '\($0)'" } ?? "use one of these"
      add(key, "is '\(Self.cut(text))', expected \(expected); \(step)")
      return nil
    }
    return value
  }

  /// A name that fits into a fixed label.
  func label(_ key: String, expected: String) -> Label {
    guard let text = text(key, expected: expected) else { return Label() }
    return label(of: text, at: place(of: key), named: name(of: key))
  }

  /// The path of a device file.
  func device(_ key: String, example: String) -> Label {
    guard let text = text(key, expected: "a device such as '\(example)'") else { return Label() }
    let steps = text.split(separator: "/", omittingEmptySubsequences: false)
    guard text.hasPrefix("/dev/"), steps.count > 2, !steps.contains(".."), steps.last != "" else {
      add(
        key, "is '\(Self.cut(text))', expected a device such as '\(example)'; write its whole path")
      return Label()
    }
    return label(of: text, at: place(of: key), named: name(of: key))
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
