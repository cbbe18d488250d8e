import Foundation
import RobotCore

/// Drives and reducers by name, each read once.
struct PartLibrary {
  let findings: FindingList
  /// Folders that hold `drives/` and `reducers/`.
  let roots: [String]
  private var drives: [String: DriveProfile?] = [:]
  private var reducers: [String: ReducerConfiguration?] = [:]
  /// Every file that was read.
  private(set) var files: [String] = []

  init(roots: [String], findings: FindingList) {
    self.roots = roots
    self.findings = findings
  }

  /// The drive, or nil after a finding at `section`'s key `drive` or in the drive's own file.
  mutating func drive(_ name: String, for section: Section) -> DriveProfile? {
    if let known = drives[name] { return known }
    guard let path = path(of: name, in: "drives", fact: JointFacts.drive, section) else {
      return nil
    }
    files.append(path)
    let profile = DriveProfile.read(path, into: findings)
    drives[name] = .some(profile)
    files += profile?.files ?? []
    return profile
  }

  /// The reducer, or nil after a finding.
  mutating func reducer(_ name: String, for section: Section) -> ReducerConfiguration? {
    if let known = reducers[name] { return known }
    guard let path = path(of: name, in: "reducers", fact: JointFacts.reducer, section) else {
      return nil
    }
    files.append(path)
    let reducer = ReducerProfile.read(path, into: findings)
    reducers[name] = .some(reducer)
    return reducer
  }

  private func path(
    of name: String, in folder: String, fact: Fact, _ section: Section
  ) -> String? {
    let isSafe = name.split(separator: "/", omittingEmptySubsequences: false)
      .allSatisfy { BusSections.isName(String($0)) }
    let found = roots.map { "\($0)/\(folder)/\(name).yaml" }
      .first { FileManager.default.fileExists(atPath: $0) }
    if isSafe, let found {
      // The folder two above a robot's may be any folder; what lies in it is named without links
      // out.
      if NamedFile.isInside(found, roots) { return found }
      section.add(
        fact,
        "'\(name)' leads out of the search path; put a copy of the file into \(folder)/")
      return nil
    }
    let known = roots.flatMap { Self.names(in: $0 + "/" + folder) }
    let hint = Suggestion.phrase(for: name, among: known, noun: folder)
    section.add(fact, "'\(Section.cut(name))' is not in \(folder)/; \(hint)")
    return nil
  }

  /// "damiao/dm-j4310" for each file below `folder`.
  private static func names(in folder: String) -> [String] {
    let paths = FileManager.default.enumerator(atPath: folder)
    var names: [String] = []
    while let path = paths?.nextObject() as? String, names.count < 1000 {
      if path.hasSuffix(".yaml") { names.append(String(path.dropLast(5))) }
    }
    return names
  }
}
