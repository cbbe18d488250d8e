import RobotCore

/// The keys of one of `motions` and of its waypoints.
enum MotionFacts {
  static let repeats = Fact(
    "repeats", .flag, "Begins again after the last waypoint, until told otherwise.",
    .core("motions"), .byDefault("false"))
  static let speed = Fact(
    "speed", .quantity([.share], .range(0.001, 1)), "Share of each joint's motion_velocity.",
    .core("motions"), .byDefault("100 %"))
  static let waypoints = Fact(
    "waypoints",
    .list(
      Fact("*", .group(FactGroup("robot.waypoint", [to, dwell])), "One pose.", .below),
      count: 1...Capacity.waypoints),
    "Poses, one after the other.", .below)
  static let to = Fact(
    "to", .entries(target, names: RobotFacts.labels, count: 1...Capacity.joints),
    "Joints that move; the others stay.", .below)
  static let target = Fact(
    "*", .quantity(JointDimensions.position, .any),
    "Position of that joint, within its limits.", .core("motions"))
  static let dwell = Fact(
    "dwell", .quantity([.time], .range(0, 3600)), "Pause on arrival.", .core("motions"),
    .byDefault("0 s"))

  static let group = FactGroup("robot.motion", [repeats, speed, waypoints])
}
