public import RealTime

/// Motion and load of one moving body, in its own frame.
private struct BodyMotion: BitwiseCopyable {
  /// rad/s.
  var angularVelocity: Vector3
  /// rad/s².
  var angularAcceleration: Vector3
  /// Of the frame's origin, gravity included as −g, m/s².
  var acceleration: Vector3
  /// Where it stands in its parent.
  var parentFromBody: Pose
  /// Force, and torque about the frame's origin, that the joint must give.
  var load: Wrench

  @_noLocks init() {
    angularVelocity = Vector3()
    angularAcceleration = Vector3()
    acceleration = Vector3()
    parentFromBody = Pose()
    load = Wrench()
  }
}

extension RobotModel {
  /// The efforts that `acceleration` needs at `position` and `velocity`, N·m or N per joint:
  /// recursive Newton-Euler (Featherstone, Rigid Body Dynamics Algorithms, ch. 5), without friction.
  ///
  /// `gravity`: in the world frame, m/s². `withRotors`: the rotors' reflected inertia counts too.
  /// Precondition: each vector holds `jointCount` numbers.
  @_noLocks public func inverseDynamics(
    position: borrowing JointVector, velocity: borrowing JointVector,
    acceleration: borrowing JointVector, gravity: Vector3, withRotors: Bool = false,
    into effort: inout JointVector
  ) {
    let (positions, velocities, accelerations) = (
      position.count, velocity.count, acceleration.count
    )
    precondition(
      positions == jointCount && velocities == jointCount && accelerations == jointCount,
      "one number per controlled joint")
    effort = JointVector(repeating: 0, count: jointCount)
    var bodies = InlineArray<96, BodyMotion>(repeating: BodyMotion())
    var world = BodyMotion()
    world.acceleration = gravity * -1
    for index in moving.indices {
      let parent = moving[index].parent
      bodies[index] = motion(
        of: index, behind: parent < 0 ? world : bodies[parent],
        position: coordinate(index, position), velocity: rate(index, velocity),
        acceleration: rate(index, acceleration))
    }
    var index = moving.count - 1
    while index >= 0 {
      let load = bodies[index].load
      let joint = moving[index].joint
      if joint >= 0 {
        let along = moving[index].isPrismatic ? load.force : load.torque
        effort[joint] += moving[index].multiplier * moving[index].axis.dot(along)
      }
      let parent = moving[index].parent
      if parent >= 0 {
        let pose = bodies[index].parentFromBody
        let force = pose.rotation * load.force
        let torque = pose.rotation * load.torque + pose.translation.cross(force)
        bodies[parent].load = bodies[parent].load + Wrench(force: force, torque: torque)
      }
      index -= 1
    }
    guard withRotors else { return }
    for joint in effort.indices { effort[joint] += reflectedInertia[joint] * acceleration[joint] }
  }

  /// Motion of body `index` from its parent's, and the load of its own mass.
  @_noLocks private func motion(
    of index: Int, behind parent: BodyMotion, position: Double, velocity: Double,
    acceleration: Double
  ) -> BodyMotion {
    var body = BodyMotion()
    let pose = moving[index].parentFromBody(position)
    let axis = moving[index].axis
    body.parentFromBody = pose
    let carried = pose.rotation.inverse(parent.angularVelocity)
    let turning = pose.rotation.inverse(parent.angularAcceleration)
    let lever = pose.translation
    let origin =
      parent.acceleration + parent.angularAcceleration.cross(lever)
      + parent.angularVelocity.cross(parent.angularVelocity.cross(lever))
    body.acceleration = pose.rotation.inverse(origin)
    if moving[index].isPrismatic {
      body.angularVelocity = carried
      body.angularAcceleration = turning
      // Coriolis: the origin slides in a frame that turns.
      body.acceleration =
        body.acceleration + axis * acceleration + carried.cross(axis * velocity) * 2
    } else {
      body.angularVelocity = carried + axis * velocity
      body.angularAcceleration = turning + axis * acceleration + carried.cross(axis * velocity)
    }
    let inertia = moving[index].inertia
    let centre = inertia.centre
    let spin = body.angularVelocity
    let force =
      (body.acceleration + body.angularAcceleration.cross(centre)
        + spin.cross(spin.cross(centre))) * inertia.mass
    let torque =
      inertia.times(body.angularAcceleration) + spin.cross(inertia.times(spin))
      + centre.cross(force)
    body.load = Wrench(force: force, torque: torque)
    return body
  }
}
