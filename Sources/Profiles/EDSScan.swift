import Foundation

/// The lines of an EDS or DCF: sections in brackets, and below each `key=value`.
struct EDSScan {
  /// One section, its keys in small letters.
  struct Part {
    let name: String
    let line: Int
    var values: [String: (text: String, line: Int)] = [:]
  }

  private(set) var parts: [Part] = []

  /// Reads the file; what cannot be read becomes a finding with its line.
  init?(_ path: String, into findings: FindingList) {
    guard let file = SourceFile.read(path, into: findings) else { return nil }
    let before = findings.count
    for (offset, line) in file.text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    )
    .enumerated() {
      let place = SourcePlace(file: path, line: offset + 1, column: 1)
      read(line.trimmingCharacters(in: .whitespaces.union(["\u{FEFF}"])), place, findings)
    }
    guard findings.count == before else { return nil }
  }

  private mutating func read(_ line: String, _ place: SourcePlace, _ findings: FindingList) {
    guard !line.isEmpty, !line.hasPrefix(";") else { return }
    if line.hasPrefix("[") {
      guard line.hasSuffix("]"), line.count > 2 else {
        findings.add(place, "'\(Section.cut(line))' is no section; write [name] alone on the line")
        return
      }
      let name = line.dropFirst().dropLast().trimmingCharacters(in: .whitespaces).lowercased()
      if let first = parts.first(where: { $0.name == name }) {
        findings.add(place, "[\(name)] stands in line \(first.line) already; remove one of them")
      }
      parts.append(Part(name: name, line: place.line))
      return
    }
    guard let sign = line.firstIndex(of: "="), sign > line.startIndex else {
      findings.add(
        place, "'\(Section.cut(line))' is no 'key=value'; begin a comment with ';'")
      return
    }
    guard !parts.isEmpty else {
      findings.add(place, "'\(Section.cut(line))' stands before the first section; move it")
      return
    }
    let key = line[..<sign].trimmingCharacters(in: .whitespaces).lowercased()
    let text = line[line.index(after: sign)...].trimmingCharacters(in: .whitespaces)
    // Of two the last counts, as in the vendors' tools.
    parts[parts.count - 1].values[key] = (text, place.line)
  }

  /// The section of that name.
  subscript(_ name: String) -> Part? { parts.first { $0.name == name.lowercased() } }
}
