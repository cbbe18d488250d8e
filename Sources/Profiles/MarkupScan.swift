/// Finds the start tags of XML text, in order, with line and column of each and of its attributes.
///
/// Foundation's parser checks the text and reports where a tag ends; editors want where it begins,
/// and where a tag that lacks its end stands.
struct MarkupScan {
  /// One per start tag.
  private(set) var marks: [MarkupMark] = []
  /// The first tag that does not match, if any.
  private(set) var trouble: (line: Int, column: Int, sentence: String)?
  private let text: [UInt8]
  private var index = 0
  private var line = 1
  private var column = 1
  private var open: [(name: String, line: Int, column: Int)] = []

  init(_ text: String) {
    self.text = Array(text.utf8)
    run()
    if let last = open.last {
      note(last.line, last.column, "<\(Section.cut(last.name))> is never closed; add its end tag")
    }
  }

  private mutating func note(_ line: Int, _ column: Int, _ sentence: String) {
    if trouble == nil { trouble = (line, column, sentence) }
  }

  private mutating func run() {
    while index < text.count {
      if starts("<!--") {
        skip(past: "-->")
      } else if starts("<![CDATA[") {
        skip(past: "]]>")
      } else if starts("<?") {
        skip(past: "?>")
      } else if starts("</") {
        endTag()
      } else if starts("<!") {
        skip(past: ">")
      } else if text[index] == UInt8(ascii: "<") {
        startTag()
      } else {
        advance()
      }
    }
  }

  private func starts(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard index + length <= text.count else { return false }
    return word.description.utf8.elementsEqual(text[index..<index + length])
  }

  private mutating func skip(past word: StaticString) {
    while index < text.count, !starts(word) { advance() }
    for _ in 0..<min(word.utf8CodeUnitCount, text.count - index) { advance() }
  }

  private mutating func advance() {
    let byte = text[index]
    if byte == UInt8(ascii: "\n") {
      line += 1
      column = 1
    } else if byte & 0xC0 != 0x80 {
      // Continuation bytes of UTF-8 do not count as columns.
      column += 1
    }
    index += 1
  }

  private mutating func endTag() {
    let (startLine, startColumn, start) = (line, column, index + 2)
    skip(past: ">")
    let inside = text[min(start, index)..<max(start, index - 1)]
    let name = String(decoding: inside, as: UTF8.self).trimmed
    guard let last = open.popLast() else {
      note(startLine, startColumn, "</\(Section.cut(name))> closes nothing; remove it")
      return
    }
    if last.name != name {
      note(
        startLine, startColumn,
        "</\(Section.cut(name))> stands where <\(Section.cut(last.name))> of line \(last.line) must "
          + "be closed first; add </\(Section.cut(last.name))>")
    }
  }

  private mutating func startTag() {
    var mark = MarkupMark(line: line, column: column)
    advance()
    let tag = text[index...].prefix { !" \t\r\n/>".utf8.contains($0) }
    var isClosed = false
    var name: [UInt8] = []
    while index < text.count, text[index] != UInt8(ascii: ">") {
      let byte = text[index]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        advance()
        let attribute = String(decoding: name, as: UTF8.self)
        if mark.attributes[attribute] == nil { mark.attributes[attribute] = (line, column) }
        let (valueLine, valueColumn) = (line, column)
        while index < text.count, text[index] != byte {
          if text[index] == UInt8(ascii: "<") {
            note(
              valueLine, valueColumn, "the value that starts here lacks its closing quote; add it")
          }
          advance()
        }
        name = []
      } else if byte == UInt8(ascii: " ") || byte == 9 || byte == 10 || byte == 13 {
        name = []
      } else if byte != UInt8(ascii: "=") {
        name.append(byte)
      }
      isClosed = byte == UInt8(ascii: "/")
      if index < text.count { advance() }
    }
    marks.append(mark)
    if !isClosed {
      open.append((String(decoding: tag, as: UTF8.self), mark.line, mark.column))
    }
  }
}

extension String {
  /// Without blanks at its ends.
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
