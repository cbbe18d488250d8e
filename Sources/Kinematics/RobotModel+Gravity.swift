public import RealTime

extension RobotModel {
  /// The efforts that hold the body still against gravity at `position`, N·m or N per joint.
  ///
  /// Cheaper than the whole inverse dynamics: in world axes, each joint carries the mass and first
  /// moment of everything behind it. Precondition: `position` holds `jointCount` numbers.
  @_noLocks public mutating func gravity(
    position: JointVector, into effort: inout JointVector
  ) {
    var positions = position
    let isWhole = position.count == jointCount
    precondition(isWhole, "one position per controlled joint")
    effort = JointVector(repeating: 0, count: jointCount)
    var poses = InlineArray<96, Pose>(repeating: Pose())
    // Mass and first moment Σ m·c of the body and all behind it, world frame.
    var masses = InlineArray<96, Double>(repeating: 0)
    var moments = InlineArray<96, Vector3>(repeating: Vector3())
    for index in 0..<movingCount {
      let own = moving[index].parentFromBody(moving[index].coordinate(&positions))
      let parent = moving[index].parent
      let pose = parent < 0 ? own : poses[parent] * own
      poses[index] = pose
      let mass = moving[index].inertia.mass
      masses[index] = mass
      moments[index] = (pose * moving[index].inertia.centre) * mass
    }
    var index = movingCount - 1
    while index >= 0 {
      let parent = moving[index].parent
      if parent >= 0 {
        masses[parent] += masses[index]
        moments[parent] = moments[parent] + moments[index]
      }
      let joint = moving[index].joint
      if joint >= 0 {
        let axis = poses[index].rotation * moving[index].axis
        let load: Double
        if moving[index].isPrismatic {
          load = -masses[index] * axis.dot(gravity)
        } else {
          let lever = moments[index] - poses[index].translation * masses[index]
          load = -axis.dot(lever.cross(gravity))
        }
        effort[joint] += moving[index].multiplier * load
      }
      index -= 1
    }
  }
}
