import ArgumentParser
import Telemetry
import Wording

/// Recordings, whole or broken.
struct RecordingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recording", abstract: "Mend a recording whose recorder was killed.",
    subcommands: [RecordingRecoverCommand.self])
}

/// Makes a whole recording of a broken one.
struct RecordingRecoverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract: "Write a whole recording beside a broken one, and tell what was lost.",
    discussion: """
      Keeps every chunk that agrees with its checksum, and gives the file an index. The broken file \
      stays as it is. Writes nothing when the recording is whole. Ends 1 when cycles are missing \
      between the first and the last, 65 when nothing can be kept.

      Examples:
        sinew recording recover arm.mcap
        sinew recording recover arm.mcap --output mended.mcap --json
      """)

  @Argument(help: "The broken recording.")
  var file: String

  @Option(
    help: ArgumentHelp(
      "The whole one; default FILE.recovered.mcap. One that exists is never overwritten.",
      valueName: "file"))
  var output: String?

  @Flag(help: "Report as JSON.")
  var json = false

  func validate() throws {
    if output?.isEmpty == true { throw ValidationError("--output is empty; name a file.") }
  }

  func run() throws {
    let recovery = try RecordingRecovery.recover(file, to: output)
    Output.line(json ? recovery.json.line : recovery.sentence)
    try Output.end(recovery.gaps.isEmpty ? .done : .failed)
  }
}
