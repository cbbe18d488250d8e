/// One body of the tree with the joint that carries it.
public struct BodyConfiguration: BitwiseCopyable, Sendable {
  /// Link name.
  public var name = Label()
  /// Index of the parent body, −1 for the world. Always less than the own index.
  public var parent: Int32 = -1
  /// How it moves against its parent.
  public var type = JointType.fixed
  /// Index of the controlled joint that moves it, −1 when fixed. A mimic names the joint it
  /// follows.
  public var joint: Int32 = -1
  /// Mimic only: own coordinate = multiplier · joint + offset. 1 and 0 otherwise.
  public var multiplier = 1.0
  /// Mimic only.
  public var offset = 0.0
  /// True when this body follows another body's joint.
  public var isMimic = false
  /// Origin of the joint in the parent's frame, m.
  public var translation = SIMD3<Double>(0, 0, 0)
  /// Orientation of the joint frame in the parent's frame, row-major rotation matrix rows.
  public var rotationX = SIMD3<Double>(1, 0, 0)
  /// Second row.
  public var rotationY = SIMD3<Double>(0, 1, 0)
  /// Third row.
  public var rotationZ = SIMD3<Double>(0, 0, 1)
  /// Unit axis in the joint frame.
  public var axis = SIMD3<Double>(0, 0, 1)
  /// kg.
  public var mass = 0.0
  /// Centre of mass in the body frame, m.
  public var centreOfMass = SIMD3<Double>(0, 0, 0)
  /// Inertia about the centre of mass, body axes: xx, yy, zz, kg·m².
  public var inertiaDiagonal = SIMD3<Double>(0, 0, 0)
  /// Inertia: xy, xz, yz, kg·m².
  public var inertiaProducts = SIMD3<Double>(0, 0, 0)

  /// A massless body fixed to the world.
  @_noLocks public init() {}
}
