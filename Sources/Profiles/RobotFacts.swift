import RobotCore

/// The keys of `robot.yaml`.
enum RobotFacts {
  /// Names of motions, lines and joints go into a fixed label.
  static let labels = "[^\\n]{1,47}"
  /// A file of the profile's own folder or of the search path.
  private static let ownFile = "[^/].*"

  static let schema = Fact(
    "schema", .constant("sinew-robot/1"), "What kind of file this is.",
    .reading("a file of another kind is refused"))
  static let name = Fact(
    "name",
    .text("the robot's name, such as 'openarm-right'", pattern: "[a-z0-9_-]{1,40}", longest: 40),
    "Name of the robot; also names its flight deck and its black boxes.",
    .core("flight deck, recordings, `--robot`"))
  static let description = Fact(
    "description", .text("one line for people"), "One line for people.",
    .reading("`sinew profile check` and `show`"))
  static let urdf = Fact(
    "urdf", .text("the path of a URDF, such as 'robot.urdf'", pattern: ownFile),
    "Path of the URDF from this file, in its folder or in the search path.",
    .core("links, masses, joint types and limits"), .byDefault("robot.urdf"))
  static let safety = Fact(
    "safety", .text("the path of a file such as 'safety.yaml'", pattern: ownFile),
    "Path of safety.yaml from this file, in its folder or in the search path.",
    .core("everything in that file"), .byDefault("safety.yaml"))
  static let timing = Fact(
    "timing", .group(TimingFacts.group), "Rate and time limits on real buses and in the twin.",
    .below)
  static let buses = Fact(
    "buses",
    .entries(
      Fact("*", .group(BusFacts.group), "One bus.", .below), names: BusSections.namePattern,
      count: 1...Capacity.joints),
    "CAN and I2C buses by name; 1 to 8 of them CAN.", .below)
  static let supply = Fact(
    "supply", .group(SupplyFacts.group), "The monitor of the drives' supply.", .below,
    .optional("a cut supply is not told from a dead bus"))
  static let defaults = Fact(
    "defaults", .group(JointDefaults.group),
    "Values that joints share; nearest first: the joint's own, its drive model's, all joints'.",
    .below, .optional("each joint has its own"))
  static let joints = Fact(
    "joints",
    .entries(
      Fact("*", .group(JointFacts.group), "One joint.", .below), names: labels,
      count: 1...Capacity.joints),
    "Every joint of the URDF that moves by itself, by its name there.", .below)
  static let motions = Fact(
    "motions",
    .entries(
      Fact("*", .group(MotionFacts.group), "One motion.", .below), names: labels, count: 0...16),
    "Named motions for `--motion`; at most \(Capacity.waypoints) waypoints in all.", .below,
    .optional("there are none"))

  static let group = FactGroup(
    "robot",
    [schema, name, description, urdf, safety, timing, buses, supply, defaults, joints, motions])
}
