/// A type is one idea: how many lines it may have, all its extensions in all rooms counted. A limit
/// on files alone would only move size into extensions.
enum TypeSizes {
  static let limit = 600

  /// Types that are still above it, with their size as ceiling. The list may only get shorter and
  /// its numbers smaller: a type that shrank gets its new size here.
  static let exceptions: [String: Int] = [
    "CiA402": 790, "ControlCycle": 2_665, "VirtualCiA402": 690,
  ]

  /// How far a type may shrink before its ceiling must follow.
  private static let slack = 100

  static func findings(
    _ files: [SourceFile], exceptions: [String: Int] = Self.exceptions
  ) -> [String] {
    let sizes = sizes(files)
    let large = sizes.compactMap { name, lines -> String? in
      guard lines > exceptions[name] ?? limit else { return nil }
      return exceptions[name] == nil
        ? "\(name) has \(lines) lines with all its extensions, the limit is \(limit): find the idea "
          + "in it that has a name of its own, and make it a type"
        : "\(name) has \(lines) lines with all its extensions, more than the \(exceptions[name] ?? 0) "
          + "of TypeSizes.exceptions: that list may only shrink"
    }
    let stale = exceptions.compactMap { name, ceiling -> String? in
      let lines = sizes[name] ?? 0
      if lines <= limit { return "\(name) has \(lines) lines: take it out of TypeSizes.exceptions" }
      return lines < ceiling - slack
        ? "\(name) has \(lines) lines: lower its ceiling of \(ceiling) in TypeSizes.exceptions"
        : nil
    }
    return (large + stale).sorted()
  }

  /// Lines of each type: its declaration and its extensions, comments within them included. Two
  /// types of one name in different rooms are told apart by their room.
  static func sizes(_ files: [SourceFile]) -> [String: Int] {
    let parts = files.filter { $0.isSwift && !$0.room.isEmpty && !$0.isGenerated }.flatMap(parts)
    let homes = Dictionary(grouping: parts.filter { !$0.isExtension }, by: \.name)
      .mapValues { Set($0.map(\.room)) }
    var sizes: [String: Int] = [:]
    for part in parts {
      let rooms = homes[part.name] ?? []
      let home = rooms.contains(part.room) || rooms.isEmpty ? part.room : rooms.sorted()[0]
      sizes[rooms.count > 1 ? "\(home).\(part.name)" : part.name, default: 0] += part.lines
    }
    return sizes
  }

  private struct Part {
    let name: String
    let room: String
    let isExtension: Bool
    let lines: Int
  }

  /// The types and extensions at the top of a file, or within its `#if`.
  private static func parts(_ file: SourceFile) -> [Part] {
    var parts: [Part] = []
    var open: (name: String, isExtension: Bool, line: Int, indent: Int)?
    for (number, line) in file.codeLines {
      let indent = line.prefix { $0 == " " }.count
      if let part = open {
        guard line.dropFirst(indent).first == "}", indent == part.indent else { continue }
        parts.append(
          Part(
            name: part.name, room: file.room, isExtension: part.isExtension,
            lines: number - part.line + 1))
        open = nil
      } else if let match = line.firstMatch(of: Self.opening) {
        let isExtension = match.1 == "extension"
        let name = String(match.2)
        // On one line with its end.
        if line.contains("{"), line.last == "}" {
          parts.append(Part(name: name, room: file.room, isExtension: isExtension, lines: 1))
        } else {
          open = (name, isExtension, number, indent)
        }
      }
    }
    return parts
  }

  private static var opening: Regex<(Substring, Substring, Substring)> {
    /^ *(?:[@\w()]+ )*(struct|enum|class|actor|extension) ([A-Z]\w*)/
  }
}
