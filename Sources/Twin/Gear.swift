import RobotCore
import Units
import Wording

/// What lies between a drive's output and its joint, as the plant needs it: the straight line
/// joint = slope · drive + offset, and the play and spring on the way.
///
/// Written apart from `Reducers`, which the runtime uses, so that one mistake cannot hide in both.
struct Gear {
  /// rad or m of joint per rad of drive; never 0.
  let slope: Double
  /// Joint position at drive position 0.
  let offset: Double
  /// Inertia of the rotor at the drive's output, kg·m².
  let inertia: Double
  /// Play, rad at the drive's output, between the two flanks.
  let backlash: Double
  /// N·m/rad at the drive's output; 0: the mesh is taken as stiff as the sub-steps carry.
  let stiffness: Double
  /// N·m·s/rad at the drive's output.
  let damping: Double

  init(_ joint: JointConfiguration) throws(TwinError) {
    let reducer = joint.reducer
    switch reducer.kind {
    case .direct: slope = reducer.sign
    case .planetary, .strainWave, .cycloidal: slope = reducer.sign / reducer.ratio
    case .linear: slope = reducer.sign * reducer.metresPerRadian
    }
    offset = reducer.offset.value
    inertia = joint.plant.reflectedInertia
    backlash = joint.plant.backlash
    stiffness = joint.plant.torsionalStiffness
    damping = joint.plant.torsionalDamping
    let name = joint.name.text
    guard slope.isFinite, abs(slope) > 1e-6 else {
      throw .configuration("joint \(name): its reducer moves \(slope) per drive rad, not enough")
    }
    guard inertia > 0, inertia.isFinite else {
      throw .configuration("joint \(name): reflected_inertia is \(inertia), must be above 0")
    }
  }

  /// True when the rotor moves on its own, behind a spring or a play.
  var isElastic: Bool { stiffness > 0 || backlash > 0 }

  /// Inertia of the rotor seen from the joint, kg·m² or kg.
  var inertiaAtJoint: Double { inertia / (slope * slope) }

  func drive(_ joint: Double) -> Double { (joint - offset) / slope }
  func joint(_ drive: Double) -> Double { slope * drive + offset }
}
