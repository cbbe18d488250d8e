/// One pass over YAML text that finds what profiles never need and parsers suffer from.
///
/// It knows quotes and comments roughly; where in doubt it refuses, never lets through: brackets
/// count inside quotes too, and a quote never reaches past its line.
struct YAMLScan {
  struct Trouble {
    var line: Int
    var column: Int
    var sentence: String
  }

  private var line = 1
  private var column = 0
  private var flow = 0
  private var quote: Unicode.Scalar?
  private var isComment = false
  private var atLineStart = true
  private var indent = 0
  private var indents: [Int] = []
  private var previous: Unicode.Scalar = "\n"
  /// The last one that was no space.
  private var lastSolid: Unicode.Scalar = "\n"

  /// The first trouble, if any.
  mutating func trouble(in text: String) -> Trouble? {
    for scalar in text.unicodeScalars {
      column += 1
      if let sentence = step(scalar) {
        return Trouble(line: line, column: column, sentence: sentence)
      }
      previous = scalar
      if scalar != " " { lastSolid = scalar }
      if scalar == "\n" { newLine() }
    }
    return nil
  }

  private mutating func newLine() {
    line += 1
    column = 0
    indent = 0
    isComment = false
    atLineStart = true
    quote = nil
  }

  private mutating func step(_ scalar: Unicode.Scalar) -> String? {
    // The parser ends a line, and with it a comment, at these too.
    if previous == "\r" && scalar != "\n"
      || "\u{85}\u{2028}\u{2029}".unicodeScalars.contains(scalar)
    {
      return "has a line that ends with no line feed; save the file with line feeds (LF)"
    }
    if scalar.value < 0x20, scalar != "\n", scalar != "\r" {
      return scalar == "\t"
        ? "has a tab character, YAML is indented with spaces; replace it"
        : "has the control character \(scalar.value); save the file as plain text"
    }
    if isComment || scalar == "\n" || scalar == "\r" { return nil }
    if scalar == "#", previous == " " || previous == "\n" {
      isComment = quote == nil
      return nil
    }
    if atLineStart {
      if scalar == " " || "-:?".unicodeScalars.contains(scalar) {
        indent += 1
        // "- - - x" nests as deep as it has indicators.
        if scalar != " ", let sentence = deepen() { return sentence }
      } else {
        atLineStart = false
        indent += 1
        if let sentence = deepen() { return sentence }
      }
    }
    return stepInside(scalar)
  }

  private mutating func stepInside(_ scalar: Unicode.Scalar) -> String? {
    if scalar == "[" || scalar == "{" {
      flow += 1
      if flow > YAMLDocument.depthLimit { return tooDeep }
    }
    if scalar == "]" || scalar == "}" { flow = max(0, flow - 1) }
    if let open = quote {
      if scalar == open, previous != "\\" { quote = nil }
      return nil
    }
    guard "\n[{,:-?".unicodeScalars.contains(lastSolid), previous != "-" else { return nil }
    switch scalar {
    case "\"", "'": quote = scalar
    case "&", "*":
      return "has a YAML anchor or alias ('\(scalar)'), which profiles do not use; write it out"
    case "?":
      return "has a YAML complex key ('?'), which profiles do not use; write 'key: value'"
    default: break
    }
    return nil
  }

  private mutating func deepen() -> String? {
    guard flow == 0 else { return nil }
    while let last = indents.last, last >= indent { indents.removeLast() }
    indents.append(indent)
    return indents.count > YAMLDocument.depthLimit ? tooDeep : nil
  }

  private var tooDeep: String {
    "is nested deeper than \(YAMLDocument.depthLimit) levels, profiles need six; flatten it"
  }
}
