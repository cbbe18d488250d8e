import ArgumentParser
import Console
import Telemetry
import Wording

/// `sinew console`: attach, look, and only with a lease act.
struct ConsoleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "console", abstract: "Look at a running robot in the terminal.",
    discussion: """
      Looking asks the robot for nothing: no lease is taken, nothing is enabled. Press ? for the \
      keys. s or the space bar stops the robot at any time, without a lease.

      Without a terminal, or on one that cannot place a cursor, one plain line a second is printed \
      until the run ends. With --once the exit code is that of sinew status: 69 when the run is over \
      or stalled. NO_COLOR in the environment switches colours off.

      Examples:
        sinew console
        sinew console --once
      """)

  @Option(help: "Name of the robot; needed when several run.")
  var robot: String?

  @Flag(help: "Print one page and end.")
  var once = false

  @Flag(help: "With --once: print what `sinew status --json` prints.")
  var json = false

  @Flag(help: "Use no colours.")
  var noColor = false

  func validate() throws {
    if json, !once { throw ValidationError("--json needs --once: a page cannot be both.") }
  }

  func run() throws {
    if json {
      let status = RobotStatus(try DeckLocation.open(robot: robot))
      Output.line(status.json.line)
      try Output.end(status.exit)
      return
    }
    var options = ConsoleApplication.Options(robot: robot)
    options.once = once
    options.isPlain = noColor
    let status = ConsoleApplication.run(options)
    if status != 0 { throw ExitCode(status) }
  }
}
