/// A file has one public type and its name.
enum TypeRules {
  /// A small type that only speaks for the file's own (its options, its verdict, its error) may
  /// stay with it up to this many lines.
  static let companionLimit = 40

  /// Files that are one table of one-line types, with the reason.
  static let tables: [String: String] = [
    "Sources/Units/Quantity.swift": "eleven units, one line each, read as one table",
    "Sources/Units/Instant.swift": "a point in time and the stretch between two explain each other",
  ]

  static func findings(_ files: [SourceFile]) -> [String] {
    files.filter { $0.path.hasPrefix("Sources/") && !$0.isGenerated && tables[$0.path] == nil }
      .flatMap { file -> [String] in
        let types = file.declarations.filter { $0.kind == .type && $0.depth == 0 && $0.isPublic }
        guard types.count > 1 else { return [] }
        let stem = String(file.name.dropLast(6).split(separator: "+")[0])
        let own = types.first { $0.name == stem }
        guard own != nil else {
          return [
            "\(file.path): public types \(types.map(\.name).joined(separator: ", ")), and none is "
              + "called \(stem): name the file after the type it is about"
          ]
        }
        return types.filter { $0.name != stem && $0.lineCount > companionLimit }.map {
          "\(file.path):\($0.line): \($0.name) has \($0.lineCount) lines and shares the file of "
            + "\(stem): move it to \($0.name).swift (companions may have \(companionLimit))"
        }
      }
  }
}
