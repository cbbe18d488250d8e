#if !hasFeature(Embedded)
  /// A number as profiles and URDFs write it, and what follows it.
  package enum NumberText {
    /// Splits "16.75 rad/s" into 16.75 and "rad/s". Nil when the text starts with no decimal
    /// number, or with one that is too large for a `Double`.
    package static func split(_ text: String) -> (value: Double, rest: String)? {
      let characters = Array(text.unicodeScalars)
      var end = 0
      func digits() -> Int {
        let start = end
        while end < characters.count, ("0"..."9").contains(characters[end]) { end += 1 }
        return end - start
      }
      if end < characters.count, "+-".unicodeScalars.contains(characters[end]) { end += 1 }
      var mantissa = digits()
      if end < characters.count, characters[end] == "." {
        end += 1
        mantissa += digits()
      }
      guard mantissa > 0 else { return nil }
      let beforeExponent = end
      if end < characters.count, characters[end] == "e" || characters[end] == "E" {
        end += 1
        if end < characters.count, "+-".unicodeScalars.contains(characters[end]) { end += 1 }
        if digits() == 0 { end = beforeExponent }
      }
      var number = String.UnicodeScalarView()
      number.append(contentsOf: characters[..<end])
      var rest = String.UnicodeScalarView()
      rest.append(contentsOf: characters[end...].drop { $0 == " " })
      guard let value = Double(String(number)), value.isFinite else { return nil }
      return (value, String(rest))
    }

    /// A whole text that is one number.
    package static func whole(_ text: String) -> Double? {
      guard let (value, rest) = split(text), rest.isEmpty else { return nil }
      return value
    }

    /// "12.5" rather than "12.5000000001", "3" rather than "3.0".
    package static func shown(_ value: Double) -> String {
      guard value.isFinite else { return "\(value)" }
      if value == value.rounded(), abs(value) < 1e15 { return "\(Int(value))" }
      let magnitude = abs(value)
      guard magnitude >= 1e-4, magnitude < 1e7 else { return "\(value)" }
      var scale = 1.0
      while magnitude * scale < 1e5 { scale *= 10 }
      let rounded = (value * scale).rounded() / scale
      return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }

    /// `value` > 0 rounded up to three digits: a least value that is told must work as it is
    /// written.
    package static func shownUp(_ value: Double) -> String {
      rounded(value, up: true)
    }

    /// `value` > 0 rounded down to three digits, for a largest value.
    package static func shownDown(_ value: Double) -> String {
      rounded(value, up: false)
    }

    private static func rounded(_ value: Double, up: Bool) -> String {
      guard value.isFinite, value > 1e-6, value < 1e9 else { return shown(value) }
      var scale = 1.0
      while value * scale < 100 { scale *= 10 }
      // A part in 10⁹: 0.3 is a little more than 3 · 0.1.
      let steps =
        up ? (value * scale * (1 - 1e-9)).rounded(.up) : (value * scale * (1 + 1e-9)).rounded(.down)
      return shown(steps / scale)
    }
  }
#endif
