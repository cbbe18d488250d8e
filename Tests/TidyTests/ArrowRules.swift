/// Which room may look into which: the arrows of Package.swift, and three rules on top of them.
struct ArrowRules: Sendable {
  /// Rooms that meet in Cycle alone, or, where the kernel is asked, in Runtime.
  static let neighbours: Set<String> = [
    "DeviceIO", "Drives", "Sensors", "Reducers", "Motion", "Safety",
  ]
  /// Modules that allocate, or that weigh megabytes of locked memory.
  static let foundation: Set<String> = [
    "Foundation", "FoundationEssentials", "FoundationXML", "FoundationNetworking", "Dispatch",
  ]
  /// Part of the toolchain, open to every room.
  static let standard: Set<String> = [
    "Swift", "Synchronization", "Testing", "Glibc", "Musl", "RegexBuilder", "Observation",
  ]

  /// Target to the modules it declares.
  let declared: [String: Set<String>]

  init(package text: String) {
    var targets: [String: Set<String>] = [:]
    let words = text.split(separator: "\n").map { line in
      line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
    }.joined(separator: "\n")
    for match in words.matches(of: /\b(room|program|check|shim)\(\s*"([\w-]+)"/) {
      let body = Self.call(words[match.range.lowerBound...])
      var modules = Set(body.matches(of: /"([\w-]+)"/).map { String($0.1) })
      if body.contains(/\bvalues\b/) { modules.formUnion(["Units", "RealTime", "RobotCore"]) }
      if body.contains(/\barguments\b/) { modules.insert("ArgumentParser") }
      if body.contains(/\bprotobuf\b/) { modules.insert("SwiftProtobuf") }
      modules.remove(String(match.2))
      targets[String(match.2)] = modules
    }
    declared = targets
  }

  /// From `room(` to the parenthesis that closes it.
  private static func call(_ text: Substring) -> Substring {
    var depth = 0
    for index in text.indices {
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" {
        depth -= 1
        if depth == 0 { return text[...index] }
      }
    }
    return text
  }

  /// Everything a target is linked with, itself included.
  func reach(_ target: String) -> Set<String> {
    var seen: Set<String> = [target]
    var waiting = [target]
    while let next = waiting.popLast() {
      for module in declared[next] ?? [] where seen.insert(module).inserted {
        waiting.append(module)
      }
    }
    return seen
  }

  /// Imports of something that Package.swift does not declare. SwiftPM finds such modules by
  /// accident when they happen to be built already.
  func undeclared(_ files: [SourceFile]) -> [String] {
    files.filter { $0.isSwift && declared[$0.room] != nil }.flatMap { file in
      file.imports.filter {
        !Self.standard.contains($0.module) && !Self.foundation.contains($0.module)
          && !(declared[file.room] ?? []).contains($0.module)
      }.map {
        "\(file.path):\($0.line): imports \($0.module), which \(file.room) does not declare: add it "
          + "to that line of Package.swift if the arrow is right, else hand the value in"
      }
    }
  }

  func neighbourly(_ files: [SourceFile]) -> [String] {
    files.filter { Self.neighbours.contains($0.room) }.flatMap { file in
      file.imports.filter { Self.neighbours.contains($0.module) && $0.module != file.room }.map {
        "\(file.path):\($0.line): \(file.room) imports its neighbour \($0.module): let them meet in "
          + "Cycle, with a value from RobotCore between them"
      }
    }
  }

  /// Foundation on the path of the real-time program.
  func heavy(_ files: [SourceFile], program: String) -> [String] {
    let rooms = reach(program)
    return files.filter { rooms.contains($0.room) }.flatMap { file in
      file.imports.filter { Self.foundation.contains($0.module) }.map {
        "\(file.path):\($0.line): imports \($0.module), and \(program) carries \(file.room): move "
          + "what needs it to a room that only `sinew` uses"
      }
    }
  }
}
