import RobotCore

/// The keys of a joint's `brake`.
enum BrakeFacts {
  static let outputs: KeyValuePairs<String, BrakeOutput> = [
    "power_stage": .automatic, "drive": .drive, "line": .line,
  ]
  /// Large brakes of industrial arms take a few hundred ms. A bound of ours, against slips of the
  /// pen: a stop waits for it.
  private static let times = Allowed.range(0, 2)

  static let output = Fact(
    "output", .choice(outputs.map(\.key)),
    "What opens it: the drive's power stage by itself, an output of the drive, or a line of the "
      + "robot.", .core("arming, stops"), .byDefault("power_stage"))
  static let line = Fact(
    "line",
    .text("the name of a line of safety.yaml with 'role: brake'", pattern: RobotFacts.labels),
    "Its line; no other joint's.", .core("the line's output"), .optional("nothing is switched"),
    only: Fact.Condition(key: "output", words: ["line"]))
  static let engageTime = Fact(
    "engage_time", .quantity([.time], times),
    "From its output going off until it holds; the drive holds the joint meanwhile. With a line, the "
      + "5 ms in which it is set are added.", .core("stops, the twin"))
  static let releaseTime = Fact(
    "release_time", .quantity([.time], times),
    "From its output going on until it is free; nothing moves before. With a line, the 5 ms in which "
      + "it is set are added.", .core("arming, the twin"))
  static let slipEffort = Fact(
    "slip_effort", .quantity(JointDimensions.effort, .positive),
    "Torque or force at the joint beyond which it slips.", .twin("how firmly it holds"),
    .derived("1.5 times 'effort'"))

  static let group = FactGroup(
    "robot.brake", [output, line, engageTime, releaseTime, slipEffort])
}
