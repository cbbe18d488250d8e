public import RealTime
public import RobotCore
public import Units

/// Plays a named motion, a single move or the descent to the rest pose: decides where the joints
/// should be from cycle to cycle.
///
/// Progress counts time in which the host was there: a late host resumes where it left off instead
/// of jumping to where it should have been.
public struct MotionPlayer: BitwiseCopyable, Sendable {
  /// What the player is about.
  private enum Stage: UInt8, BitwiseCopyable, Sendable {
    case idle, moving, dwelling, frozen
  }

  /// Longest progress of one step.
  private let longestStep: Interval
  private var stage: Stage
  private var trajectory: Trajectory?
  private var elapsed: Interval
  private var previous: Instant
  /// Index of the motion being played; −1 for a move that has no name.
  private var motion: Int
  private var waypoint: Int

  /// An idle player. A step makes at most four periods of progress; without `period`, four of the
  /// longer one of the configuration's two timing sets.
  @_noLocks public init(_ configuration: borrowing RobotConfiguration, period: Interval? = nil) {
    let real = configuration.timing.period
    let bench = configuration.benchTiming.period
    let longer = real < bench ? bench : real
    longestStep = (period ?? longer) * 4
    stage = .idle
    trajectory = nil
    elapsed = .zero
    previous = .zero
    motion = -1
    waypoint = 0
  }

  /// True from a `begin…` until its end is reached.
  public var isActive: Bool {
    @_noLocks get {
      switch stage {
      case .idle: false
      case .moving, .dwelling, .frozen: true
      }
    }
  }

  /// Starts a named motion from where the joints are wanted now; false when it cannot be made.
  @discardableResult
  @_noLocks public mutating func begin(
    motion index: Int, from samples: borrowing FixedList<MotionSample, 64>,
    _ configuration: borrowing RobotConfiguration, now: Instant
  ) -> Bool {
    end()
    guard index >= 0, index < configuration.motions.count else { return false }
    guard configuration.motions[index].count > 0 else { return false }
    motion = index
    waypoint = 0
    previous = now
    return beginWaypoint(from: samples, configuration)
  }

  /// Starts a move of the joints in `mask` at `speed`, a share (0, 1] of each joint's
  /// `motionVelocity`; false when it cannot be made.
  @discardableResult
  @_noLocks public mutating func beginMove(
    to targets: InlineArray<64, Double>, mask: UInt64, speed: Double,
    from samples: borrowing FixedList<MotionSample, 64>,
    _ configuration: borrowing RobotConfiguration, now: Instant
  ) -> Bool {
    end()
    previous = now
    var velocity = FixedList<Velocity, 64>(repeating: .zero, count: configuration.joints.count)
    for joint in velocity.indices { velocity[joint] = configuration.joints[joint].motionVelocity }
    return follow(targets, mask, velocity, speed: speed, from: samples, configuration)
  }

  /// Starts the controlled descent: every joint whose stop kind says so, grippers excepted, moves
  /// to its rest position at `descentSpeed` of its velocity limit. False when it cannot be made.
  @discardableResult
  @_noLocks public mutating func beginDescent(
    from samples: borrowing FixedList<MotionSample, 64>,
    _ configuration: borrowing RobotConfiguration, now: Instant
  ) -> Bool {
    end()
    previous = now
    let count = configuration.joints.count
    var targets = InlineArray<64, Double>(repeating: 0)
    var mask: UInt64 = 0
    var velocity = FixedList<Velocity, 64>(repeating: .zero, count: count)
    for joint in velocity.indices {
      velocity[joint] = configuration.joints[joint].velocityLimit
      targets[joint] = configuration.joints[joint].restPosition.value
      if descends(configuration.joints[joint]) { mask |= 1 << UInt64(joint) }
    }
    return follow(
      targets, mask, velocity, speed: configuration.safety.descentSpeed, from: samples,
      configuration)
  }

