/// One row of the time before a stop, for the joint the card is about.
public struct FaultCardRow: Sendable {
  /// Time against the stop, ms; negative before it.
  public var time: Double
  /// Estimated position, rad or m.
  public var position: Double
  /// Position wanted by the motion, before the guard, rad or m.
  public var setpoint: Double
  /// Estimated velocity, rad/s or m/s.
  public var velocity: Double
  /// Effort, N·m or N.
  public var effort: Double
  /// Time since the oldest unanswered request, ms.
  public var silence: Double

  /// One row.
  public init(
    time: Double, position: Double, setpoint: Double, velocity: Double, effort: Double,
    silence: Double
  ) {
    self.time = time
    self.position = position
    self.setpoint = setpoint
    self.velocity = velocity
    self.effort = effort
    self.silence = silence
  }
}
