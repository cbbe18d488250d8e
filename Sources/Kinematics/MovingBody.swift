import CMath
import RealTime
import RobotCore

/// A body that a joint moves, with everything that is fixed to it.
struct MovingBody: BitwiseCopyable, Sendable {
  /// Index of the moving body that carries it, −1 for the world.
  var parent: Int
  /// Index of the controlled joint, −1 for a joint that nobody controls (it stays at 0).
  var joint: Int
  /// Slides rather than turns.
  var isPrismatic: Bool
  /// Own coordinate = multiplier · joint + offset.
  var multiplier: Double
  var offset: Double
  /// Unit axis in the body's frame (the same in the joint's frame).
  var axis: Vector3
  /// Joint origin in the parent's frame at coordinate 0, m.
  var origin: Vector3
  /// The axis in the parent's frame.
  var parentAxis: Vector3
  /// parentFromBody = constant + sine · sin q + cosine · cos q; just `constant` when prismatic.
  var constant: Rotation
  var sine: Rotation
  var cosine: Rotation
  /// In the body's frame.
  var inertia: Inertia

  /// A body that is nowhere; only as filler of tables.
  @_noLocks init() {
    parent = -1
    joint = -1
    isPrismatic = false
    multiplier = 1
    offset = 0
    axis = Vector3(0, 0, 1)
    origin = Vector3()
    parentAxis = Vector3(0, 0, 1)
    constant = Rotation()
    sine = Rotation()
    cosine = Rotation()
    inertia = Inertia()
  }

  /// `parentFromJoint`: the joint's frame at coordinate 0 in the moving parent's frame.
  @_noLocks init(_ body: borrowing BodyConfiguration, parent: Int, parentFromJoint: Pose) {
    self.init()
    self.parent = parent
    joint = Int(body.joint)
    isPrismatic = body.type == .prismatic
    multiplier = body.multiplier
    offset = body.offset
    axis = Vector3(body.axis)
    origin = parentFromJoint.translation
    let r = parentFromJoint.rotation
    parentAxis = r * axis
    if isPrismatic {
      constant = r
      return
    }
    // Rodrigues: R(q) = a·aᵀ + sin q·[a]× + cos q·(1 − a·aᵀ), turned into the parent's frame.
    let outer = Rotation(x: axis * axis.x, y: axis * axis.y, z: axis * axis.z)
    let skew = Rotation(
      x: Vector3(0, -axis.z, axis.y), y: Vector3(axis.z, 0, -axis.x),
      z: Vector3(-axis.y, axis.x, 0))
    let rest = Rotation(
      x: Vector3(1, 0, 0) - outer.x, y: Vector3(0, 1, 0) - outer.y, z: Vector3(0, 0, 1) - outer.z)
    constant = r * outer
    sine = r * skew
    cosine = r * rest
  }

  /// The own coordinate, rad or m, given the joints' positions.
  @_noLocks func coordinate(_ positions: borrowing JointVector) -> Double {
    joint < 0 ? 0 : multiplier * positions[joint] + offset
  }

  /// The rate of the own coordinate, given the joints' rates (or accelerations).
  @_noLocks func rate(_ rates: borrowing JointVector) -> Double {
    joint < 0 ? 0 : multiplier * rates[joint]
  }

  /// Where the body stands in its parent at the joint coordinate `q` (its own: rad or m).
  @_noLocks func parentFromBody(_ q: Double) -> Pose {
    if isPrismatic { return Pose(rotation: constant, translation: origin + parentAxis * q) }
    let s = math_sin(q)
    let c = math_cos(q)
    let rotation = Rotation(
      x: constant.x + sine.x * s + cosine.x * c, y: constant.y + sine.y * s + cosine.y * c,
      z: constant.z + sine.z * s + cosine.z * c)
    return Pose(rotation: rotation, translation: origin)
  }
}

extension Vector3 {
  /// The same numbers.
  @_noLocks init(_ v: SIMD3<Double>) { self.init(v.x, v.y, v.z) }
}
