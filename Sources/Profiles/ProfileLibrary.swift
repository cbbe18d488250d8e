import Foundation

/// Where profiles are found.
public enum ProfileLibrary {
  /// Folders that may hold `robots/`, `drives/` and `reducers/`, best first: those of
  /// `$SINEW_PROFILES` (separated by ':'), `firmware-profiles` of the current folder, of the
  /// folders above the running program (a build tree), and `share/sinew` beside its `bin` (an
  /// installation).
  public static func defaultRoots() -> [String] {
    var roots: [String] = []
    if let listed = ProcessInfo.processInfo.environment["SINEW_PROFILES"] {
      roots += listed.split(separator: ":").map(String.init)
    }
    roots.append("firmware-profiles")
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    var folder = program.deletingLastPathComponent()
    roots.append(
      folder.deletingLastPathComponent().appendingPathComponent("share/sinew/firmware-profiles")
        .path)
    // .build/TRIPLE/debug/sinew is three folders below the package.
    for _ in 0..<4 {
      folder.deleteLastPathComponent()
      roots.append(folder.appendingPathComponent("firmware-profiles").path)
    }
    return roots
  }

  /// Names of all robots below `roots`, sorted.
  public static func robotNames(in roots: [String]) -> [String] {
    var names: Set<String> = []
    for root in roots {
      let found = (try? FileManager.default.contentsOfDirectory(atPath: root + "/robots")) ?? []
      for name in found
      where FileManager.default.fileExists(atPath: "\(root)/robots/\(name)/robot.yaml") {
        names.insert(name)
      }
    }
    return names.sorted()
  }

  /// The path of `robot.yaml` for a name or a path; nil after a finding.
  static func locate(
    _ nameOrPath: String, in roots: [String], into findings: FindingList
  ) -> String? {
    let isPath = nameOrPath.contains("/") || nameOrPath.hasSuffix(".yaml")
    if isPath {
      let attributes = try? FileManager.default.attributesOfItem(
        atPath: URL(fileURLWithPath: nameOrPath).resolvingSymlinksInPath().path)
      let isFolder = attributes?[.type] as? FileAttributeType == .typeDirectory
      guard isFolder else { return nameOrPath }
      return nameOrPath + (nameOrPath.hasSuffix("/") ? "" : "/") + "robot.yaml"
    }
    for root in roots {
      let path = "\(root)/robots/\(nameOrPath)/robot.yaml"
      if BusSections.isName(nameOrPath), FileManager.default.fileExists(atPath: path) {
        return path
      }
    }
    let names = robotNames(in: roots)
    let hint =
      names.isEmpty
      ? "no robots were found below \(roots.joined(separator: ", ")), set SINEW_PROFILES"
      : Suggestion.phrase(for: nameOrPath, among: names, noun: "robots")
    findings.add(
      SourcePlace(file: Section.cut(nameOrPath.isEmpty ? "''" : nameOrPath)),
      "is not the name of a robot profile; \(hint)")
    return nil
  }

  /// `file` as named in `from`, relative to its folder, without detours.
  static func resolve(_ file: String, from: String) -> String {
    if file.hasPrefix("/") { return file }
    var steps = from.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    for step in file.split(separator: "/") where step != "." {
      if step == "..", let last = steps.last, last != "..", last != ".", !last.isEmpty {
        steps.removeLast()
      } else {
        steps.append(step)
      }
    }
    return steps.isEmpty ? "." : steps.joined(separator: "/")
  }
}
