import ArgumentParser
import Profiles
import RealTime
import RobotCore
import Units
import Wording

/// Profiles of robots.
struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Check or show a robot's profile, or explain a key of it.",
    subcommands: [ProfileCheck.self, ProfileShow.self, ProfileExplain.self])
}

/// Is the profile sound?
struct ProfileCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Validate a profile; every finding with file, line and column.",
    discussion: """
      Exit code 65 when something is wrong.

      Examples:
        sinew profile check openarm-right
        sinew profile check ./my-robot/robot.yaml --json
      """)

  @Argument(help: "A name under firmware-profiles/robots/, or a path.")
  var profile = "openarm-right"

  @Flag(help: "Report as JSON.")
  var json = false

  func run() throws {
    do {
      let loaded = try RobotProfile.load(nameOrPath: profile)
      if json {
        let report: JSONText = [
          "profile": .string(loaded.name), "valid": true, "findings": [],
          "remarks": .array(loaded.remarks.map(ProfileFindings.json)),
          "files": .array(loaded.files.map { .string($0) }),
        ]
        Output.line(report.line)
      } else {
        Output.line("\(loaded.summaryLine)")
        for remark in loaded.remarks {
          Output.line("\(remark.description) (a remark, nothing to refuse)")
        }
        Output.line("valid: \(loaded.files.count) files read, nothing found")
      }
    } catch {
      if json { Output.line(ProfileFindings.json(profile, error).line) }
      ProfileFindings.refuse(error)
    }
  }
}

/// What is in the profile?
struct ProfileShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a profile as the core sees it.",
    discussion: """
      Examples:
        sinew profile show openarm-right
        sinew profile show openarm-right --json
      """)

  @Argument(help: "A name under firmware-profiles/robots/, or a path.")
  var profile = "openarm-right"

  @Flag(help: "Report as JSON.")
  var json = false

  func run() throws {
    let loaded = try ProfileFindings.load(profile)
    let view = ProfileView(loaded)
    if json {
      Output.line(view.json.line)
    } else {
      Output.write(view.text)
    }
  }
}

/// What does a key mean?
struct ProfileExplain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain a key of a profile: unit, range, default, meaning, where it acts.",
    discussion: """
      KEY is a key, a path to one, or a section with all keys below it. All that fit are shown.

      Examples:
        sinew profile explain stiffness
        sinew profile explain joints.elbow.stop
        sinew profile explain timing --json
      """)

  @Argument(help: "A key, such as stiffness, joints.*.stiffness or timing.")
  var key: String?

  @Flag(help: "Every key of every file.")
  var all = false

  @Flag(help: "Report as JSON.")
  var json = false

  func validate() throws {
    guard (key != nil) != all else {
      throw ValidationError("Name a key, or write --all.")
    }
  }

  func run() throws {
    let entries = key.map(FactBook.matching) ?? FactBook.entries
    guard !entries.isEmpty else {
      throw Refusal(
        "no key of a profile is named \"\(key ?? "")\"; \(FactBook.hint(for: key ?? ""))", .usage)
    }
    if json {
      let report: JSONText = ["keys": .array(entries.map(\.json))]
      Output.line(report.line)
    } else {
      Output.write(entries.map(\.text).joined(separator: "\n"))
    }
  }
}

/// How a bad profile is told.
enum ProfileFindings {
  /// Loads a profile, or tells what is wrong and ends the program with 65.
  static func load(_ nameOrPath: String) throws -> RobotProfile {
    do {
      return try RobotProfile.load(nameOrPath: nameOrPath)
    } catch {
      if CommandLine.arguments.contains("--json") { Output.line(json(nameOrPath, error).line) }
      refuse(error)
    }
  }

  /// One line per finding, then the end.
  static func refuse(_ error: ProfileError) -> Never {
    for finding in error.findings { Output.remark(finding.description) }
    ProfileCheck.exit(withError: ExitCode(ExitStatus.badInput.rawValue))
  }

  /// The findings for programs, and what every refusal has: its sentence and the exit code.
  static func json(_ profile: String, _ error: ProfileError) -> JSONText {
    [
      "refused": .string(
        error.findings.isEmpty
          ? "\(profile) cannot be read." : error.findings.map(\.description).joined(separator: "\n")
      ),
      "exit": .int(ExitStatus.badInput.rawValue),
      "profile": .string(profile), "valid": false,
      "findings": .array(
        error.findings.map(json)),
    ]
  }

  /// One finding, or remark.
  static func json(_ finding: ProfileFinding) -> JSONText {
    [
      "file": .string(finding.file), "line": .int(finding.line), "column": .int(finding.column),
      "sentence": .string(finding.sentence),
    ]
  }
}
