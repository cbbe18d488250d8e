/// Blanks comments and the contents of string literals, so that rules see code alone.
///
/// Knows line and nested block comments, plain, multi-line and raw strings, and interpolations
/// (whose code is blanked with their string). Line breaks stay where they are.
struct Blanking {
  private let input: [UInt8]
  private var output: [UInt8]
  private var index = 0

  static func blank(_ text: String) -> String {
    var blanking = Blanking(text)
    blanking.run()
    return String(decoding: blanking.output, as: UTF8.self)
  }

  private init(_ text: String) {
    input = Array(text.utf8)
    output = input
  }

  private func at(_ offset: Int) -> UInt8 {
    index + offset < input.count ? input[index + offset] : 0
  }

  private mutating func skip(_ count: Int) {
    for _ in 0..<count where index < input.count {
      if input[index] != UInt8(ascii: "\n") { output[index] = UInt8(ascii: " ") }
      index += 1
    }
  }

  private mutating func run() {
    while index < input.count {
      if !skipOpaque() { index += 1 }
    }
  }

  /// Blanks a comment or a literal that begins here; false when none does.
  private mutating func skipOpaque() -> Bool {
    switch (at(0), at(1)) {
    case (UInt8(ascii: "/"), UInt8(ascii: "/")): skipLine()
    case (UInt8(ascii: "/"), UInt8(ascii: "*")): skipBlock()
    case (UInt8(ascii: "\""), _): skipString(pounds: 0)
    case (UInt8(ascii: "#"), _):
      var pounds = 0
      while at(pounds) == UInt8(ascii: "#") { pounds += 1 }
      guard at(pounds) == UInt8(ascii: "\"") else { return false }
      skip(pounds)
      skipString(pounds: pounds)
    case (UInt8(ascii: "/"), let next)
    where next != UInt8(ascii: " ") && next != UInt8(ascii: "=") && opensExpression():
      skipExpression()
    case (UInt8(ascii: "'"), _) where at(2) == UInt8(ascii: "'"): skip(3)
    default: return false
    }
    return true
  }

  /// True when the slash here begins a regular expression: an argument or a value stands before it,
  /// and a slash on the same line ends it.
  private func opensExpression() -> Bool {
    var before = index - 1
    while before >= 0, input[before] == UInt8(ascii: " ") { before -= 1 }
    guard before >= 0, Array("(,=:".utf8).contains(input[before]) else { return false }
    return expressionLength() != nil
  }

  /// Bytes up to the slash that ends the expression which begins here.
  private func expressionLength() -> Int? {
    var length = 1
    while at(length) != 0, at(length) != UInt8(ascii: "\n") {
      if at(length) == UInt8(ascii: "/") { return length + 1 }
      length += at(length) == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }

  private mutating func skipExpression() { skip(expressionLength() ?? 1) }

  private mutating func skipLine() {
    while index < input.count, at(0) != UInt8(ascii: "\n") { skip(1) }
  }

  private mutating func skipBlock() {
    var depth = 0
    repeat {
      if at(0) == UInt8(ascii: "/"), at(1) == UInt8(ascii: "*") {
        depth += 1
        skip(2)
      } else if at(0) == UInt8(ascii: "*"), at(1) == UInt8(ascii: "/") {
        depth -= 1
        skip(2)
      } else {
        skip(1)
      }
    } while depth > 0 && index < input.count
  }

  private func isQuote(_ count: Int) -> Bool {
    (0..<count).allSatisfy { at($0) == UInt8(ascii: "\"") }
  }

  private func isPounds(from offset: Int, _ count: Int) -> Bool {
    (0..<count).allSatisfy { at(offset + $0) == UInt8(ascii: "#") }
  }

  private mutating func skipString(pounds: Int) {
    let quotes = isQuote(3) ? 3 : 1
    // Two quotes and no third: an empty string.
    if quotes == 1, isQuote(2), isPounds(from: 2, pounds) { return skip(2 + pounds) }
    skip(quotes)
    while index < input.count {
      if isQuote(quotes), isPounds(from: quotes, pounds) { return skip(quotes + pounds) }
      // A single-line string that never closes ends with its line: better than losing the file.
      if quotes == 1, at(0) == UInt8(ascii: "\n") { return }
      guard at(0) == UInt8(ascii: "\\"), isPounds(from: 1, pounds) else {
        skip(1)
        continue
      }
      skip(1 + pounds)
      if at(0) == UInt8(ascii: "(") { skipInterpolation() } else { skip(1) }
    }
  }

  private mutating func skipInterpolation() {
    var depth = 0
    repeat {
      if at(0) == UInt8(ascii: "(") { depth += 1 }
      if at(0) == UInt8(ascii: ")") { depth -= 1 }
      if !skipOpaque() { skip(1) }
    } while depth > 0 && index < input.count
  }
}
