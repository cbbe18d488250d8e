import ArgumentParser
import DeviceIO
import RealTime
import RobotCore
import Telemetry
import Wording

/// Has joints find their places.
struct HomeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "home",
    abstract: "Have joints find their places, one after the other.",
    discussion: """
      For joints with a 'homing' section in their profile: they look for a mechanical stop or a \
      switch at reduced speed and effort, or their drives do by themselves, while all the others \
      hold. Arms the robot for it, which holds its position afterwards; Ctrl-C stops it. With \
      --here the joints stand at their marks, the robot is disarmed, and nothing moves. A place is \
      lost when the drive restarts.

      Examples:
        sinew reset && sinew home --all
        sinew home joint4
        sinew home joint2 --here
      """)

  @OptionGroup var options: RobotOptions

  @Argument(help: ArgumentHelp("Joints.", valueName: "joint"))
  var joints: [String] = []

  @Flag(help: "Every joint that looks for its place; with --here every one that has a mark.")
  var all = false

  @Flag(help: "The joints stand at their marks: say so, and move nothing.")
  var here = false

  func validate() throws {
    if joints.isEmpty, !all { throw ValidationError("Name joints (joint4), or give --all.") }
    if all, let joint = joints.first {
      throw ValidationError("Give joints (\(joint)) or --all, not both.")
    }
  }

  func run() throws {
    try Action.perform(options) { commander in
      let mask = try mask(in: commander.deck)
      return try commander.home(mask, isHere: here) { StopSignals.count() > 0 }
    }
  }

  private func mask(in deck: DeckReader) throws -> UInt64 {
    var mask: UInt64 = 0
    guard all else {
      for name in joints { mask |= 1 << UInt64(try MoveTarget.joint(name, in: deck)) }
      return mask
    }
    for joint in deck.configuration.joints.indices {
      let method = deck.configuration.joints[joint].homing.method
      if method != .none, (method == .mark) == here { mask |= 1 << UInt64(joint) }
    }
    guard mask != 0 else {
      throw Refusal(
        "no joint of \(deck.identity.robot) is homed \(here ? "to a mark" : "by itself"): no "
          + "'homing' section of its profile says so.", .usage)
    }
    return mask
  }
}
