/// One word, one meaning: a type's name is a type's name in the whole house.
///
/// Two rooms may never import each other and still be read by one person, and a third that imports
/// both must spell out which it means.
enum NameRules {
  static func findings(_ files: [SourceFile]) -> [String] {
    let types = files.filter { $0.path.hasPrefix("Sources/") && !$0.isGenerated }.flatMap { file in
      file.declarations.filter { $0.kind == .type }.map { (file: file, type: $0) }
    }
    var owners: [String: (file: SourceFile, type: Declaration)] = [:]
    var found: [String] = []
    for one in types where one.type.depth == 0 && !isPrivate(one.type) {
      guard let other = owners[one.type.name] else {
        owners[one.type.name] = one
        continue
      }
      found.append(
        "\(one.file.path):\(one.type.line): `\(one.type.name)` is a type of "
          + "\(other.file.path) too: one word, one meaning; name it for what it is here")
    }
    // A nested or private one is read next to the public one that its file may import.
    for one in types where one.type.depth > 0 || isPrivate(one.type) {
      guard let other = owners[one.type.name], other.type.isPublic else { continue }
      found.append(
        "\(one.file.path):\(one.type.line): `\(one.type.name)` hides the public type of "
          + "\(other.file.path): name it for what it is here")
    }
    return found
  }

  private static func isPrivate(_ type: Declaration) -> Bool {
    type.words.contains("private") || type.words.contains("fileprivate")
  }
}
