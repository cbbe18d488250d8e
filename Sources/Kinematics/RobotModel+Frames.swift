public import RealTime

extension RobotModel {
  /// Where every body stands in the world at `position`: `worldFromBody`, in the order of the
  /// configuration. Precondition: `position` holds `jointCount` numbers.
  @_noLocks public func forwardKinematics(
    position: borrowing JointVector, into poses: inout PoseList
  ) {
    let isWhole = position.count == jointCount
    precondition(isWhole, "one position per controlled joint")
    var carriers = InlineArray<96, Pose>(repeating: Pose())
    for index in moving.indices {
      let own = moving[index].parentFromBody(moving[index].coordinate(position))
      let parent = moving[index].parent
      carriers[index] = parent < 0 ? own : carriers[parent] * own
    }
    poses.removeAll()
    for index in mounts.indices {
      let carrier = mounts[index].carrier
      let mount = mounts[index].carrierFromBody
      poses.append(carrier < 0 ? mount : carriers[carrier] * mount)
    }
  }

  /// Where one body stands in the world at `position`: `worldFromBody`.
  /// Preconditions: `position` holds `jointCount` numbers, `body` is below `bodyCount`.
  @_noLocks public func pose(of body: Int, position: borrowing JointVector) -> Pose {
    let isWhole = position.count == jointCount
    precondition(isWhole, "one position per controlled joint")
    var carrier = mounts[body].carrier
    var pose = mounts[body].carrierFromBody
    while carrier >= 0 {
      pose = moving[carrier].parentFromBody(moving[carrier].coordinate(position)) * pose
      carrier = moving[carrier].parent
    }
    return pose
  }
}
