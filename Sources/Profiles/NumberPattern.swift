import Foundation
import RobotCore

/// Foundation has one too, for units of its own.
typealias Dimension = RobotCore.Dimension

/// Regular expressions (ECMA 262, as JSON Schema has them) for numbers with a unit.
///
/// They refuse nothing that the reader takes: a bound is rounded outward to six digits, and of a
/// number with an exponent only the sign is looked at.
enum NumberPattern {
  private static let number = "[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?"

  /// A quantity in one of the units of `dimensions`, within what is allowed.
  static func quantity(_ dimensions: [Dimension], _ allowed: Allowed) -> String {
    var pattern = "^"
    // No mantissa but zeros with a minus; where zero is too little, no mantissa of zeros alone.
    if allowed.low >= 0 { pattern += "(?!-[0.]*[1-9])" }
    if allowed.low > 0 || allowed.low == 0 && allowed.isAbove {
      pattern += "(?=[-+]?[0.]*[1-9])"
    }
    let units = dimensions.flatMap(\.units)
    for unit in units {
      pattern += refusals(allowed, unit.factor).map { "(?!\($0) *\(spelling(unit.spelling))$)" }
        .joined()
    }
    return pattern + number + " *(" + units.map { spelling($0.spelling) }.joined(separator: "|")
      + ")$"
  }

  /// Decimal numbers outside of what is allowed, in a unit of that factor.
  private static func refusals(_ allowed: Allowed, _ factor: Double) -> [String] {
    var patterns: [String] = []
    if allowed.high.isFinite {
      patterns.append("[+]?" + above(DecimalDigits(allowed.high / factor, .up)))
    }
    if allowed.low < 0, allowed.low.isFinite {
      patterns.append("-" + above(DecimalDigits(-allowed.low / factor, .up)))
    }
    if allowed.low > 0 {
      patterns.append("[+]?" + below(DecimalDigits(allowed.low / factor, .down)))
    }
    return patterns
  }

  /// A decimal number without superfluous zeros: 57.3 is "57" and "3", 0.05 is "" and "05".
  private struct DecimalDigits {
    let whole: [Int]
    let fraction: [Int]

    init(_ value: Double, _ rule: FloatingPointRoundingRule) {
      // Six digits; a part in 10⁹ is the error of the unit's factor.
      let exponent = 5 - Int(log10(value).rounded(.down))
      let scaled = value * pow(10, Double(exponent))
      let exact = scaled * (rule == .up ? 1 - 1e-9 : 1 + 1e-9)
      let digits = String(Int(exact.rounded(rule))).compactMap(\.wholeNumberValue)
      let point = digits.count - exponent
      let zeros = [Int](repeating: 0, count: abs(point))
      let all = point < 0 ? zeros + digits : digits + (point > digits.count ? zeros : [])
      let wholes = max(0, point)
      whole = Array(all.prefix(wholes))
      let rest = all.dropFirst(wholes)
      fraction = Array(
        rest.prefix((rest.lastIndex { $0 != 0 } ?? rest.startIndex - 1) + 1 - wholes))
    }
  }

  /// Decimal numbers greater than this.
  private static func above(_ digits: DecimalDigits) -> String {
    let (whole, fraction) = (digits.whole, digits.fraction)
    var wholes = ["[1-9][0-9]{\(whole.count),}"]
    for (index, digit) in whole.enumerated() where digit < 9 {
      wholes.append(
        text(whole.prefix(index)) + some(digit + 1, 9) + any(whole.count - index - 1))
    }
    var fractions: [String] = []
    for (index, digit) in fraction.enumerated() where digit < 9 {
      fractions.append(text(fraction.prefix(index)) + some(digit + 1, 9) + "[0-9]*")
    }
    fractions.append(text(fraction[...]) + "[0-9]*[1-9][0-9]*")
    return "0*((\(wholes.joined(separator: "|")))([.][0-9]*)?|\(text(whole[...]))[.]"
      + "(\(fractions.joined(separator: "|"))))"
  }

  /// Decimal numbers less than this.
  private static func below(_ digits: DecimalDigits) -> String {
    let (whole, fraction) = (digits.whole, digits.fraction)
    var wholes = whole.isEmpty ? [] : ["[0-9]{0,\(whole.count - 1)}"]
    for (index, digit) in whole.enumerated() where digit > 0 {
      wholes.append(
        text(whole.prefix(index)) + some(0, digit - 1) + any(whole.count - index - 1))
    }
    var fractions: [String] = []
    for (index, digit) in fraction.enumerated() {
      fractions.append(text(fraction.prefix(index)))
      if digit > 0 {
        fractions.append(text(fraction.prefix(index)) + some(0, digit - 1) + "[0-9]*")
      }
    }
    var patterns = wholes.isEmpty ? [] : ["(\(wholes.joined(separator: "|")))([.][0-9]*)?"]
    if !fractions.isEmpty {
      patterns.append("\(text(whole[...]))([.](\(fractions.joined(separator: "|"))))?")
    }
    return "0*(\(patterns.joined(separator: "|")))"
  }

  private static func text(_ digits: ArraySlice<Int>) -> String { digits.map(String.init).joined() }

  /// So many digits.
  private static func any(_ count: Int) -> String {
    count == 0 ? "" : "[0-9]" + (count == 1 ? "" : "{\(count)}")
  }

  private static func some(_ low: Int, _ high: Int) -> String {
    low == high ? "\(low)" : "[\(low)-\(high)]"
  }

  /// A unit as `Dimension.factor` takes it.
  private static func spelling(_ unit: String) -> String {
    var pattern = unit.replacing("*", with: "[*·.]?").replacing("^2", with: "(\\^?2|²)")
      .replacing("ohm", with: "(ohm|[\u{3A9}\u{2126}])").replacing("deg", with: "(deg|°)")
    if unit.hasPrefix("u") { pattern = "[u\u{B5}\u{3BC}]" + pattern.dropFirst() }
    return pattern
  }
}
