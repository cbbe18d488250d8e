import ArgumentParser
import DeviceIO
import RobotCore
import Telemetry
import Wording

/// Enables the drives.
struct ArmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "arm",
    abstract: "Enable the drives and hold the measured position under power.",
    discussion: """
      Takes the lease, arms, gives the lease back. Needs a reset after every start and every stop.

      Examples:
        sinew reset && sinew arm
        sinew arm --robot openarm-right --json
      """)

  @OptionGroup var options: RobotOptions

  func run() throws { try Action.perform(options) { try $0.arm() } }
}

/// Rest pose, then torque off.
struct DisarmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disarm",
    abstract: "Move to the rest pose, then switch torque off.",
    discussion: """
      Examples:
        sinew disarm
      """)

  @OptionGroup var options: RobotOptions

  func run() throws { try Action.perform(options) { try $0.disarm() } }
}

/// Stops without a lease.
struct StopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop",
    abstract: "Stop the robot. Needs no lease.",
    discussion: """
      Stops as the profile says, by default a controlled descent to the rest pose, then torque off. \
      Drives found enabled at start are disabled. Software asks the drives for torque off; it does \
      not replace the hardware e-stop.

      Examples:
        sinew stop
        sinew stop --emergency
      """)

  @OptionGroup var options: RobotOptions

  @Flag(help: "Torque off at once: gravity-loaded joints sink.")
  var emergency = false

  func run() throws {
    let isEmergency = emergency
    try Action.perform(options) { try $0.stop(isEmergency: isEmergency) }
  }
}

/// Clears a latched stop.
struct ResetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset",
    abstract: "Clear a latched stop. Starts no motion.",
    discussion: """
      Refused while what led to the stop still holds.

      Examples:
        sinew reset
      """)

  @OptionGroup var options: RobotOptions

  func run() throws { try Action.perform(options) { try $0.reset() } }
}

/// What the one-shot commands have in common.
enum Action {
  /// Opens deck and mailbox, acts, reports.
  static func perform(
    _ options: RobotOptions, _ act: (Commander) throws -> CommandOutcome
  ) throws {
    let commander = try Commander(deck: try options.deck())
    let outcome = try act(commander)
    let configuration = commander.deck.configuration
    if options.json {
      let report: JSONText = [
        "robot": .string(commander.deck.identity.robot),
        "request": .string(outcome.request.word), "done": .bool(outcome.status == .done),
        "phase": .string(outcome.phase.word), "ms": .number(outcome.milliseconds),
        "sentence": .string(outcome.sentence),
        "events": .array(outcome.events.map { EventLine.json($0, in: commander.deck) }),
      ]
      Output.line(report.line)
    } else {
      for event in outcome.events where event.code == .waiver {
        Output.remark(event.sentence(in: configuration))
      }
      if outcome.status == .done {
        Output.line(outcome.sentence)
      } else {
        Output.remark(outcome.sentence)
      }
    }
    try Output.end(outcome.status)
  }
}
