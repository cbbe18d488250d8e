public import RobotCore

/// What a safety function has done since the start, in words and for programs: the same wherever it
/// is told.
public struct SafetyCountText: Sendable {
  /// The nearest approach to a limit.
  public struct Approach: Sendable {
    /// Share of the limit that was left: 1 far from it, 0 at it, below 0 beyond.
    public let left: Double
    /// What was measured, in the function's unit.
    public let value: Double
    /// The number at which the function acts.
    public let limit: Double
    /// Index of the joint; −1: the whole robot.
    public let joint: Int
    /// When, ns on the loop's clock.
    public let time: Int64

    /// One approach.
    public init(left: Double, value: Double, limit: Double, joint: Int, time: Int64) {
      self.left = left
      self.value = value
      self.limit = limit
      self.joint = joint
      self.time = time
    }
  }

  /// "speed limit".
  public let word: String
  /// How often it began to act.
  public let acted: UInt64
  /// "12 % left (elbow 3.520 of 4.000 rad/s)"; "" when nothing came near to it yet, and for
  /// functions without a limit.
  public let nearest: String
  /// The count for programs.
  public let json: JSONText

  /// The count of one function of a robot.
  public init(
    _ function: SafetyFunction, acted: UInt64, nearest: Approach?,
    in configuration: borrowing RobotConfiguration
  ) {
    word = function.word
    self.acted = acted
    let joint = nearest?.joint ?? -1
    let unit = function.unit(Fault.jointType(joint, in: configuration))
    let name = joint >= 0 ? Fault.jointName(joint, in: configuration) : ""
    if let nearest {
      let (value, limit) = (Digits.text(nearest.value, 3), Digits.text(nearest.limit, 3))
      self.nearest =
        SafetyCountText.percent(nearest.left) + " left ("
        + (name.isEmpty ? "" : name + " ") + "\(value) of \(limit)"
        + (unit.isEmpty ? "" : " " + unit) + ")"
    } else {
      self.nearest = ""
    }
    json = [
      "function": .string(function.word), "acted": .int(acted),
      "nearest": nearest.map { near in
        [
          "left": .number((near.left * 1e6).rounded() / 1e6), "value": .number(near.value),
          "limit": .number(near.limit), "unit": unit.isEmpty ? nil : .string(unit),
          "joint": name.isEmpty ? nil : .string(name), "time_ns": .integer(near.time),
        ]
      } ?? .null,
    ]
  }

  /// "12 %": whole percents, rounded towards the limit.
  private static func percent(_ left: Double) -> String {
    let most = 1e6
    return Digits.text(max(-most, min(most, (left * 100).rounded(.down))), 0) + " %"
  }
}
