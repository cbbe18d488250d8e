import Foundation

/// Words that have no place in the code, each with what to write instead.
enum WordRules {
  struct Word: Sendable {
    let text: String
    let cure: String
    /// Where it may stand all the same: a prefix of the path.
    var allowed: [String] = []
  }

  /// In code, outside comments and literals.
  static let banned = [
    Word(
      text: "print(", cure: "libraries return values; only a program or a log writes",
      allowed: programs + ["Sources/Runtime/RunProgram.swift"]),
    Word(text: "try!", cure: "handle the error, or use `precondition` for a programmer's mistake"),
    Word(text: "Date(", cure: "time comes in as a parameter: `now: Instant`"),
    Word(text: "NSLock", cure: "hand over through an atomic, a mailbox or the deck"),
    Word(text: "DispatchQueue", cure: "an actor, or a thread from DeviceIO created before arming"),
    Word(
      text: "@unchecked",
      cure: "make it Sendable by its fields; only the owners of shared memory may promise more",
      allowed: [
        "Sources/RealTime/", "Sources/DeviceIO/", "Sources/FlightDeck/",
        "Sources/Runtime/DeckWriter", "Sources/Runtime/MailboxPort",
      ]),
  ]

  /// In whole words of any file, comments included. Spelled apart, so that this file passes.
  static let unfinished = ["FIX" + "ME", "TO" + "DO", "X" + "XX"]
  static let workplace = ["fa" + "rm", "../sha" + "red", "/wo" + "rk/"]

  private static let programs = SourceTree.code.map(\.room).filter { $0.hasPrefix("sinew") }
    .map { "Sources/\($0)/" }

  static func findings(_ files: [SourceFile]) -> [String] {
    files.filter { $0.isSwift && $0.path.hasPrefix("Sources/") && !$0.isGenerated }
      .flatMap { file in
        banned.filter { word in !word.allowed.contains { file.path.hasPrefix($0) } }
          .flatMap { word in
            lines(of: file.codeLines, with: word.text).map {
              "\(file.path):\($0): `\(word.text)`: \(word.cure)"
            }
          }
      }
  }

  static func unfinishedFindings(_ files: [SourceFile]) -> [String] {
    files.flatMap { file in
      unfinished.flatMap { word in
        lines(of: file.lines, with: word).map {
          "\(file.path):\($0): `\(word)`: finish it now, or write an issue and name the limit in words"
        }
      }
    }
  }

  static func workplaceFindings(_ files: [SourceFile]) -> [String] {
    files.flatMap { file in
      workplace.flatMap { word in
        lines(of: file.lines, with: word).map {
          "\(file.path):\($0): `\(word)`: a place that the reader of this repository does not have; "
            + "say it without"
        }
      }
    }
  }

  /// Numbers of the lines that hold `word` with no letter, digit or `_` before or after it.
  private static func lines(
    of lines: [(number: Int, text: Substring)], with word: String
  ) -> [Int] {
    lines.filter { _, text in
      var rest = text[...]
      while let range = rest.range(of: word) {
        let before =
          range.lowerBound > text.startIndex
          ? text[text.index(before: range.lowerBound)] : " "
        let after = range.upperBound < text.endIndex ? text[range.upperBound] : " "
        let isWhole =
          !(isWord(before) && isWord(text[range.lowerBound]))
          && !(isWord(after) && isWord(word.last ?? " "))
        // A method of the same name (`page.print(`) is another word.
        let isMethod =
          before == "." && word == "print(" && !rest[..<range.lowerBound].hasSuffix("Swift.")
        if isWhole && !isMethod { return true }
        rest = rest[range.upperBound...]
      }
      return false
    }.map(\.number)
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}
