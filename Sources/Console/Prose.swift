/// Sentences in a column.
enum Prose {
  /// `text` in lines of at most `columns` characters, broken at blanks where there are any; the
  /// second and later lines are indented.
  static func wrapped(_ text: String, _ columns: Int, indent: Int = 0) -> [String] {
    let width = max(columns, indent + 8, 8)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      var rest = String(word)
      if !line.isEmpty, line.count + 1 + rest.count > width {
        lines.append(line)
        line = String(repeating: " ", count: indent)
      } else if !line.isEmpty {
        line += " "
      }
      while line.count + rest.count > width {
        let room = width - line.count
        lines.append(line + rest.prefix(room))
        rest = String(rest.dropFirst(room))
        line = String(repeating: " ", count: indent)
      }
      line += rest
    }
    if !line.allSatisfy({ $0 == " " }) || lines.isEmpty { lines.append(line) }
    return lines
  }
}

extension String {
  /// Upper case of ASCII letters; other characters stay.
  var uppercasedASCII: String {
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      let isLower = ("a"..."z").contains(scalar)
      scalars.append(isLower ? Unicode.Scalar(UInt8(scalar.value) - 32) : scalar)
    }
    return String(scalars)
  }
}
