/// A page holds one idea: how long a file, a function and a header may be, and how wide a comment.
enum SizeRules {
  static let fileLimit = 400
  static let functionLimit = 60
  static let headerLimit = 150
  static let width = 100

  static func files(_ files: [SourceFile]) -> [String] {
    files.filter { !$0.isGenerated && $0.lineCount > fileLimit }.map {
      "\($0.path): \($0.lineCount) lines, the limit is \(fileLimit): move one idea to a file of "
        + "its own, named after the type or `Type+Idea.swift`"
    }
  }

  static func functions(_ files: [SourceFile]) -> [String] {
    files.filter { !$0.isGenerated }.flatMap { file in
      lengths(file).filter { $0.count > functionLimit }.map {
        "\(file.path):\($0.line): \($0.name) has \($0.count) lines, the limit is "
          + "\(functionLimit): give a part that has a name of its own a function of its own"
      }
    }
  }

  /// The headers that Swift sees: where a shim has a folder `include`, those in it.
  static func headers(_ files: [SourceFile]) -> [String] {
    let shims = Set(files.filter { $0.path.contains("/include/") }.map(\.room))
    return files.filter {
      $0.isHeader && ($0.path.contains("/include/") || !shims.contains($0.room))
    }.flatMap { file -> [String] in
      var findings: [String] = []
      if file.lineCount > headerLimit {
        findings.append(
          "\(file.path): \(file.lineCount) lines, the limit is \(headerLimit): a shim shows only "
            + "what Swift calls; move the rest into the .c file")
      }
      for (number, line) in file.codeLines where line.contains(/\(\s*\*\s*\w*\s*\)\s*\(/) {
        findings.append(
          "\(file.path):\(number): a function pointer: C never calls back into Swift; return a "
            + "value, or let the caller poll")
      }
      return findings
    }
  }

  /// The formatter breaks code and leaves comments as they are.
  static func comments(_ files: [SourceFile]) -> [String] {
    files.filter { !$0.isGenerated }.flatMap { file in
      file.lines.filter { $0.text.count > width && $0.text.drop { $0 == " " }.hasPrefix("//") }
        .map {
          "\(file.path):\($0.number): a comment of \($0.text.count) columns, the limit is "
            + "\(width): break it"
        }
    }
  }

  private static func lengths(_ file: SourceFile) -> [(name: String, line: Int, count: Int)] {
    if file.isSwift {
      return file.declarations.filter { $0.kind != .type }.map { ($0.name, $0.line, $0.lineCount) }
    }
    // C here is laid out with the opening brace at the end of a line, the closing one in column 1.
    var found: [(name: String, line: Int, count: Int)] = []
    var open: (name: String, line: Int)?
    for (number, line) in file.codeLines {
      if let function = open, line.hasPrefix("}") {
        found.append((function.name, function.line, number - function.line + 1))
        open = nil
      } else if open == nil, let match = line.firstMatch(of: /^[A-Za-z].*?(\w+)\(.*\{\s*$/) {
        open = (String(match.1), number)
      }
    }
    return found
  }
}
