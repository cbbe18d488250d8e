public import RealTime
public import RobotCore
public import Units

/// One move of all joints from pose to pose, at rest at both ends.
///
/// A straight line in joint space with one `PathProfile` for all: the joints start and arrive
/// together, and each stays within its own velocity and acceleration.
public struct Trajectory: ~Copyable {
  private var origin: Table<Position>
  private var target: Table<Position>
  private var profile = PathProfile()
  /// From start to arrival, rounded up to a nanosecond.
  public private(set) var duration = Interval.zero

  /// No move, and room for one of `joints` joints.
  public init(joints: Int) {
    origin = Table(repeating: .zero, count: 0, capacity: joints)
    target = Table(repeating: .zero, count: 0, capacity: joints)
  }

  /// Everything it remembers, to or from a snapshot.
  @_noLocks mutating func exchange(_ pass: inout SnapshotPass) {
    pass.exchange(&origin)
    pass.exchange(&target)
    pass.exchange(&profile)
    pass.exchange(&duration)
  }

  /// Plans the fastest such move; false, and no move at all, when it cannot be made: a number is
  /// not finite, a limit of a joint that has to move is not > 0, `speed` is outside (0, 1], it
  /// would take over 11 days, or there is no room for so many joints.
  ///
  /// Joints without their bit in `mask` stay. `speed` scales velocities only: a slow move still
  /// leaves and arrives as firmly as the accelerations say.
  @_noLocks public mutating func plan(
    from start: borrowing Table<MotionSample>, to end: PerJoint<Double>, mask: UInt64,
    velocity: borrowing Table<Velocity>, acceleration: borrowing Table<Acceleration>, speed: Double
  ) -> Bool {
    clear()
    guard speed > 0, speed <= 1, start.count <= origin.capacity else { return false }
    guard velocity.count == start.count, acceleration.count == start.count else { return false }
    var speedLimit = Double.infinity
    var accelerationLimit = Double.infinity
    for joint in start.indices {
      let from = start[joint].position
      let isMoved = mask >> UInt64(joint) & 1 == 1
      let goal = isMoved ? Position(end[joint]) : from
      let distance = goal - from
      guard from.isFinite, distance.isFinite else { return fail() }
      origin.append(from)
      target.append(goal)
      let length = distance.magnitude.value
      guard length > 0 else { continue }
      let fastest = velocity[joint].value * speed / length
      let hardest = acceleration[joint].value / length
      guard fastest > 0, hardest > 0 else { return fail() }
      if fastest < speedLimit { speedLimit = fastest }
      if hardest < accelerationLimit { accelerationLimit = hardest }
    }
    guard speedLimit < .infinity, accelerationLimit < .infinity else { return true }
    profile = PathProfile(speedLimit: speedLimit, accelerationLimit: accelerationLimit)
    guard profile.duration < 1e6 else { return fail() }
    duration = Interval(nanoseconds: Interval(seconds: profile.duration).nanoseconds + 1)
    return true
  }

  @_noLocks private mutating func fail() -> Bool {
    clear()
    return false
  }

  @_noLocks private mutating func clear() {
    origin.removeAll()
    target.removeAll()
    profile = PathProfile()
    duration = .zero
  }

  /// Where every joint should be `elapsed` after the start; the end pose from `duration` on.
  @_noLocks public func sample(at elapsed: Interval, into samples: inout Table<MotionSample>) {
    let point = profile.point(at: elapsed.seconds)
    let count = origin.count < samples.count ? origin.count : samples.count
    for joint in origin.indices where joint < count {
      let distance = (target[joint] - origin[joint]).value
      // From the nearer end, so that both ends are met exactly.
      samples[joint].position =
        point.place < 0.5
        ? origin[joint] + Position(distance * point.place)
        : target[joint] - Position(distance * (1 - point.place))
      samples[joint].velocity = Velocity(distance * point.speed)
      samples[joint].acceleration = Acceleration(distance * point.acceleration)
    }
  }
}
