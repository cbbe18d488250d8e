/// Numbers as people read them, without Foundation: fixed digits after the point, never an
/// exponent.
public enum Digits {
  /// `value` with `digits` (0…9) digits after the point, halves rounded away from zero; "nan",
  /// "inf" and "-inf" as such. From 10¹⁵ on the shortest exact form, which has an exponent.
  public static func text(_ value: Double, _ digits: Int = 3) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let places = min(max(digits, 0), 9)
    let scale = (0..<places).reduce(1.0) { product, _ in product * 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e15 else { return value.description }
    let whole = UInt64(scaled)
    let sign = value < 0 && whole > 0 ? "-" : ""
    guard places > 0 else { return sign + String(whole) }
    let unit = UInt64(scale)
    let fraction = String(whole % unit)
    let zeros = String(repeating: "0", count: places - fraction.count)
    return sign + String(whole / unit) + "." + zeros + fraction
  }

  /// `text` with blanks before it, at least `width` characters wide.
  public static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// `text` with blanks behind it, at least `width` characters wide.
  public static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// `value` in base 16 without a prefix, at least `digits` digits.
  public static func hexadecimal(_ value: UInt64, digits: Int = 1) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// Nanoseconds in the unit that leaves one to three digits before the point: ns, µs, ms, s.
  public static func duration(_ nanoseconds: Int64) -> String {
    let value = Double(nanoseconds)
    switch nanoseconds.magnitude {
    case 0..<1_000: return "\(nanoseconds) ns"
    case 1_000..<1_000_000: return text(value / 1e3, 1) + " µs"
    case 1_000_000..<1_000_000_000: return text(value / 1e6, 1) + " ms"
    default: return text(value / 1e9, 1) + " s"
    }
  }
}
