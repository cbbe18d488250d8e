/// Three numbers in one frame, which the user of the vector names.
///
/// Plain fields rather than `SIMD3`: it takes 24 bytes instead of 32, and unoptimised builds stay
/// checked and quick.
public struct Vector3: BitwiseCopyable, Sendable, Equatable {
  /// Along the frame's x axis.
  public var x: Double
  /// Along the frame's y axis.
  public var y: Double
  /// Along the frame's z axis.
  public var z: Double

  /// From its parts.
  @_noLocks public init(_ x: Double, _ y: Double, _ z: Double) {
    self.x = x
    self.y = y
    self.z = z
  }

  /// The zero vector.
  @_noLocks public init() {
    x = 0
    y = 0
    z = 0
  }

  /// Sum.
  @_noLocks public static func + (a: Vector3, b: Vector3) -> Vector3 {
    Vector3(a.x + b.x, a.y + b.y, a.z + b.z)
  }
  /// Difference.
  @_noLocks public static func - (a: Vector3, b: Vector3) -> Vector3 {
    Vector3(a.x - b.x, a.y - b.y, a.z - b.z)
  }
  /// Scaled.
  @_noLocks public static func * (a: Vector3, k: Double) -> Vector3 {
    Vector3(a.x * k, a.y * k, a.z * k)
  }
  /// Scalar product.
  @_noLocks public func dot(_ other: Vector3) -> Double {
    x * other.x + y * other.y + z * other.z
  }
  /// Vector product self × other.
  @_noLocks public func cross(_ other: Vector3) -> Vector3 {
    Vector3(
      y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }
}
