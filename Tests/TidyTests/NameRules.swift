/// One word, one meaning: a type that the rest of its room can see has a name of its own in the
/// whole tree, so that whoever reads it, or searches for it, need not ask which one is meant.
enum NameRules {
  static func findings(_ files: [SourceFile]) -> [String] {
    var places: [String: [String]] = [:]
    for file in files where file.isSwift && file.path.hasPrefix("Sources/") && !file.isGenerated {
      for line in file.codeLines.map(\.text) {
        // At the beginning of a line, and none of a file's own.
        let words =
          /(?:public |package |final |indirect |@frozen )*(?:struct|enum|class|protocol|actor) (\w+)/
        guard let found = line.prefixMatch(of: words) else { continue }
        places[String(found.1), default: []].append(file.path)
      }
    }
    return places.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map { name, paths in
      "\(paths[0]): `\(name)` names a type in \(paths.dropFirst().joined(separator: ", ")) too: "
        + "one of them is another thing and wants another word"
    }
  }
}
