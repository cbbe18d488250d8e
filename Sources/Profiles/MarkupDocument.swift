import Foundation
import FoundationXML

/// XML text made into elements by Foundation's parser, with limits and exact places.
enum MarkupDocument {
  /// Deepest nesting. URDFs need five levels.
  static let depthLimit = 64

  /// The root element; nil after adding a finding.
  static func root(of file: SourceFile, into findings: FindingList) -> MarkupElement? {
    if let place = doctype(in: file) {
      findings.add(
        place, "has a DOCTYPE, which URDFs do not need and which can hide endless text; remove it")
      return nil
    }
    let scan = MarkupScan(file.text)
    let reader = MarkupReader(marks: scan.marks)
    let parser = XMLParser(data: Data(file.text.utf8))
    parser.shouldResolveExternalEntities = false
    parser.delegate = reader
    let isWell = parser.parse()
    if reader.isTooDeep {
      findings.add(
        SourcePlace(file: file.path, line: max(1, parser.lineNumber), column: 1),
        "is nested deeper than \(depthLimit) levels, URDFs need five; flatten it")
      return nil
    }
    if let trouble = scan.trouble {
      findings.add(
        SourcePlace(file: file.path, line: trouble.line, column: trouble.column), trouble.sentence)
      return nil
    }
    guard isWell, reader.error == nil, let root = reader.root else {
      let line = reader.error == nil ? parser.lineNumber : reader.errorLine
      let column = reader.error == nil ? parser.columnNumber : reader.errorColumn
      let place = SourcePlace(file: file.path, line: max(1, line), column: max(1, column))
      findings.add(
        place,
        "is not well-formed XML (\(reason(reader.error ?? parser.parserError))); correct the tag before here"
      )
      return nil
    }
    return root
  }

  private static func doctype(in file: SourceFile) -> SourcePlace? {
    guard let range = file.text.range(of: "<!DOCTYPE", options: .caseInsensitive) else {
      return nil
    }
    let before = file.text[..<range.lowerBound]
    let line = before.reduce(1) { $0 + ($1.isNewline ? 1 : 0) }
    let column = before.reversed().prefix { !$0.isNewline }.count + 1
    return SourcePlace(file: file.path, line: line, column: column)
  }

  private static func reason(_ error: (any Error)?) -> String {
    switch (error as? NSError)?.code {
    case 4: "the document is empty"
    case 5: "something follows the last tag, or the document ends too early"
    case 9: "a character that XML does not allow"
    case 26, 27: "an entity that is not declared"
    case 38: "'<' inside a value"
    case 39: "a value without quotes"
    case 40: "a value whose quote is not closed"
    case 41: "an attribute without a value"
    case 42: "an attribute that stands twice"
    case 65: "a space is missing between attributes"
    case 68: "a tag without a name"
    case 73: "a tag without '>'"
    case 76: "an end tag that does not match its start tag"
    case 77: "a tag that is never closed"
    case let code?: "parser code \(code)"
    case nil: "no root element"
    }
  }
}

/// Builds the tree from the parser's calls.
private final class MarkupReader: NSObject, XMLParserDelegate {
  private let marks: [MarkupMark]
  private var next = 0
  private var open: [MarkupElement] = []
  private(set) var root: MarkupElement?
  private(set) var isTooDeep = false
  /// The first error; `parse()` was seen to return true after some.
  private(set) var error: (any Error)?
  private(set) var errorLine = 0
  private(set) var errorColumn = 0

  init(marks: [MarkupMark]) { self.marks = marks }

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
    qualifiedName qName: String?, attributes attributeDict: [String: String]
  ) {
    let mark = next < marks.count ? marks[next] : MarkupMark()
    next += 1
    let element = MarkupElement(name: elementName, attributes: attributeDict, mark: mark)
    if let parent = open.last { parent.children.append(element) } else { root = element }
    open.append(element)
    if open.count > MarkupDocument.depthLimit {
      isTooDeep = true
      parser.abortParsing()
    }
  }

  func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
    qualifiedName qName: String?
  ) {
    if !open.isEmpty { open.removeLast() }
  }

  func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) {
    guard error == nil else { return }
    error = parseError
    errorLine = parser.lineNumber
    errorColumn = parser.columnNumber
  }
}
