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

  /// Motion of a body from its parent's, and the load of its own mass.
  @_noLocks init(
    of moved: borrowing MovingBody, behind parent: BodyMotion, position: Double,
    velocity: Double, acceleration rate: Double
  ) {
    self.init()
    let pose = moved.parentFromBody(position)
    let axis = moved.axis
    parentFromBody = pose
    let carried = pose.rotation.inverse(parent.angularVelocity)
    let turning = pose.rotation.inverse(parent.angularAcceleration)
    let lever = pose.translation
    let origin =
      parent.acceleration + parent.angularAcceleration.cross(lever)
      + parent.angularVelocity.cross(parent.angularVelocity.cross(lever))
    acceleration = pose.rotation.inverse(origin)
    if moved.isPrismatic {
      angularVelocity = carried
      angularAcceleration = turning
      // Coriolis: the origin slides in a frame that turns.
      acceleration =
        acceleration + axis * rate + carried.cross(axis * velocity) * 2
    } else {
      angularVelocity = carried + axis * velocity
      angularAcceleration = turning + axis * rate + carried.cross(axis * velocity)
    }
    let inertia = moved.inertia
    let centre = inertia.centre
    let spin = angularVelocity
    let force =
      (acceleration + angularAcceleration.cross(centre)
        + spin.cross(spin.cross(centre))) * inertia.mass
    let torque =
      inertia.times(angularAcceleration) + spin.cross(inertia.times(spin))
      + centre.cross(force)
    load = Wrench(force: force, torque: torque)
  }
}

extension RobotModel {
  /// The efforts that `acceleration` needs at `position` and `velocity`, N·m or N per joint:
  /// recursive Newton-Euler (Featherstone, Rigid Body Dynamics Algorithms, ch. 5), without
  /// friction.
  ///
  /// `gravity`: in the world frame, m/s². `withRotors`: the rotors' reflected inertia counts too.
  /// Precondition: each vector holds `jointCount` numbers.
  @_noLocks public func inverseDynamics(
    position: borrowing JointVector, velocity: borrowing JointVector,
    acceleration: borrowing JointVector, gravity: Vector3, withRotors: Bool = false,
    into effort: inout JointVector
  ) {
    let isWhole =
      position.count == jointCount && velocity.count == jointCount
      && acceleration.count == jointCount
    precondition(isWhole, "one number per controlled joint")
    effort.fill(0, count: jointCount)
    var bodies = InlineArray<96, BodyMotion>(repeating: BodyMotion())
    var world = BodyMotion()
    world.acceleration = gravity * -1
    for index in moving.indices {
      let parent = moving[index].parent
      bodies[index] = BodyMotion(
        of: moving[index], behind: parent < 0 ? world : bodies[parent],
        position: moving[index].coordinate(position), velocity: moving[index].rate(velocity),
        acceleration: moving[index].rate(acceleration))
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
}
