public import RealTime

extension RobotModel {
  /// Where every body stands in the world at `position`: `worldFromBody`, in the order of the
  /// configuration. Precondition: `position` holds `jointCount` numbers.
  @_noLocks public mutating func forwardKinematics(
    position: JointVector, into poses: inout PoseList
  ) {
    var positions = position
    let isWhole = position.count == jointCount
    precondition(isWhole, "one position per controlled joint")
    var carriers = InlineArray<96, Pose>(repeating: Pose())
    for index in 0..<movingCount {
      let own = moving[index].parentFromBody(moving[index].coordinate(&positions))
      let parent = moving[index].parent
      carriers[index] = parent < 0 ? own : carriers[parent] * own
    }
    poses.removeAll()
    for index in 0..<bodyCount {
      let carrier = mounts[index].carrier
      let mount = mounts[index].carrierFromBody
      poses.append(carrier < 0 ? mount : carriers[carrier] * mount)
    }
  }

  /// Where one body stands in the world at `position`: `worldFromBody`.
  /// Preconditions: `position` holds `jointCount` numbers, `body` is below `bodyCount`.
  @_noLocks public mutating func pose(of body: Int, position: JointVector) -> Pose {
    var positions = position
    let isWhole = position.count == jointCount
    precondition(isWhole, "one position per controlled joint")
    var carrier = mounts[body].carrier
    var pose = mounts[body].carrierFromBody
    while carrier >= 0 {
      pose = moving[carrier].parentFromBody(moving[carrier].coordinate(&positions)) * pose
      carrier = moving[carrier].parent
    }
    return pose
  }
}
