/// How a body moves: velocity of its frame's origin and its angular velocity, both in one frame
/// that the user of the twist names (here: world axes unless a comment says otherwise).
public struct Twist: BitwiseCopyable, Sendable, Equatable {
  /// Velocity of the body frame's origin, m/s.
  public var linear: Vector3
  /// Angular velocity of the body, rad/s.
  public var angular: Vector3

  /// From its parts.
  @_noLocks public init(linear: Vector3, angular: Vector3) {
    self.linear = linear
    self.angular = angular
  }

  /// At rest.
  @_noLocks public init() {
    linear = Vector3()
    angular = Vector3()
  }
}
