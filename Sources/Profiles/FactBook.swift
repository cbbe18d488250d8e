import RobotCore

/// Every key of every file that a profile is made of.
public enum FactBook {
  /// A kind of file.
  struct File: Sendable {
    /// Name of its schema.
    let name: String
    /// As it is called in a profile.
    let path: String
    let title: String
    let group: FactGroup
  }

  static let files = [
    File(
      name: "robot", path: "robot.yaml", title: "Sinew robot profile (robot.yaml)",
      group: RobotFacts.group),
    File(
      name: "safety", path: "safety.yaml", title: "Sinew safety profile (safety.yaml)",
      group: StopFacts.group),
    File(
      name: "drive", path: "drives/*.yaml", title: "Sinew drive model", group: DriveFacts.group),
    File(
      name: "reducer", path: "reducers/*.yaml", title: "Sinew reducer", group: ReducerFacts.group),
  ]

  /// All keys, in the order of the documentation.
  public static let entries: [FactEntry] = files.flatMap { file in
    entries(of: file.group, in: file, path: "")
  }

  private static func entries(
    of group: FactGroup, in file: File, path: String
  ) -> [FactEntry] {
    group.facts.flatMap { entries(of: $0, in: file, path: path + $0.key, group: group) }
  }

  private static func entries(
    of fact: Fact, in file: File, path: String, group: FactGroup
  ) -> [FactEntry] {
    let entry = FactEntry(
      file: file.path, path: path, name: "\(group.name).\(fact.key)", fact: fact)
    switch fact.form {
    case .group(let below) where below.copies != nil: return [entry]
    case .group(let below): return [entry] + entries(of: below, in: file, path: path + ".")
    case .entries(let each, _, _):
      return [entry] + inner(of: each, in: file, path: path + ".*", group)
    case .list(let each, _): return [entry] + inner(of: each, in: file, path: path + "[]", group)
    default: return [entry]
    }
  }

  /// What each name of a group or each place of a list holds. A group there is told with them all.
  private static func inner(
    of each: Fact, in file: File, path: String, _ group: FactGroup
  ) -> [FactEntry] {
    if let below = each.group {
      return below.copies != nil ? [] : entries(of: below, in: file, path: path + ".")
    }
    return entries(of: each, in: file, path: path, group: group)
  }

  /// The keys that `word` may mean: "stiffness", "joints.elbow.stiffness", "robot.joint.stiffness",
  /// or a section with all that is below it: "timing", "joints", "robot.joint".
  public static func matching(_ word: String) -> [FactEntry] {
    let wanted = steps(word)
    guard !wanted.isEmpty else { return [] }
    // What stands in `defaults` is told at the joint.
    if wanted[0] == RobotFacts.defaults.key, wanted.count > 2 {
      return [2, 3].map { matching("joints.*." + wanted.dropFirst($0).joined(separator: ".")) }
        .first { !$0.isEmpty } ?? []
    }
    let sections = entries.filter { entry in
      guard let group = entry.fact.group else { return false }
      return isEnd(wanted, of: steps(entry.path)) || isEnd(wanted, of: steps(group.name))
    }
    return entries.filter { entry in
      isEnd(wanted, of: steps(entry.path)) || isEnd(wanted, of: steps(entry.name))
        || entry.file == word
        || entry.name.hasPrefix(word + ".") && files.contains { $0.name == word }
        || sections.contains {
          let rest = entry.path.dropFirst($0.path.count)
          return entry.file == $0.file && entry.path.hasPrefix($0.path)
            && (rest.isEmpty || rest.hasPrefix(".") || rest.hasPrefix("["))
        }
    }
  }

  /// "waypoints[2]" and "waypoints[]" are "waypoints".
  private static func steps(_ path: String) -> [String] {
    path.split(separator: ".").map { String($0.prefix { $0 != "[" }) }
  }

  /// The last steps of `path` are those. A name that the user chose fits "*" when another step fits
  /// too.
  private static func isEnd(_ wanted: [String], of path: [String]) -> Bool {
    guard wanted.count <= path.count else { return false }
    let pairs = Array(zip(wanted, path.suffix(wanted.count)))
    return pairs.allSatisfy { $0 == $1 || $1 == "*" } && pairs.contains { $0 == $1 }
  }

  /// What was probably meant.
  public static func hint(for word: String) -> String {
    let names = entries.flatMap { [$0.fact.key, $0.path, $0.name] }
    return Suggestion.nearest(to: word, among: Set(names).sorted()).map { "did you mean '\($0)'" }
      ?? "see them all with: sinew profile explain --all"
  }
}
