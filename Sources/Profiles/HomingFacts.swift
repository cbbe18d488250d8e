import RobotCore

/// The keys of a joint's `homing`.
enum HomingFacts {
  static let methods: KeyValuePairs<String, HomingMethod> = [
    "stop": .stop, "switch": .switch, "index": .index, "mark": .mark,
    "drive": .drive,
  ]
  static let ends: KeyValuePairs<String, Bool> = ["lower": false, "upper": true]
  private static let moving = ["stop", "switch", "index"]
  private static let pushing = ["stop", "switch"]

  static let to = Fact(
    "to", .choice(methods.map(\.key)),
    "What tells its place: its mechanical stop, a switch, the encoder's next index (its drive looks "
      + "for it, methods 33 and 34 of CiA 402), a mark to which an operator brings it, or its drive, "
      + "which looks by itself (canopen.homing of its model).",
    .core("sinew home"))
  static let toward = Fact(
    "toward", .choice(ends.map(\.key)), "The end of its travel in whose direction it looks.",
    .core("sinew home"), .byDefault("lower"), only: Fact.Condition(key: "to", words: moving))
  static let speed = Fact(
    "speed", .quantity(JointDimensions.velocity, .positive),
    "How fast it looks; at most 'motion_velocity'.", .core("sinew home"),
    .derived("a fifth of 'motion_velocity'"), only: Fact.Condition(key: "to", words: moving))
  static let effort = Fact(
    "effort", .quantity(JointDimensions.effort, .positive),
    "Most torque or force while it looks, beside what carries its weight; at most half of 'effort'.",
    .core("sinew home"), .derived("a fifth of 'effort'"),
    only: Fact.Condition(key: "to", words: pushing))
  static let position = Fact(
    "position", .quantity(JointDimensions.position, .any),
    "Where it stands when it is found; of an index within one turn of the encoder from 'rest', where "
      + "the joint travels farther than that.",
    .core("sinew home"), .derived("the mechanical stop, required with any other 'to'"))
  static let line = Fact(
    "line",
    .text("the name of a line of safety.yaml with 'role: homing'", pattern: RobotFacts.labels),
    "The line of its switch.", .core("sinew home"), .optional("there is no switch"),
    only: Fact.Condition(key: "to", words: ["switch"]))

  static let time = Fact(
    "time", .quantity([.time], .range(1, 600)),
    "The longest that its drive may take to find it and to come back to following set-points.",
    .core("sinew home"), .byDefault("60 s"), only: Fact.Condition(key: "to", words: ["drive"]))

  static let group = FactGroup("robot.homing", [to, toward, speed, effort, position, line, time])
}
