/// What a cycle remembers and what it is told must both reach a recording whole: a property that
/// was left out would make a replay go another way, some day, in some robot.
enum SnapshotRules {
  /// Rooms of the cycle and its parts.
  private static let rooms: Set<String> = ["Cycle", "Drives", "Motion", "Safety"]

  /// Stored properties that no snapshot needs, each with the reason.
  static let leftOut: [String: String] = [
    "ControlCycle.inputs": "each step gets them anew, from the recording",
    "Body.time": "each step gets it anew, with its inputs",
    "Body.side": "each step gets it anew, with its inputs",
    "Body.gravityWork": "each step fills it before it reads it",
    "CycleOutputs.frames": "emptied at the begin of each step",
    "CycleOutputs.events": "emptied at the begin of each step",
    "CycleOutputs.replies": "emptied at the begin of each step",
    "CycleOutputs.busToPurge": "emptied at the begin of each step",
  ]

  /// Types whose rows are written as they stand are values; what owns tables is not copied and must
  /// say what it holds.
  static func state(_ files: [SourceFile]) -> [String] {
    owners(files).flatMap { type, file, line in
      let body = exchanges(of: type, in: file.room, files)
      return stored(in: file, from: line).filter { name in
        leftOut["\(type).\(name)"] == nil && !names(body).contains(name)
      }.map {
        "\(file.path):\(line): \(type).\($0) outlives a cycle and is in no snapshot: name it in "
          + "`exchange` of \(type), or in SnapshotRules.leftOut with the reason"
      }
    }
  }

  /// Inputs of a step, by the file that declares them; each must be written and read back.
  static func inputs(_ files: [SourceFile]) -> [String] {
    let writer = code("Sources/Runtime/DeckWriter", files)
    let reader = code("Sources/Runtime/Replay/ReplaySlot", files)
    return files.filter { ["CycleInputs.swift", "SideInputs.swift"].contains($0.name) }
      .flatMap { file in
        file.declarations.filter { $0.kind == .type && $0.name != "Reply" }.flatMap { type in
          stored(in: file, from: type.line).filter { name in
            !writer.contains(".\(name)") || !reader.contains(".\(name)")
          }.map {
            "\(file.path): \(type.name).\($0) is told to a cycle and does not reach a recording: "
              + "write it in DeckWriter+Inputs.swift and read it in ReplaySlot.swift"
          }
        }
      }
  }

  private static func code(_ prefix: String, _ files: [SourceFile]) -> String {
    files.filter { $0.path.hasPrefix(prefix) }.map(\.code).joined()
  }

  /// Types of the rooms that own tables: those that are not copied.
  private static func owners(
    _ files: [SourceFile]
  ) -> [(type: String, file: SourceFile, line: Int)] {
    files.filter { rooms.contains($0.room) }.flatMap { file in
      file.declarations.filter { type in
        type.kind == .type && type.name != "CycleInputs"
          && (file.codeLines.first { $0.number == type.line }?.text.contains("~Copyable") ?? false)
      }.map { ($0.name, file, $0.line) }
    }
  }

  /// Names of the stored `var`s of the type that is declared on a line.
  private static func stored(in file: SourceFile, from line: Int) -> [String] {
    let type = file.declarations.first { $0.kind == .type && $0.line == line }
    let end = line + (type?.lineCount ?? 0)
    return file.codeLines.filter { $0.number > line && $0.number < end }.compactMap { _, text in
      // Two blanks: a member of the type itself. A brace: computed.
      guard text.hasPrefix("  "), !text.hasPrefix("   "), !text.contains("{"),
        !text.contains("static "),
        let match = text.firstMatch(of: /^  (?:[a-z()@]+ )*var (\w+)/)
      else { return nil }
      return String(match.1)
    }
  }

  /// The bodies of a type's `exchange` functions.
  private static func exchanges(of type: String, in room: String, _ files: [SourceFile]) -> String {
    files.filter { $0.room == room && $0.name.split(separator: "+")[0].hasPrefix(type) }
      .flatMap { file in
        file.declarations.filter { $0.kind == .function && $0.name == "exchange" }.map { function in
          let range = function.line...function.line + function.lineCount
          return file.codeLines.filter { range.contains($0.number) }.map { String($0.text) }
            .joined(separator: "\n")
        }
      }.joined()
  }

  private static func names(_ body: String) -> Set<String> {
    var names: Set<String> = []
    for match in body.matches(of: /&(\w+)|(\w+)\.exchange\(/) {
      if let name = match.1 ?? match.2 { names.insert(String(name)) }
    }
    return names
  }
}
