/// One XML element with the places of itself and its attributes.
final class MarkupElement {
  let name: String
  let attributes: [String: String]
  let mark: MarkupMark
  var children: [MarkupElement] = []

  init(name: String, attributes: [String: String], mark: MarkupMark) {
    self.name = name
    self.attributes = attributes
    self.mark = mark
  }

  /// The first child of that name.
  func child(_ name: String) -> MarkupElement? { children.first { $0.name == name } }

  /// Every child of that name.
  func all(_ name: String) -> [MarkupElement] { children.filter { $0.name == name } }
}

/// Where a start tag and the values of its attributes stand.
struct MarkupMark {
  var line = 0
  var column = 0
  var attributes: [String: (line: Int, column: Int)] = [:]
}
