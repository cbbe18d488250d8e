import ArgumentParser
import DeviceIO
import Telemetry
import Wording

/// Moves joints, or plays a named motion.
struct MoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "move",
    abstract: "Move joints to targets, or play a named motion.",
    discussion: """
      A target is JOINT=VALUE with an optional unit: rad, deg, m, cm, mm (none: rad or m). JOINT is \
      a joint's name, an end of it that fits one joint only, or gripper. Holds the lease until the \
      motion has ended; Ctrl-C ends the motion in a hold.

      Examples:
        sinew move joint4=1.0
        sinew move openarm_right_joint1=0.5 joint4=60deg gripper=20mm --speed 0.5
        sinew move --motion sweep
      """)

  @OptionGroup var options: RobotOptions

  @Argument(help: ArgumentHelp("Targets.", valueName: "joint=value"))
  var targets: [String] = []

  @Option(help: "Play this motion of the profile instead.")
  var motion: String?

  @Option(
    parsing: .unconditional,
    help: "Share of each joint's motion speed, or of the motion's, 0.0001 to 1; left out: 1.",
    transform: DecimalText.argument)
  var speed = 1.0

  func validate() throws {
    guard speed >= 0.0001, speed <= 1 else {
      throw ValidationError("--speed is \(speed); it must be 0.0001 to 1.")
    }
    if targets.isEmpty, motion == nil {
      throw ValidationError("Name a motion (--motion sweep) or joints (joint4=1.0 gripper=20mm).")
    }
    if !targets.isEmpty, let motion {
      throw ValidationError(
        "Give joints (\(targets[0])) or a motion (--motion \(motion)), not both.")
    }
  }

  func run() throws {
    try Action.perform(options) { commander in
      let request = try request(for: commander.deck)
      guard StopSignals.count() == 0 else {
        throw Refusal("The motion was cancelled before it was asked for.", .failed)
      }
      return try commander.move(request) { StopSignals.count() > 0 }
    }
  }

  private func request(for deck: DeckReader) throws -> CommandRequest {
    guard let motion else {
      return .move(try MoveTarget.resolve(targets, in: deck), speed: speed)
    }
    guard let index = deck.motionNames.firstIndex(of: motion) else {
      let known = deck.motionNames.joined(separator: ", ")
      throw Refusal(
        "\(deck.identity.robot) has no motion \"\(motion)\"; it has: "
          + "\(known.isEmpty ? "none" : known).", .usage)
    }
    return .play(index, speed: speed)
  }
}
