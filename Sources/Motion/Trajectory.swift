public import RealTime
public import Units

/// One move of all joints from pose to pose, at rest at both ends.
///
/// A straight line in joint space with one `PathProfile` for all: the joints start and arrive
/// together, and each stays within its own velocity and acceleration.
public struct Trajectory: BitwiseCopyable, Sendable {
  private var origin: FixedList<Position, 64>
  private var target: FixedList<Position, 64>
  private let profile: PathProfile
  /// From start to arrival, rounded up to a nanosecond.
  public let duration: Interval

  /// No move of no joint.
  @_noLocks init() {
    origin = FixedList(repeating: .zero, count: 0)
    target = FixedList(repeating: .zero, count: 0)
    profile = PathProfile()
    duration = .zero
  }

  /// The fastest such move, or nil when it cannot be made: a number is not finite, a limit of a
  /// joint that has to move is not > 0, `speed` is outside (0, 1], or it would take over 11 days.
  ///
  /// Joints without their bit in `mask` stay. `speed` scales velocities only: a slow move still
  /// leaves and arrives as firmly as the accelerations say.
  @_noLocks public init?(
    from start: borrowing FixedList<MotionSample, 64>, to end: InlineArray<64, Double>,
    mask: UInt64, velocity: borrowing FixedList<Velocity, 64>,
    acceleration: borrowing FixedList<Acceleration, 64>, speed: Double
  ) {
    let count = start.count
    guard speed > 0, speed <= 1 else { return nil }
    guard velocity.count == count, acceleration.count == count else { return nil }
    origin = FixedList(repeating: .zero, count: count)
    target = FixedList(repeating: .zero, count: count)
    var speedLimit = Double.infinity
    var accelerationLimit = Double.infinity
    for joint in origin.indices {
      let from = start.storage[joint].position
      guard from.isFinite else { return nil }
      origin[joint] = from
      target[joint] = from
      guard mask >> UInt64(joint) & 1 == 1 else { continue }
      let distance = Position(end[joint]) - from
      guard distance.isFinite else { return nil }
      target[joint] = Position(end[joint])
      let length = distance.magnitude.value
      guard length > 0 else { continue }
      let fastest = velocity.storage[joint].value * speed / length
      let hardest = acceleration.storage[joint].value / length
      guard fastest > 0, hardest > 0 else { return nil }
      if fastest < speedLimit { speedLimit = fastest }
      if hardest < accelerationLimit { accelerationLimit = hardest }
    }
    guard speedLimit < .infinity, accelerationLimit < .infinity else {
      profile = PathProfile()
      duration = .zero
      return
    }
    profile = PathProfile(speedLimit: speedLimit, accelerationLimit: accelerationLimit)
    guard profile.duration < 1e6 else { return nil }
    duration = Interval(nanoseconds: Interval(seconds: profile.duration).nanoseconds + 1)
  }

  /// Where every joint should be `elapsed` after the start; the end pose from `duration` on.
  ///
  /// Changes nothing; `mutating` so that its lists are read in place, see `FixedList`.
  @_noLocks public mutating func sample(
    at elapsed: Interval, into samples: inout FixedList<MotionSample, 64>
  ) {
    let point = profile.point(at: elapsed.seconds)
    let count = origin.count < samples.count ? origin.count : samples.count
    for joint in origin.indices where joint < count {
      let distance = (target.storage[joint] - origin.storage[joint]).value
      // From the nearer end, so that both ends are met exactly.
      samples[joint].position =
        point.place < 0.5
        ? origin.storage[joint] + Position(distance * point.place)
        : target.storage[joint] - Position(distance * (1 - point.place))
      samples[joint].velocity = Velocity(distance * point.speed)
      samples[joint].acceleration = Acceleration(distance * point.acceleration)
    }
  }
}
