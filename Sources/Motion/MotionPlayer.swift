public import RealTime
public import RobotCore
public import Units

/// Plays a named motion, a single move or the descent to the rest pose: decides where the joints
/// should be from cycle to cycle.
///
/// Progress counts time in which the host was there: a late host resumes where it left off instead
/// of jumping to where it should have been.
public struct MotionPlayer: ~Copyable {
  /// What the player is about.
  private enum Stage: UInt8, BitwiseCopyable, Sendable {
    case idle, moving, dwelling
  }

  // Configuration: what a motion needs of the robot's, so that a cycle need not pass 120 kB around.
  private let longestStep: Interval
  private let descentSpeed: Double
  private let motionVelocity: Table<Velocity>
  private let motionAcceleration: Table<Acceleration>
  private let velocityLimit: Table<Velocity>
  /// One row: where the descent ends.
  private let rest: Table<Waypoint>
  private let descending: UInt64
  private let motions: Table<MotionConfiguration>
  private let waypoints: Table<Waypoint>

  // State
  private var stage: Stage
  private var trajectory: Trajectory
  private var elapsed: Interval
  private var previous: Instant
  /// The motion being played; nil for a move that has no name.
  private var motion: MotionConfiguration?
  private var waypoint: Int
  private var dwell: Interval

  /// An idle player. A step makes at most four periods of progress; without `period`, four of the
  /// longer one of the configuration's two timing sets.
  public init(_ configuration: borrowing RobotConfiguration, period: Interval? = nil) {
    let real = configuration.timing.period
    let bench = configuration.benchTiming.period
    let longer = real < bench ? bench : real
    longestStep = (period ?? longer) * 4
    descentSpeed = configuration.safety.descentSpeed
    let count = configuration.joints.count
    var velocity = Table(repeating: Velocity.zero, count: count)
    var acceleration = Table(repeating: Acceleration.zero, count: count)
    var limit = Table(repeating: Velocity.zero, count: count)
    var rest = Table(repeating: Waypoint(), count: 1)
    var descending: UInt64 = 0
    for joint in 0..<count {
      let one = configuration.joints[joint]
      velocity[joint] = one.motionVelocity
      acceleration[joint] = one.motionAcceleration
      limit[joint] = one.velocityLimit
      rest[0].positions[joint] = one.restPosition.value
      if !one.isGripper, case .controlledDescent = one.stopKind {
        descending |= 1 << UInt64(joint)
      }
    }
    motionVelocity = velocity
    motionAcceleration = acceleration
    velocityLimit = limit
    self.rest = rest
    self.descending = descending
    var motions = Table(repeating: MotionConfiguration(), count: configuration.motions.count)
    for index in motions.indices { motions[index] = configuration.motions[index] }
    self.motions = motions
    var waypoints = Table(repeating: Waypoint(), count: configuration.waypoints.count)
    for index in waypoints.indices { waypoints[index] = configuration.waypoints[index] }
    self.waypoints = waypoints
    stage = .idle
    trajectory = Trajectory(joints: count)
    elapsed = .zero
    previous = .never
    motion = nil
    waypoint = 0
    dwell = .zero
  }

  /// Everything it remembers, to or from a snapshot.
  @_noLocks public mutating func exchange(_ pass: inout SnapshotPass) {
    pass.exchange(&stage)
    trajectory.exchange(&pass)
    pass.exchange(&elapsed)
    pass.exchange(&previous)
    pass.exchange(&motion)
    pass.exchange(&waypoint)
    pass.exchange(&dwell)
  }

  /// True from a `begin…` until its end is reached.
  public var isActive: Bool {
    @_noLocks get {
      switch stage {
      case .idle: false
      case .moving, .dwelling: true
      }
    }
  }

