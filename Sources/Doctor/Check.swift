/// One check: a file in `Checks/` and a line in `all`. Judges a reading; touches nothing.
public struct Check: Sendable {
  /// What it finds.
  public let judge: @Sendable (BoxReading) -> [Observation]

  /// Every check, in the order of the report.
  public static let all: [Check] = [
    .kernel, .permission, .latency, .governor, .throttling, .can, .i2c, .gpio, .rules, .clock,
    .memory, .group, .programs,
  ]

  /// Everything found on a box.
  public static func findings(_ box: BoxReading) -> [Observation] {
    all.flatMap { $0.judge(box) }
  }
}
