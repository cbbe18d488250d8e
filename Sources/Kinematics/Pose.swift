/// Where frame B stands in frame A: `aFromB`. `baseFromFlange * flangeFromTool` is `baseFromTool`.
public struct Pose: BitwiseCopyable, Sendable, Equatable {
  /// Turns coordinates in B into coordinates in A.
  public var rotation: Rotation
  /// B's origin in A, m.
  public var translation: Vector3

  /// From its parts.
  @_noLocks public init(rotation: Rotation, translation: Vector3) {
    self.rotation = rotation
    self.translation = translation
  }

  /// B is A.
  @_noLocks public init() {
    rotation = Rotation()
    translation = Vector3()
  }

  /// Chains two poses.
  @_noLocks public static func * (a: Pose, b: Pose) -> Pose {
    Pose(
      rotation: a.rotation * b.rotation, translation: a.translation + a.rotation * b.translation)
  }

  /// Coordinates in A of the point that is `point` in B, m.
  @_noLocks public static func * (a: Pose, point: Vector3) -> Vector3 {
    a.translation + a.rotation * point
  }
}
