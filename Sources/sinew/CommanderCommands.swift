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
      Takes the lease, arms, gives the lease back. Needs a reset after every start and every stop. \
      Ctrl-C stops the arming: torque off (exit code 1).

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
      Goes on after a Ctrl-C; a second one does not wait for it.

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
    abstract: "Stop the robot, or every robot that runs. Needs no lease.",
    discussion: """
      Without --robot every running robot is stopped. Stops as the profile says, by default a controlled descent to the rest pose, then torque off. \
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
    let alive = DeckLocation.living
    guard options.robot == nil, alive.count > 1 else {
      let isEmergency = emergency
      return try Action.perform(options) { try $0.stop(isEmergency: isEmergency) }
    }
    try StopSignals.catchAll()
    var worst = ExitStatus.done
    let round = StopRound.stop(alive, isEmergency: emergency) { StopSignals.count() }
    for (robot, outcome) in round {
      let status = Action.report(outcome, of: robot, asJSON: options.json)
      if status != .done { worst = status }
    }
    try Output.end(worst)
  }
}

/// Clears a latched stop.
struct ResetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset",
    abstract: "Clear a latched stop. Starts no motion.",
    discussion: """
      Refused (1) while what led to the stop still holds, and (75) while the robot is being \
      armed, moves or stops: try again then. Where nothing is latched there is nothing to do, and \
      that is done (0).

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
    // Before anything is asked: Ctrl-C must not leave a robot half armed.
    try StopSignals.catchAll()
    let commander = try Commander(deck: try options.deck())
    commander.interruptions = { StopSignals.count() }
    commander.remark = { Output.remark($0) }
    let outcome = try act(commander)
    show(outcome, of: commander.deck, asJSON: options.json)
    try Output.end(outcome.status)
  }

  /// One of several robots: what came of it, or why nothing did.
  static func report(
    _ result: Result<StopRound.Stopped, Refusal>, of robot: String, asJSON: Bool
  ) -> ExitStatus {
    switch result {
    case .success(let stopped):
      show(stopped.outcome, of: stopped.deck, asJSON: asJSON, prefix: "\(robot): ")
      return stopped.outcome.status
    case .failure(let refusal):
      if asJSON { Output.line(Output.json(refusal).adding([("robot", .string(robot))]).line) }
      Output.remark("\(robot): \(refusal.sentence)")
      return refusal.status
    }
  }

  private static func show(
    _ outcome: CommandOutcome, of deck: DeckReader, asJSON: Bool, prefix: String = ""
  ) {
    if asJSON {
      let report: JSONText = [
        "robot": .string(deck.identity.robot),
        "request": .string(outcome.request.word), "done": .bool(outcome.status == .done),
        "phase": .string(outcome.phase.word), "ms": .number(outcome.milliseconds),
        "sentence": .string(outcome.sentence),
        "events": .array(outcome.events.map { EventLine.json($0, in: deck) }),
      ]
      Output.line(report.line)
      return
    }
    for event in outcome.events where event.code == .waiver {
      Output.remark(prefix + event.sentence(in: deck.configuration))
    }
    if outcome.status == .done {
      Output.line(prefix + outcome.sentence)
    } else {
      Output.remark(prefix + outcome.sentence)
    }
  }
}
