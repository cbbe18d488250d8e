/// A rotation matrix by rows: turns coordinates in frame B into coordinates in frame A.
public struct Rotation: BitwiseCopyable, Sendable, Equatable {
  /// First row: A's x axis in B.
  public var x: Vector3
  /// Second row: A's y axis in B.
  public var y: Vector3
  /// Third row: A's z axis in B.
  public var z: Vector3

  /// From rows. They must be orthonormal and right-handed for this to be a rotation.
  @_noLocks public init(x: Vector3, y: Vector3, z: Vector3) {
    self.x = x
    self.y = y
    self.z = z
  }

  /// No rotation.
  @_noLocks public init() {
    x = Vector3(1, 0, 0)
    y = Vector3(0, 1, 0)
    z = Vector3(0, 0, 1)
  }

  /// Coordinates in A of what `v` is in B.
  @_noLocks public static func * (r: Rotation, v: Vector3) -> Vector3 {
    Vector3(r.x.dot(v), r.y.dot(v), r.z.dot(v))
  }

  /// Coordinates in B of what `v` is in A.
  @_noLocks public func inverse(_ v: Vector3) -> Vector3 {
    x * v.x + y * v.y + z * v.z
  }

  /// `aFromB * bFromC` is `aFromC`.
  @_noLocks public static func * (a: Rotation, b: Rotation) -> Rotation {
    Rotation(
      x: b.x * a.x.x + b.y * a.x.y + b.z * a.x.z, y: b.x * a.y.x + b.y * a.y.y + b.z * a.y.z,
      z: b.x * a.z.x + b.y * a.z.y + b.z * a.z.z)
  }
}
