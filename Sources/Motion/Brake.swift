public import RealTime
public import RobotCore
public import Units

/// Controlled stop: brings every joint to rest along the way it was going.
///
/// All joints brake evenly and come to rest together, so a robot on a straight line in joint space
/// stays on it; the time is the shortest in which each stays within its acceleration limit. What
/// follows (hold, descent, torque off) is the stop's business. No mechanical brake is meant.
public struct Brake: ~Copyable {
  private let limits: Table<Acceleration>
  private var origin: Table<MotionSample>
  private var began: Instant
  private var duration: Double

  /// Nothing to stop yet.
  public init(_ configuration: borrowing RobotConfiguration) {
    let count = configuration.joints.count
    var limits = Table(repeating: Acceleration.zero, count: count)
    for joint in limits.indices { limits[joint] = configuration.joints[joint].accelerationLimit }
    self.limits = limits
    origin = Table(repeating: MotionSample(), count: 0, capacity: count)
    began = .never
    duration = 0
  }

  /// Starts from where the joints are wanted and how they are wanted to move.
  ///
  /// A joint whose velocity is not finite, or that has no acceleration limit, is at rest at once.
  @_noLocks public mutating func begin(
    from samples: borrowing Table<MotionSample>, now: Instant
  ) {
    began = now
    duration = 0
    origin.take(samples)
    for joint in origin.indices {
      let limit = joint < limits.count ? limits[joint].value : 0
      let speed = origin[joint].velocity.magnitude.value
      guard speed.isFinite, limit > 0 else {
        origin[joint].velocity = .zero
        continue
      }
      if speed > duration * limit { duration = speed / limit }
    }
  }

  /// Everything it remembers, to or from a snapshot.
  @_noLocks public mutating func exchange(_ pass: inout SnapshotPass) {
    pass.exchange(&origin)
    pass.exchange(&began)
    pass.exchange(&duration)
  }

  /// One cycle: writes where each joint should be; true when all are at rest.
  @_noLocks public func step(now: Instant, into samples: inout Table<MotionSample>) -> Bool {
    let count = origin.count < samples.count ? origin.count : samples.count
    let passed = (now - began).seconds
    let time = passed < duration ? passed : duration
    let isAtRest = passed >= duration
    for joint in origin.indices where joint < count {
      let start = origin[joint]
      let deceleration = duration > 0 ? start.velocity.value / duration : 0
      let way = (start.velocity.value - 0.5 * deceleration * time) * time
      samples[joint] = MotionSample(position: start.position + Position(way))
      guard !isAtRest else { continue }
      samples[joint].velocity = Velocity(start.velocity.value - deceleration * time)
      samples[joint].acceleration = Acceleration(-deceleration)
    }
    return isAtRest
  }
}
