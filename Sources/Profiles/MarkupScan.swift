/// Finds the start tags of XML text, in order, with line and column of each and of its attributes.
///
/// Foundation's parser checks the text and reports where a tag ends; editors want where it begins.
struct MarkupScan {
  private let text: [UInt8]
  private var index = 0
  private var line = 1
  private var column = 1
  private var marks: [MarkupMark] = []

  private init(_ text: String) { self.text = Array(text.utf8) }

  /// One mark per start tag.
  static func marks(of text: String) -> [MarkupMark] {
    var scan = MarkupScan(text)
    scan.run()
    return scan.marks
  }

  private mutating func run() {
    while index < text.count {
      if starts("<!--") {
        skip(past: "-->")
      } else if starts("<![CDATA[") {
        skip(past: "]]>")
      } else if starts("<?") {
        skip(past: "?>")
      } else if starts("</") || starts("<!") {
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

  private mutating func startTag() {
    var mark = MarkupMark(line: line, column: column)
    advance()
    var name: [UInt8] = []
    while index < text.count, text[index] != UInt8(ascii: ">") {
      let byte = text[index]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        advance()
        let attribute = String(decoding: name, as: UTF8.self)
        if mark.attributes[attribute] == nil { mark.attributes[attribute] = (line, column) }
        while index < text.count, text[index] != byte { advance() }
        name = []
      } else if byte == UInt8(ascii: " ") || byte == 9 || byte == 10 || byte == 13 {
        name = []
      } else if byte != UInt8(ascii: "=") {
        name.append(byte)
      }
      if index < text.count { advance() }
    }
    marks.append(mark)
  }
}
