/// Characters that a terminal obeys instead of showing them.
enum ControlText {
  /// The first one in `text` other than a line feed, as "U+001B"; nil when there is none.
  static func first(in text: String) -> String? {
    text.unicodeScalars.first { isControl($0) && $0 != "\n" }.map(name)
  }

  /// `text` with each of them as "<U+001B>", also line feeds.
  static func shown(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return text.unicodeScalars.map { isControl($0) ? "<\(name($0))>" : String($0) }.joined()
  }

  /// C0, DEL and C1, and the marks that turn the direction of writing around (Unicode, table 23-3).
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func name(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
