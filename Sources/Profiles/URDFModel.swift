import RobotCore

/// One link of a URDF.
struct URDFLink {
  var name: String
  var place: SourcePlace
  /// Zero without `<inertial>`.
  var mass = 0.0
  var centreOfMass = SIMD3<Double>(0, 0, 0)
  /// Rows of the rotation from the inertial frame to the link frame.
  var rotation = URDFRotation()
  /// xx, yy, zz in the inertial frame.
  var inertiaDiagonal = SIMD3<Double>(0, 0, 0)
  /// xy, xz, yz in the inertial frame.
  var inertiaProducts = SIMD3<Double>(0, 0, 0)
  var inertialPlace: SourcePlace?
}

/// One joint of a URDF.
struct URDFJoint {
  var name: String
  var place: SourcePlace
  var type = JointType.fixed
  var parent = ""
  var child = ""
  var parentPlace: SourcePlace
  var childPlace: SourcePlace
  var translation = SIMD3<Double>(0, 0, 0)
  var rotation = URDFRotation()
  var axis = SIMD3<Double>(1, 0, 0)
  /// rad or m.
  var lower = 0.0
  var upper = 0.0
  /// rad/s or m/s.
  var velocity = 0.0
  /// N·m or N.
  var effort = 0.0
  var mimic: URDFMimic?
}

/// `<mimic>`: own position = multiplier · leader + offset.
struct URDFMimic {
  var leader: String
  var multiplier: Double
  var offset: Double
  var place: SourcePlace
}

/// A URDF as its text says it; `BodyTree` makes the tree.
struct URDFModel {
  var file: String
  var name = ""
  var links: [URDFLink] = []
  var joints: [URDFJoint] = []

  /// Reads and checks the elements; nil after adding findings.
  static func read(_ path: String, into findings: FindingList) -> URDFModel? {
    guard let file = SourceFile.read(path, into: findings),
      let root = MarkupDocument.root(of: file, into: findings)
    else { return nil }
    let before = findings.count
    var reader = URDFReader(file: path, findings: findings)
    let model = reader.model(of: root)
    return findings.count == before ? model : nil
  }
}

/// A rotation matrix by rows.
struct URDFRotation {
  var x = SIMD3<Double>(1, 0, 0)
  var y = SIMD3<Double>(0, 1, 0)
  var z = SIMD3<Double>(0, 0, 1)
}
