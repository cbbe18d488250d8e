import Foundation

/// One file: its path from the repository's folder, its text, and its code without comments and
/// literals.
struct SourceFile: Sendable {
  let path: String
  let text: String
  /// The text with comments and the contents of string literals blanked, line breaks kept.
  let code: String

  init(path: String, text: String) {
    self.path = path
    self.text = text
    let isLiteral = path.hasSuffix(".swift") || path.hasSuffix(".c") || path.hasSuffix(".h")
    code = isLiteral ? Blanking.blank(text) : text
  }

  var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  /// The module: the folder below Sources or Tests.
  var room: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : ""
  }
  var isSwift: Bool { path.hasSuffix(".swift") }
  var isHeader: Bool { path.hasSuffix(".h") }
  var isCode: Bool { isSwift || isHeader || path.hasSuffix(".c") }
  /// Written by protoc: nobody reads it, no rule of style applies.
  var isGenerated: Bool { path.hasSuffix(".pb.swift") || text.hasPrefix("// DO NOT EDIT.") }
  var lineCount: Int { text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 }

  /// The lines of `code`, numbered from 1.
  var codeLines: [(number: Int, text: Substring)] { Self.numbered(code) }
  /// The lines of the text, numbered from 1.
  var lines: [(number: Int, text: Substring)] { Self.numbered(text) }

  private static func numbered(_ text: String) -> [(number: Int, text: Substring)] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { ($0.offset + 1, $0.element) }
  }

  /// Modules imported, in order, with their line.
  var imports: [(module: String, line: Int)] {
    codeLines.compactMap { number, line in
      var words = line.split(separator: " ")[...]
      while let first = words.first, first.hasPrefix("@") || Self.access.contains(first) {
        words = words.dropFirst()
      }
      guard words.first == "import", words.count > 1 else { return nil }
      words = words.dropFirst()
      if let kind = words.first, Self.kinds.contains(kind) { words = words.dropFirst() }
      guard let module = words.first?.split(separator: ".").first else { return nil }
      return (String(module), number)
    }
  }

  private static let access: Set<Substring> = ["public", "package", "internal", "private"]
  private static let kinds: Set<Substring> = [
    "struct", "class", "enum", "func", "var", "typealias",
  ]
}
