/// A function, initialiser or type as found in blanked Swift code.
struct Declaration: Sendable {
  enum Kind: Sendable { case function, initialiser, type }

  let kind: Kind
  let name: String
  /// Attributes and modifiers before the keyword, also those on lines of their own above.
  let prefix: String
  let line: Int
  /// Lines from the keyword to the closing brace; 1 for a requirement of a protocol.
  let lineCount: Int
  /// Braces open around it: 0 at the top of the file.
  let depth: Int

  var isPublic: Bool { words.contains("public") || words.contains("open") }
  var words: [Substring] { prefix.split(whereSeparator: { $0 == " " || $0 == "\n" }) }
  func has(_ attribute: String) -> Bool { words.contains { $0.hasPrefix(attribute) } }
}

extension SourceFile {
  /// Functions, initialisers and types, in order. Empty for other files than Swift.
  var declarations: [Declaration] {
    guard isSwift else { return [] }
    var scan = DeclarationScan(code)
    return scan.run()
  }
}

/// Finds declarations by keyword and their ends by matching braces. Code that compiles is assumed.
private struct DeclarationScan {
  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private var lineStart = 0
  private var depth = 0
  private var found: [Declaration] = []

  init(_ code: String) { bytes = Array(code.utf8) }

  mutating func run() -> [Declaration] {
    while index < bytes.count {
      let byte = bytes[index]
      if Self.isWord(byte) {
        word()
        continue
      }
      if byte == UInt8(ascii: "{") { depth += 1 }
      if byte == UInt8(ascii: "}") { depth -= 1 }
      if byte == UInt8(ascii: "\n") {
        line += 1
        lineStart = index + 1
      }
      index += 1
    }
    return found
  }

  private mutating func word() {
    let start = index
    while index < bytes.count, Self.isWord(bytes[index]) { index += 1 }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    let before = start > 0 ? bytes[start - 1] : 0
    guard before != UInt8(ascii: "."), before != UInt8(ascii: "`") else { return }
    switch text {
    case "func": record(.function, at: start, name: nextName())
    case "init" where opensParameters(): record(.initialiser, at: start, name: "init")
    case "struct", "class", "enum", "actor", "protocol":
      let name = nextName()
      // `class func` and `import struct` name no type.
      guard let first = name.first, first.isUppercase else { return }
      record(.type, at: start, name: name)
    default: break
    }
  }

  private func opensParameters() -> Bool {
    let next = index < bytes.count ? bytes[index] : 0
    return [UInt8(ascii: "("), UInt8(ascii: "<"), UInt8(ascii: "?")].contains(next)
  }

  private func nextName() -> String {
    var end = index
    while end < bytes.count, bytes[end] == UInt8(ascii: " ") { end += 1 }
    let start = end
    let stops = Array("( <:{\n".utf8)
    while end < bytes.count, !stops.contains(bytes[end]) || end == start { end += 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private mutating func record(_ kind: Declaration.Kind, at start: Int, name: String) {
    found.append(
      Declaration(
        kind: kind, name: name, prefix: prefix(before: start), line: line,
        lineCount: lineCount(of: kind), depth: depth))
  }

  /// What stands before the keyword on its line, and the lines above that hold attributes alone.
  private func prefix(before start: Int) -> String {
    var text = String(decoding: bytes[lineStart..<start], as: UTF8.self)
    var end = lineStart
    while end > 0 {
      var begin = end - 1
      while begin > 0, bytes[begin - 1] != UInt8(ascii: "\n") { begin -= 1 }
      let above = String(decoding: bytes[begin..<end - 1], as: UTF8.self)
      guard Self.isAttributesAlone(above) else { break }
      text = above + "\n" + text
      end = begin
    }
    return text
  }

  private static func isAttributesAlone(_ line: String) -> Bool {
    guard line.drop(while: { $0 == " " }).first == "@" else { return false }
    let keywords: Set<Substring> = [
      "func", "init", "var", "let", "struct", "enum", "class", "case",
    ]
    return !line.split(whereSeparator: { " (".contains($0) }).contains { keywords.contains($0) }
  }

  /// Lines from here to the brace that closes the body.
  private func lineCount(of kind: Declaration.Kind) -> Int {
    var position = index
    var parentheses = 0
    var braces = 0
    var lines = 1
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
      case UInt8(ascii: "{") where parentheses == 0: braces += 1
      case UInt8(ascii: "}") where parentheses == 0:
        braces -= 1
        if braces <= 0 { return braces < 0 ? 1 : lines }
      case UInt8(ascii: "\n"):
        // A requirement has no body: the next line begins another declaration.
        if braces == 0, parentheses == 0, kind != .type, beginsDeclaration(position + 1) {
          return 1
        }
        lines += 1
      default: break
      }
      position += 1
    }
    return lines
  }

  private func beginsDeclaration(_ start: Int) -> Bool {
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    let words = String(decoding: bytes[start..<end], as: UTF8.self).split(separator: " ")
    guard let first = words.first else { return true }
    let keywords = ["func", "var", "let", "init", "static", "mutating", "public", "case", "}"]
    return first.hasPrefix("@") || keywords.contains { first.hasPrefix($0) }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 128...:
      true
    default: false
    }
  }
}
