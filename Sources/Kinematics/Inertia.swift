/// Mass, centre of mass and rotational inertia of a rigid body, in its body frame.
struct Inertia: BitwiseCopyable, Sendable {
  /// kg.
  var mass: Double
  /// m.
  var centre: Vector3
  /// About the centre of mass: xx, yy, zz, kg·m².
  var diagonal: Vector3
  /// About the centre of mass: xy, xz, yz, kg·m².
  var products: Vector3

  /// Nothing at all.
  @_noLocks init() {
    mass = 0
    centre = Vector3()
    diagonal = Vector3()
    products = Vector3()
  }

  /// From its parts.
  @_noLocks init(mass: Double, centre: Vector3, diagonal: Vector3, products: Vector3) {
    self.mass = mass
    self.centre = centre
    self.diagonal = diagonal
    self.products = products
  }

  /// I · ω about the centre of mass.
  @_noLocks func times(_ v: Vector3) -> Vector3 {
    Vector3(
      diagonal.x * v.x + products.x * v.y + products.y * v.z,
      products.x * v.x + diagonal.y * v.y + products.z * v.z,
      products.y * v.x + products.z * v.y + diagonal.z * v.z)
  }

  /// The same body seen from a frame in which its own frame stands at `pose`.
  @_noLocks func moved(by pose: Pose) -> Inertia {
    let r = pose.rotation
    let (ax, ay, az) = (times(r.x), times(r.y), times(r.z))
    return Inertia(
      mass: mass, centre: pose * centre,
      diagonal: Vector3(r.x.dot(ax), r.y.dot(ay), r.z.dot(az)),
      products: Vector3(r.x.dot(ay), r.x.dot(az), r.y.dot(az)))
  }

  /// Two bodies joined rigidly, both given in the same frame (parallel-axis theorem).
  @_noLocks func joined(with other: Inertia) -> Inertia {
    let total = mass + other.mass
    guard total > 0 else { return self }
    let middle = (centre * mass + other.centre * other.mass) * (1 / total)
    let a = shifted(by: centre - middle)
    let b = other.shifted(by: other.centre - middle)
    return Inertia(
      mass: total, centre: middle, diagonal: a.diagonal + b.diagonal,
      products: a.products + b.products)
  }

  /// About a point that lies `d` away from the centre of mass.
  @_noLocks private func shifted(by d: Vector3) -> Inertia {
    let square = d.dot(d)
    return Inertia(
      mass: mass, centre: centre,
      diagonal: diagonal
        + Vector3(square - d.x * d.x, square - d.y * d.y, square - d.z * d.z) * mass,
      products: products + Vector3(d.x * d.y, d.x * d.z, d.y * d.z) * -mass)
  }
}
