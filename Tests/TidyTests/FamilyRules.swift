/// Who tells drive families apart: each place more is one more to be found by whoever adds a
/// family. What others ask of a family it answers in its own folder, see `FamilyTraits` in Drives.
enum FamilyRules {
  /// Where the families are listed.
  static let list = "Sources/RobotCore/DriveConfiguration.swift"

  /// Where a `case` of a family may stand: one place in Drives, one in the twin, which must not
  /// look into Drives, and one in Profiles for the keys.
  static let switches: Set<String> = [
    "Sources/Drives/Drives.swift", "Sources/Twin/Devices/VirtualDrive.swift",
    "Sources/Profiles/Families/FamilyKeys.swift",
  ]

  /// Where one family may be picked out with `==`, each with the reason.
  static let comparisons: [String: String] = [
    "Sources/Profiles/DriveFacts.swift": "its keys say whose they are",
    "Sources/Runtime/ServoChips.swift": "carries the pulses of servos, and of nothing else",
    "Sources/Twin/Robot.swift": "hangs a servo on its virtual chip",
    "Sources/sinew/ProfileView.swift": "says of a servo in few words where it hangs",
  ]

  static func findings(_ files: [SourceFile]) -> [String] {
    let families = families(files)
    guard !families.isEmpty else { return ["\(list): `enum DriveFamily` is not found there"] }
    return files.filter { $0.path.hasPrefix("Sources/") && $0.isSwift }.flatMap { file in
      file.codeLines.compactMap { number, line -> String? in
        let name =
          switches.contains(file.path) ? nil : switched(line).first { families.contains($0) }
        let other =
          comparisons[file.path] != nil ? nil : compared(line).first { families.contains($0) }
        guard let family = name ?? other else { return nil }
        return
          "\(file.path):\(number): asks whether a drive is of family `\(family)`, so that a new "
          + "family must be added here: let each family answer, in `FamilyTraits` of Drives, or in "
          + "`FamilyKeys` of Profiles"
      }
    }
  }

  /// The cases of the list.
  static func families(_ files: [SourceFile]) -> Set<String> {
    guard let code = files.first(where: { $0.path == list })?.code,
      let begin = code.firstRange(of: "enum DriveFamily"),
      let end = code[begin.upperBound...].firstRange(of: "\n}")
    else { return [] }
    return Set(
      code[begin.upperBound..<end.lowerBound].matches(of: /\n  case (\w+)/).map { String($0.1) })
  }

  /// Names in the pattern of a `case`, which ends with a colon, or with what is matched.
  private static func switched(_ line: Substring) -> [String] {
    guard let word = line.firstMatch(of: /\bcase\s/) else { return [] }
    let pattern = line[word.range.upperBound...].prefix { $0 != ":" && $0 != "=" }
    return (" " + pattern).matches(of: /[\s,(]\.(\w+)/).map { String($0.1) }
  }

  private static func compared(_ line: Substring) -> [String] {
    line.matches(of: /[=!]= (?:DriveFamily)?\.(\w+)/).map { String($0.1) }
  }
}
