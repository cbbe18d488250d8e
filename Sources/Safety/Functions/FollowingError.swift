public import RobotCore
public import Units

/// Following error: the joint is not where the guarded command wanted it, for too long.
///
/// Held against the position after the limits and before the torque limit, which gives way to a
/// blocked joint and would hide it. A gripper is left out: one that holds something never arrives,
/// that is how it grips, and its torque limit guards it.
struct FollowingError: BitwiseCopyable, Sendable {
  static var function: SafetyFunction { @_noLocks get { .followingError } }
  /// Place of its time among the joint's own settings.
  fileprivate static var timePlace: Int { @_noLocks get { 0 } }
  let limit: Position
  let time: Interval
  let isGripper: Bool
  /// 1 / limit.
  private let share: Double
  private var exceeded: Confirmation

  @_noLocks init(_ joint: JointConfiguration) {
    limit = joint.followingErrorLimit
    time = joint.followingErrorTime
    share = limit > .zero ? 1 / limit.value : 0
    isGripper = joint.isGripper
    exceeded = Confirmation()
  }

  @_noLocks mutating func follow(_ state: JointState) { reset() }

  @_noLocks mutating func monitor(
    _ state: JointState, setpoint: JointCommand, _ watch: JointWatch, _ board: inout SafetyBoard
  ) -> SafetyFinding? {
    guard watch.isControlled, setpoint.stiffness > 0, state.isKnown, !isGripper else {
      exceeded.reset()
      return nil
    }
    let error = watch.reference - state.position
    board.near(
      .followingError, used: error.magnitude.value * share, value: error.value,
      limit: limit.value, joint: watch.joint, now: watch.now)
    guard
      exceeded.step(
        error.magnitude > limit, read: state.sampled, elapsed: watch.elapsed, readings: 3,
        time: time)
    else { return nil }
    let fault = Fault(
      .followingError, subject: watch.joint, value: error.value, limit: limit.value,
      instant: watch.now)
    return SafetyFinding(fault, by: .followingError, stop: .controlledDescent)
  }

  @_noLocks mutating func limit(
    _ command: inout JointCommand, _ state: JointState, _ watch: inout JointWatch
  ) -> Bool { false }

  /// Forgets how long.
  @_noLocks mutating func reset() { exceeded.reset() }
}

extension SafetyFunction {
  /// A joint that is not where it is wanted.
  public static var followingError: SafetyFunction { @_noLocks get { SafetyFunction(rawValue: 7) } }
}

extension JointConfiguration {
  /// How long the joint may be farther from where it is wanted than `followingErrorLimit`.
  public var followingErrorTime: Interval {
    @_noLocks get { Interval(nanoseconds: Int64(own[FollowingError.timePlace] * 1e9 + 0.5)) }
    @_noLocks set { own[FollowingError.timePlace] = newValue.seconds }
  }
}

#if !hasFeature(Embedded)
  extension FollowingError {
    static var about: SafetyAbout {
      SafetyAbout(
        .followingError, "following error", short: "following", .position,
        settings: [
          SafetySetting(
            SafetyFacts.followingTime, below: SafetyFacts.followingError, place: timePlace)
        ])
    }
  }

  extension SafetyFacts {
    package static let followingError = Fact(
      "following_error",
      .group(FactGroup("robot.following_error", [followingLimit, followingTime])),
      "How far it may be from where it should be.", .below,
      .optional("a servo has none, every other drive needs it"))
    package static let followingLimit = Fact(
      "limit", .quantity(JointDimensions.position, .positive),
      "Largest distance; at most half the joint's travel, 1 rad, 1 m.", .core("FollowingError"))
    // A joint that is not where it should be for 2 s has left its path.
    package static let followingTime = Fact(
      "time", .quantity([.time], .range(0, 2)), "How long the distance may last.",
      .core("FollowingError"), .byDefault("50 ms"))
  }
#endif
