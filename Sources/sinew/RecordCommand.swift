import ArgumentParser
import DeviceIO
import Telemetry
import Wording

/// Records a running robot.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Record every cycle of a running robot to an MCAP file, until the run ends.",
    discussion: """
      One message per cycle on the channel /cycles (protobuf, schema inside). The file can be read \
      at any moment, also after this program was killed. Ctrl-C ends a recording that was begun by \
      hand; one that `sinew run --record` began ends with the run.

      Examples:
        sinew record --output arm.mcap
        sinew run openarm-right --motion sweep --duration 5 --record arm.mcap
      """)

  @OptionGroup var options: RobotOptions

  @Option(help: ArgumentHelp("The file; one that exists is never overwritten.", valueName: "file"))
  var output: String

  func validate() throws {
    if output.isEmpty { throw ValidationError("--output is empty; name a file, such as arm.mcap.") }
  }

  func run() throws {
    try StopSignals.catchAll()
    let recorder = try Recorder(try options.deck(), output: output)
    if recorder.isCompanion { ProcessStart.acceptOutOfMemory() }
    let summary = try recorder.run {
      !recorder.isCompanion && StopSignals.count() > 0
    }
    if options.json {
      Output.line(summary.json.line)
    } else if !recorder.isCompanion || summary.lost > 0 {
      Output.remark(summary.sentence)
    }
    try Output.end(summary.lost > 0 ? .failed : .done)
  }
}
