import Wording

/// Numbers as the console writes them: fixed width, no exponent, honest about what is no number.
enum Figures {
  /// `value` with `places` decimals, right-aligned in `width`. NaN and infinities are written out;
  /// what does not fit loses decimals first and then becomes `#`s, never a wrong number.
  static func fixed(_ value: Double, places: Int, width: Int = 0, signed: Bool = false) -> String {
    guard value.isFinite else {
      return Digits.right(value.isNaN ? "nan" : value < 0 ? "-inf" : "inf", width)
    }
    for count in stride(from: places, through: 0, by: -1) {
      let digits = Digits.text(value, count)
      let text = signed && !digits.hasPrefix("-") ? "+" + digits : digits
      if width == 0 || text.count <= width { return Digits.right(text, width) }
    }
    return String(repeating: "#", count: width)
  }

  /// A count, with a blank between groups of three.
  static func count(_ value: UInt64) -> String {
    let digits = Array(String(value))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(" ") }
      text.append(digit)
    }
    return text
  }

  /// Two counts; a damaged deck's may be too large for their sum, which then is the largest.
  static func sum(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let (sum, isTooLarge) = one.addingReportingOverflow(other)
    return isTooLarge ? .max : sum
  }

  /// Seconds as `h:mm:ss`.
  static func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "-" }
    let whole = Int(seconds)
    return "\(whole / 3600):" + two(whole / 60 % 60) + ":" + two(whole % 60)
  }

  /// Seconds with milliseconds, as events carry them.
  static func instant(_ seconds: Double) -> String { fixed(seconds, places: 3, width: 10) }

  /// Cells that `text` takes in a row.
  static func cells(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + Glyph.width($1) }
  }

  /// `text` in at most `width` cells; the middle goes, because names differ at both ends.
  static func shortened(_ text: String, _ width: Int) -> String {
    guard cells(text) > width else { return text }
    guard width > 2 else { return head(text, width) }
    let tail = (width - 1) * 2 / 3
    let end = String(head(String(text.reversed()), tail).reversed())
    return head(text, width - 1 - tail) + "…" + end
  }

  private static func head(_ text: String, _ width: Int) -> String {
    var used = 0
    return String(
      text.prefix { character in
        used += cells(String(character))
        return used <= width
      })
  }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
