public import Units

/// What one safety function has done since the start, and how near the robot came to its limit.
public struct SafetyCount: BitwiseCopyable, Sendable {
  /// How often it began to act: to shape a joint's command, or to ask for a stop. While it goes on
  /// acting it counts once.
  public internal(set) var acted: UInt64 = 0
  /// Share of the limit that was left at the nearest approach: 1 far from it, 0 at it, below 0
  /// beyond; infinite while nothing was held against a limit, and for functions that have none.
  public internal(set) var left = Double.infinity
  /// What was measured then, in the function's unit.
  public internal(set) var value = 0.0
  /// What it was held against: the number at which the function acts, in the same unit.
  public internal(set) var limit = 0.0
  /// The joint of the nearest approach; −1: the whole robot.
  public internal(set) var joint: Int16 = -1
  /// When it was.
  public internal(set) var instant = Instant.never
  /// Bit i: it acts on joint i, in the cycle before and in this one.
  var before: UInt64 = 0
  var acting: UInt64 = 0

  /// Nothing done, nothing seen.
  @_noLocks public init() {}
}
