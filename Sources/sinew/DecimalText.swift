import ArgumentParser

/// Numbers as people write them. `Double` takes hexadecimal ones too, so that "0x1", meant as who
/// knows what, would move a joint to 1 rad.
enum DecimalText {
  /// Digits, a point, an exponent, a sign; nil for everything else and for what is not finite.
  static func number(_ text: String) -> Double? {
    guard text.unicodeScalars.allSatisfy({ "0123456789.+-eE".unicodeScalars.contains($0) }),
      let value = Double(text), value.isFinite
    else { return nil }
    return value
  }

  /// The same for an option.
  static func argument(_ text: String) throws -> Double {
    guard let value = number(text) else {
      throw ValidationError("\"\(text)\" is no finite decimal number.")
    }
    return value
  }
}
