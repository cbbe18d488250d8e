/// What acts on a body: force, and torque about its frame's origin, both in one frame that the user
/// of the wrench names.
public struct Wrench: BitwiseCopyable, Sendable, Equatable {
  /// N.
  public var force: Vector3
  /// About the body frame's origin, N·m.
  public var torque: Vector3

  /// From its parts.
  @_noLocks public init(force: Vector3, torque: Vector3) {
    self.force = force
    self.torque = torque
  }

  /// Nothing.
  @_noLocks public init() {
    force = Vector3()
    torque = Vector3()
  }

  /// Both together.
  @_noLocks public static func + (a: Wrench, b: Wrench) -> Wrench {
    Wrench(force: a.force + b.force, torque: a.torque + b.torque)
  }

  /// Power given to a body that moves with `twist`, W. Both in the same frame and origin.
  @_noLocks public func power(_ twist: Twist) -> Double {
    force.dot(twist.linear) + torque.dot(twist.angular)
  }
}
