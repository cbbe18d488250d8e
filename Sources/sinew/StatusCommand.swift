import ArgumentParser
import FlightDeck
import RealTime
import RobotCore
import Telemetry
import Wording

/// One look at a robot.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how a robot stands: phase, fault, joints, buses, timing.",
    discussion: """
      Exit code 69 when the run is over or gone, or publishes no new cycles (stalled).

      Examples:
        sinew status
        sinew status --json
      """)

  @OptionGroup var options: RobotOptions

  func run() throws {
    let deck = try options.deck()
    let status = RobotStatus(deck)
    if options.json {
      Output.line(status.json.line)
    } else {
      Output.write(status.text)
    }
    try Output.end(status.exit)
  }
}
