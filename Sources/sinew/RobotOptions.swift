import ArgumentParser
import Telemetry

/// Which robot, and how to report: the same on every command that looks at a running robot.
struct RobotOptions: ParsableArguments {
  @Option(help: "Name of the robot; not needed while at most one runs.")
  var robot: String?

  @Flag(help: "Report as JSON.")
  var json = false

  /// The robot's deck.
  func deck() throws -> DeckReader { try DeckLocation.open(robot: robot) }
}
