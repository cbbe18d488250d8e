/// Numbers as the console writes them: fixed width, no exponent, honest about what is no number.
enum Figures {
  /// `value` with `places` decimals, right-aligned in `width`. NaN and infinities are written out;
  /// what does not fit loses decimals first and then becomes `#`s, never a wrong number.
  static func fixed(_ value: Double, places: Int, width: Int = 0, signed: Bool = false) -> String {
    guard value.isFinite else {
      return right(value.isNaN ? "nan" : value < 0 ? "-inf" : "inf", width)
    }
    for count in stride(from: places, through: 0, by: -1) {
      let text = decimal(value, places: count, signed: signed)
      if width == 0 || text.count <= width { return right(text, width) }
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

  /// A duration in the unit that suits it: `640 ns`, `12.3 µs`, `4.56 ms`, `1.20 s`.
  static func duration(_ nanoseconds: Int64) -> String {
    let size = Double(nanoseconds.magnitude)
    let value = Double(nanoseconds)
    if size < 1e3 { return "\(nanoseconds) ns" }
    if size < 1e6 { return decimal(value / 1e3, places: size < 1e5 ? 1 : 0) + " µs" }
    if size < 1e9 { return decimal(value / 1e6, places: size < 1e8 ? 2 : 0) + " ms" }
    return decimal(value / 1e9, places: 2) + " s"
  }

  /// Seconds as `h:mm:ss`.
  static func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "-" }
    let whole = Int(seconds)
    return "\(whole / 3600):" + two(whole / 60 % 60) + ":" + two(whole % 60)
  }

  /// Seconds with milliseconds, as events carry them.
  static func instant(_ seconds: Double) -> String { fixed(seconds, places: 3, width: 10) }

  /// `text` padded on the left to `width`.
  static func right(_ text: String, _ width: Int) -> String {
    text.count >= width ? text : String(repeating: " ", count: width - text.count) + text
  }

  /// `text` padded on the right to `width`.
  static func left(_ text: String, _ width: Int) -> String {
    text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
  }

  /// `text` in at most `width` characters; the middle goes, because names differ at both ends.
  static func shortened(_ text: String, _ width: Int) -> String {
    guard text.count > width else { return text }
    guard width > 2 else { return String(text.prefix(max(width, 0))) }
    let tail = (width - 1) * 2 / 3
    return String(text.prefix(width - 1 - tail)) + "…" + String(text.suffix(tail))
  }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private static func decimal(_ value: Double, places: Int, signed: Bool = false) -> String {
    let scale = [1.0, 10, 100, 1_000, 10_000, 100_000, 1_000_000][min(max(places, 0), 6)]
    let scaled = (value * scale).rounded()
    // Beyond 2⁵³ the digits behind the point would be invented.
    guard scaled.magnitude < 9e15 else { return value < 0 ? "-huge" : "huge" }
    let whole = Int64(scaled.magnitude)
    let unit = Int64(scale)
    var text = scaled < 0 ? "-" : signed ? "+" : ""
    text += String(whole / unit)
    if places > 0 {
      let digits = String(whole % unit)
      text += "." + String(repeating: "0", count: places - digits.count) + digits
    }
    return text
  }
}
