public import Units

/// Where one joint should be at one instant, and how it should be moving.
public struct MotionSample: BitwiseCopyable, Sendable {
  /// Wanted position.
  public var position = Position(0)
  /// Wanted velocity.
  public var velocity = Velocity(0)
  /// Wanted acceleration.
  public var acceleration = Acceleration(0)

  /// At rest at zero.
  @_noLocks public init() {}

  /// At rest at `position`.
  @_noLocks public init(position: Position) { self.position = position }
}
