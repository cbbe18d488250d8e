import ArgumentParser
import Foundation
import Telemetry
import Wording

/// What happened in the seconds before a stop.
struct BlackBoxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blackbox",
    abstract: "What happened in the seconds before a stop, also after a kill.",
    discussion: """
      Every run keeps its last ten seconds in shared memory. They stay when the run is killed, and \
      are kept as a file when it stops on a fault.
      """,
    subcommands: [BlackBoxList.self, BlackBoxShow.self, BlackBoxExportCommand.self],
    defaultSubcommand: BlackBoxShow.self)
}

/// Which boxes there are.
struct BlackBoxList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List live decks, decks that runs left behind, and kept boxes.",
    discussion: """
      Examples:
        sinew blackbox list
      """)

  @Flag(help: "Report as JSON.")
  var json = false

  func run() throws {
    let entries = BlackBoxStore.entries
    if json {
      Output.line(JSONText.array(entries.map(\.json)).line)
      return
    }
    if entries.isEmpty { Output.remark("No black box yet. A run leaves one when it stops.") }
    for entry in entries { Output.line(BlackBoxList.line(entry)) }
  }

  /// One line. Why a file cannot be read is told in a few words: all of it is in `--json`.
  private static func line(_ entry: BlackBoxStore.Entry) -> String {
    guard !entry.problem.isEmpty else { return entry.text }
    let start = "\(entry.path): "
    let why =
      entry.problem.hasPrefix(start) ? entry.problem.dropFirst(start.count) : entry.problem[...]
    return "\(entry.path)  unreadable: \(why.prefix { $0 != "(" && $0 != ";" && $0 != ":" })"
  }
}

/// Which box is meant.
struct BoxOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("A kept box or a deck; default: the newest.", valueName: "file"))
  var box: String?

  @Option(help: "Name of the robot.")
  var robot: String?

  func deck() throws -> DeckReader {
    guard let box, !FileManager.default.fileExists(atPath: box) else {
      return try BlackBoxStore.open(path: box, robot: robot)
    }
    let step =
      DeckLocation.robots.contains(box)
      ? "for the robot's: --robot \(box)" : "which there are: sinew blackbox list"
    throw Refusal("\(box): there is no such black box; \(step)", .unavailable)
  }
}

/// Shows one box.
struct BlackBoxShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what became of a run, its fault card and last seconds.",
    discussion: """
      What does not agree with its checksum is told and left out (exit code 1).

      Examples:
        sinew blackbox show
        sinew blackbox show --robot openarm-right --seconds 0.5 --joint joint4
        sinew blackbox show --json | jq .story
      """)

  @OptionGroup var options: BoxOptions

  @Option(
    parsing: .unconditional,
    help: "How many seconds before the end; with --at-fault before the fault.",
    transform: DecimalText.argument)
  var seconds = 2.0

  @Option(parsing: .unconditional, help: "Rows per joint.")
  var rows = 20

  @Option(help: "Only this joint.")
  var joint: String?

  @Flag(help: "End half a second behind the last fault instead of at the end.")
  var atFault = false

  @Flag(help: "Report as JSON, every cycle of the time asked for.")
  var json = false

  func validate() throws {
    guard seconds >= 0, seconds.isFinite else {
      throw ValidationError("--seconds is \(seconds); it must be a finite number, 0 or more.")
    }
    guard (1...100_000).contains(rows) else {
      throw ValidationError("--rows is \(rows); it must be 1 to 100000.")
    }
  }

  func run() throws {
    let deck = try options.deck()
    let report = BlackBoxReport(deck, seconds: seconds, atFault: atFault)
    let status = report.damage.isNone ? ExitStatus.done : .failed
    if json {
      Output.line(report.json.line)
      return try Output.end(status)
    }
    let index = try joint.map { name in try MoveTarget.joint(name, in: deck) }
    Output.write(report.text(rows: rows, joint: index))
    try Output.end(status)
  }
}

/// Writes a box as a recording.
struct BlackBoxExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a box as an MCAP recording, every cycle it holds.",
    discussion: """
      What does not agree with its checksum is told and left out (exit code 1).

      Examples:
        sinew blackbox export --output stop.mcap
      """)

  @OptionGroup var options: BoxOptions

  @Option(help: ArgumentHelp("The file; one that exists is never overwritten.", valueName: "file"))
  var output: String

  @Flag(help: "Report as JSON.")
  var json = false

  func validate() throws {
    if output.isEmpty {
      throw ValidationError("--output is empty; name a file, such as stop.mcap.")
    }
  }

  func run() throws {
    let summary = try BlackBoxExport.write(try options.deck(), to: output)
    Output.line(json ? summary.json.line : summary.sentence)
    try Output.end(summary.damage.isNone ? .done : .failed)
  }
}