  /// Starts a named motion from where the joints are wanted now, at `speed`, a share (0, 1] of the
  /// motion's own; false when it cannot be made.
  @discardableResult
  @_noLocks public mutating func begin(
    motion index: Int, speed: Double = 1, from samples: borrowing Table<MotionSample>,
    now: Instant
  ) -> Bool {
    end()
    guard index >= 0, index < motions.count else { return false }
    var chosen = motions[index]
    guard chosen.count > 0 else { return false }
    chosen.speed *= speed
    motion = chosen
    waypoint = 0
    previous = now
    return beginWaypoint(chosen, from: samples)
  }

  /// Starts a move of the joints in `mask` at `speed`, a share (0, 1] of each joint's
  /// `motionVelocity`; false when it cannot be made.
  @discardableResult
  @_noLocks public mutating func beginMove(
    to targets: PerJoint<Double>, mask: UInt64, speed: Double,
    from samples: borrowing Table<MotionSample>,
    now: Instant
  ) -> Bool {
    end()
    previous = now
    return follow(
      trajectory.plan(
        from: samples, to: targets, mask: mask, velocity: motionVelocity,
        acceleration: motionAcceleration, speed: speed))
  }

  /// Starts the controlled descent: every joint whose stop kind says so, grippers excepted, moves
  /// to its rest position at `descentSpeed` of its velocity limit. False when it cannot be made.
  @discardableResult
  @_noLocks public mutating func beginDescent(
    from samples: borrowing Table<MotionSample>,
    now: Instant
  ) -> Bool {
    end()
    previous = now
    return follow(
      trajectory.plan(
        from: samples, to: rest[0].positions, mask: descending, velocity: velocityLimit,
        acceleration: motionAcceleration, speed: descentSpeed))
  }

  /// One cycle: writes where each joint should be; true when the end has been reached.
  ///
  /// An idle player is at its end, and leaves `samples` alone.
  @_noLocks public mutating func step(
    now: Instant, into samples: inout Table<MotionSample>
  ) -> Bool {
    let gap = now - previous
    previous = now
    if gap > .zero { elapsed = elapsed + (gap > longestStep ? longestStep : gap) }
    switch stage {
    case .idle: return true
    case .moving:
      trajectory.sample(at: elapsed, into: &samples)
      guard elapsed >= trajectory.duration else { return false }
      elapsed = elapsed - trajectory.duration
      stage = .dwelling
    case .dwelling: break
    }
    guard elapsed >= dwell else { return false }
    return goOn(from: samples)
  }

  /// Ends whatever was played.
  @_noLocks public mutating func end() {
    stage = .idle
    elapsed = .zero
    dwell = .zero
    motion = nil
  }

  @_noLocks private mutating func ended() -> Bool {
    end()
    return true
  }

  /// Leaves a waypoint whose dwell is over, for the next one or for the end.
  @_noLocks private mutating func goOn(
    from samples: borrowing Table<MotionSample>
  ) -> Bool {
    guard let playing = motion else { return ended() }
    waypoint += 1
    if waypoint >= Int(playing.count) {
      guard playing.repeats else { return ended() }
      waypoint = 0
    }
    let carried = elapsed - dwell
    guard beginWaypoint(playing, from: samples) else { return ended() }
    elapsed = carried
    return false
  }

  @_noLocks private mutating func beginWaypoint(
    _ playing: MotionConfiguration, from samples: borrowing Table<MotionSample>
  ) -> Bool {
    let place = Int(playing.first) + waypoint
    guard place < waypoints.count else {
      end()
      return false
    }
    let goal = waypoints[place]
    dwell = goal.dwell
    return follow(
      trajectory.plan(
        from: samples, to: goal.positions, mask: goal.mask, velocity: motionVelocity,
        acceleration: motionAcceleration, speed: playing.speed))
  }

  /// Sets out, unless there is no such trajectory.
  @_noLocks private mutating func follow(_ isPlanned: Bool) -> Bool {
    guard isPlanned else {
      end()
      return false
    }
    elapsed = .zero
    stage = .moving
    return true
  }
}
