public import RealTime

/// What `RobotModel.gravity` works in; kept by whoever calls it in every cycle.
public struct GravityWork: ~Copyable {
  /// Where a moving body is, and the mass and first moment Σ m·c of it and all behind it, world
  /// frame.
  struct Load: BitwiseCopyable, Sendable {
    var pose = Pose()
    var mass = 0.0
    var moment = Vector3()

    @_noLocks init() {}
  }

  var loads: Table<Load>

  /// Room for the bodies of `model`.
  public init(_ model: borrowing RobotModel) {
    loads = Table(repeating: Load(), count: model.moving.count)
  }
}

extension RobotModel {
  /// The efforts that hold the body still against gravity at `position`, N·m or N per joint.
  ///
  /// Cheaper than the whole inverse dynamics: in world axes, each joint carries the mass and first
  /// moment of everything behind it. Precondition: `position` holds `jointCount` numbers.
  @_noLocks public func gravity(
    position: borrowing JointVector, using work: inout GravityWork, into effort: inout JointVector
  ) {
    let isWhole = position.count == jointCount
    precondition(isWhole, "one position per controlled joint")
    effort.fill(0, count: jointCount)
    for index in moving.indices {
      let own = moving[index].parentFromBody(moving[index].coordinate(position))
      let parent = moving[index].parent
      let pose = parent < 0 ? own : work.loads[parent].pose * own
      let mass = moving[index].inertia.mass
      work.loads[index].pose = pose
      work.loads[index].mass = mass
      work.loads[index].moment = (pose * moving[index].inertia.centre) * mass
    }
    var index = moving.count - 1
    while index >= 0 {
      let parent = moving[index].parent
      if parent >= 0 {
        work.loads[parent].mass += work.loads[index].mass
        work.loads[parent].moment = work.loads[parent].moment + work.loads[index].moment
      }
      let joint = moving[index].joint
      if joint >= 0 {
        let axis = work.loads[index].pose.rotation * moving[index].axis
        let load: Double
        if moving[index].isPrismatic {
          load = -work.loads[index].mass * axis.dot(gravity)
        } else {
          let lever =
            work.loads[index].moment - work.loads[index].pose.translation * work.loads[index].mass
          load = -axis.dot(lever.cross(gravity))
        }
        effort[joint] += moving[index].multiplier * load
      }
      index -= 1
    }
  }
}
