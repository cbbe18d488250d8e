import Foundation
import Yams

/// YAML text made into nodes, with limits that keep hostile text from costing time or stack.
enum YAMLDocument {
  /// Deepest nesting. Shipped profiles need six levels.
  static let depthLimit = 32

  /// The root mapping; nil after adding a finding.
  static func mapping(of file: SourceFile, into findings: FindingList) -> Node.Mapping? {
    guard isHarmless(file, findings) else { return nil }
    do {
      // One parser per call: Yams keeps no state between them.
      guard let root = try Yams.compose(yaml: file.text) else {
        findings.add(
          SourcePlace(file: file.path), "holds no YAML; start from a copy of a shipped profile")
        return nil
      }
      guard let mapping = root.mapping else {
        findings.add(
          SourcePlace(file: file.path, line: root.mark?.line ?? 0, column: root.mark?.column ?? 0),
          "starts with a list or a plain value, expected keys such as 'schema: …'")
        return nil
      }
      return isPlain(root, file, findings) ? mapping : nil
    } catch {
      report(error, file, findings)
      return nil
    }
  }

  /// Control characters come through escapes (`"\e[31m"`) past the look at the plain text. Names
  /// and descriptions are printed, and a terminal obeys them.
  private static func isPlain(_ node: Node, _ file: SourceFile, _ findings: FindingList) -> Bool {
    switch node {
    case .scalar(let scalar):
      guard let control = ControlText.first(in: scalar.string) else { return true }
      findings.add(
        SourcePlace(file: file.path, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0),
        "has the control character \(control) in a text; write printable characters")
      return false
    case .sequence(let sequence):
      return sequence.reduce(true) { isPlain($1, file, findings) && $0 }
    case .mapping(let mapping):
      return mapping.reduce(true) {
        isPlain($1.key, file, findings) && isPlain($1.value, file, findings) && $0
      }
    case .alias: return true
    }
  }

  private static func report(_ error: any Error, _ file: SourceFile, _ findings: FindingList) {
    func add(_ mark: Mark?, _ sentence: String) {
      findings.add(
        SourcePlace(file: file.path, line: mark?.line ?? 0, column: mark?.column ?? 0), sentence)
    }
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      add(mark, "is not valid YAML here: \(problem); correct the text or its indentation")
    case .duplicatedKeysInMapping(let keys, let context):
      let named = keys.map { "'\($0)'" }.joined(separator: ", ")
      add(
        context.mark,
        "key \(named) stands more than once in one mapping, the first time here; remove one")
    case .reader(let problem, _, _, _):
      add(nil, "cannot be read as YAML: \(problem); save it as plain UTF-8 text")
    default:
      add(nil, "cannot be read as YAML: \(error)")
    }
  }

  /// Looks at the plain text before the parser does: no control characters, no anchors or aliases
  /// (a few lines of them can stand for billions of nodes), no depth beyond the limit.
  private static func isHarmless(_ file: SourceFile, _ findings: FindingList) -> Bool {
    var scan = YAMLScan()
    guard let trouble = scan.trouble(in: file.text) else { return true }
    findings.add(
      SourcePlace(file: file.path, line: trouble.line, column: trouble.column), trouble.sentence)
    return false
  }
}
