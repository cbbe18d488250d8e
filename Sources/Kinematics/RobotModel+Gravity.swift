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
    for index in 0..<movingCount {
      let own = moving[index].parentFromBody(moving[index].coordinate(&positions))
      let parent = moving[index].parent
      let pose = parent < 0 ? own : loads[parent].pose * own
      let mass = moving[index].inertia.mass
      loads[index].pose = pose
      loads[index].mass = mass
      loads[index].moment = (pose * moving[index].inertia.centre) * mass
    }
    var index = movingCount - 1
    while index >= 0 {
      let parent = moving[index].parent
      if parent >= 0 {
        loads[parent].mass += loads[index].mass
        loads[parent].moment = loads[parent].moment + loads[index].moment
      }
      let joint = moving[index].joint
      if joint >= 0 {
        let axis = loads[index].pose.rotation * moving[index].axis
        let load: Double
        if moving[index].isPrismatic {
          load = -loads[index].mass * axis.dot(gravity)
        } else {
          let lever = loads[index].moment - loads[index].pose.translation * loads[index].mass
          load = -axis.dot(lever.cross(gravity))
        }
        effort[joint] += moving[index].multiplier * load
      }
      index -= 1
    }
  }
}