  /// One cycle: writes where each joint should be; true when the end has been reached.
  ///
  /// An idle player is at its end, and leaves `samples` alone.
  @_noLocks public mutating func step(
    now: Instant, _ configuration: borrowing RobotConfiguration,
    into samples: inout FixedList<MotionSample, 64>
  ) -> Bool {
    let gap = now - previous
    previous = now
    if gap > .zero { elapsed = elapsed + (gap > longestStep ? longestStep : gap) }
    switch stage {
    case .idle: return true
    case .frozen:
      for joint in samples.indices {
        samples[joint] = MotionSample(position: samples[joint].position)
      }
      return false
    case .moving:
      guard let trajectory else { return true }
      trajectory.sample(at: elapsed, into: &samples)
      guard elapsed >= trajectory.duration else { return false }
      elapsed = elapsed - trajectory.duration
      stage = .dwelling
      return motion < 0 ? ended() : goOn(from: samples, configuration)
    case .dwelling: return goOn(from: samples, configuration)
    }
  }

  /// The hardware has left: the motion stands still, for good. Only another `begin…` moves again.
  @_noLocks public mutating func freeze() {
    if case .idle = stage { return }
    stage = .frozen
  }

  /// Ends whatever was played.
  @_noLocks public mutating func end() {
    stage = .idle
    trajectory = nil
    elapsed = .zero
    motion = -1
  }

  @_noLocks private mutating func ended() -> Bool {
    end()
    return true
  }

  /// Leaves a waypoint whose dwell is over, for the next one or for the end.
  @_noLocks private mutating func goOn(
    from samples: borrowing FixedList<MotionSample, 64>,
    _ configuration: borrowing RobotConfiguration
  ) -> Bool {
    let place = Int(configuration.motions[motion].first) + waypoint
    let dwell = configuration.waypoints[place].dwell
    guard elapsed >= dwell else { return false }
    waypoint += 1
    if waypoint >= Int(configuration.motions[motion].count) {
      guard configuration.motions[motion].repeats else { return ended() }
      waypoint = 0
    }
    let carried = elapsed - dwell
    guard beginWaypoint(from: samples, configuration) else { return ended() }
    elapsed = carried
    return false
  }

  @_noLocks private mutating func beginWaypoint(
    from samples: borrowing FixedList<MotionSample, 64>,
    _ configuration: borrowing RobotConfiguration
  ) -> Bool {
    let place = Int(configuration.motions[motion].first) + waypoint
    guard place < configuration.waypoints.count else {
      end()
      return false
    }
    var velocity = FixedList<Velocity, 64>(repeating: .zero, count: configuration.joints.count)
    for joint in velocity.indices { velocity[joint] = configuration.joints[joint].motionVelocity }
    return follow(
      configuration.waypoints[place].positions, configuration.waypoints[place].mask, velocity,
      speed: configuration.motions[motion].speed, from: samples, configuration)
  }

  @_noLocks private mutating func follow(
    _ targets: InlineArray<64, Double>, _ mask: UInt64,
    _ velocity: borrowing FixedList<Velocity, 64>, speed: Double,
    from samples: borrowing FixedList<MotionSample, 64>,
    _ configuration: borrowing RobotConfiguration
  ) -> Bool {
    var acceleration = FixedList<Acceleration, 64>(
      repeating: .zero, count: configuration.joints.count)
    for joint in acceleration.indices {
      acceleration[joint] = configuration.joints[joint].motionAcceleration
    }
    elapsed = .zero
    trajectory = Trajectory(
      from: samples, to: targets, mask: mask, velocity: velocity, acceleration: acceleration,
      speed: speed)
    guard trajectory != nil else {
      end()
      return false
    }
    stage = .moving
    return true
  }

  @_noLocks private func descends(_ joint: JointConfiguration) -> Bool {
    guard !joint.isGripper, case .controlledDescent = joint.stopKind else { return false }
    return true
  }
}
