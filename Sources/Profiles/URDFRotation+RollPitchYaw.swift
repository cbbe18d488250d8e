import Foundation

extension URDFRotation {
  /// URDF's rpy: fixed axes, roll about x first, then pitch about y, then yaw about z.
  init(roll: Double, pitch: Double, yaw: Double) {
    let (sr, cr) = (sin(roll), cos(roll))
    let (sp, cp) = (sin(pitch), cos(pitch))
    let (sy, cy) = (sin(yaw), cos(yaw))
    x = SIMD3(cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr)
    y = SIMD3(sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr)
    z = SIMD3(-sp, cp * sr, cp * cr)
  }
}

/// A symmetric 3 × 3 matrix as URDF writes inertias.
struct SymmetricMatrix {
  /// xx, yy, zz.
  var diagonal: SIMD3<Double>
  /// xy, xz, yz.
  var products: SIMD3<Double>

  /// R · M · Rᵀ.
  func rotated(by rotation: URDFRotation) -> SymmetricMatrix {
    let rows = [rotation.x, rotation.y, rotation.z]
    func entry(_ i: Int, _ j: Int) -> Double {
      let image = times(rows[j])
      return (rows[i] * image).sum()
    }
    return SymmetricMatrix(
      diagonal: SIMD3(entry(0, 0), entry(1, 1), entry(2, 2)),
      products: SIMD3(entry(0, 1), entry(0, 2), entry(1, 2)))
  }

  private func times(_ v: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(
      diagonal.x * v.x + products.x * v.y + products.y * v.z,
      products.x * v.x + diagonal.y * v.y + products.z * v.z,
      products.y * v.x + products.z * v.y + diagonal.z * v.z)
  }

  /// Eigenvalues, smallest first (closed form for symmetric 3 × 3 matrices).
  var eigenvalues: SIMD3<Double> {
    let off = (products * products).sum()
    let scale = max(abs(diagonal.x), abs(diagonal.y), abs(diagonal.z), off.squareRoot())
    guard scale > 0 else { return SIMD3(0, 0, 0) }
    let mean = diagonal.sum() / 3
    let shifted = diagonal - mean
    let spread = (((shifted * shifted).sum() + 2 * off) / 6).squareRoot()
    guard spread > scale * 1e-15 else { return SIMD3(mean, mean, mean) }
    let d = shifted / spread
    let p = products / spread
    let determinant =
      d.x * (d.y * d.z - p.z * p.z) - p.x * (p.x * d.z - p.z * p.y)
      + p.y * (p.x * p.z - d.y * p.y)
    let angle = acos(min(1, max(-1, determinant / 2))) / 3
    let largest = mean + 2 * spread * cos(angle)
    let smallest = mean + 2 * spread * cos(angle + 2 * Double.pi / 3)
    return SIMD3(smallest, 3 * mean - largest - smallest, largest)
  }
}
