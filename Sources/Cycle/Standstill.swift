import CMath
import RobotCore
import Units

/// How standstill is judged on one robot.
///
/// A single instant is no evidence: an arm that has just lost its torque has not begun to fall, and
/// one that swings stands still at each turn.
struct StandstillRule: BitwiseCopyable, Sendable {
  /// How long a joint must stand still before that is evidence. After 300 ms the mean velocity of a
  /// joint that starts to fall with 0.5 rad/s² is past the standstill limit of the fastest joints
  /// shipped (2 % of 6 rad/s); an arm held out level starts with several. Three silence limits: a
  /// velocity may be one old, and one sample is no standstill.
  let time: Interval
  private let period: Interval
  private let poleOfPeriod: Double

  @_noLocks init(_ timing: TimingConfiguration) {
    let answers = timing.silenceLimit * 3
    let least = Interval(milliseconds: 300)
    time = answers > least ? answers : least
    period = timing.period
    poleOfPeriod = StandstillRule.pole(over: timing.period, time: time)
  }

  /// What is left after `gap` of an old velocity in the mean that standstill is judged by; a cycle
  /// that came early counts whole.
  @_noLocks func pole(over gap: Interval) -> Double {
    gap > period ? StandstillRule.pole(over: gap, time: time) : poleOfPeriod
  }

  /// The mean's memory is a sixth of the time that standstill must last. A drive derives velocity
  /// from counts; at rest between two counts of 14 bit a DM-J4340 reports up to 0.12 rad/s (virtual
  /// drive, speed loop of 1000 rad/s), while 0.080 is the limit and not a thousandth of a radian is
  /// travelled.
  @_noLocks private static func pole(over gap: Interval, time: Interval) -> Double {
    math_exp(-6 * gap.seconds / time.seconds)
  }
}

/// How long one joint has stood still, and how fast it was when it last did not.
struct Standstill: BitwiseCopyable, Sendable {
  /// Speed up to which the joint counts as standing still, rad/s or m/s.
  let limit: Double
  /// How fast it was when it last moved, rad/s or m/s.
  private(set) var lastSpeed = 0.0
  /// Mean of the last velocities, rad/s or m/s: what standstill is judged by.
  private var mean = 0.0
  /// Since when it has answered and not been faster; never: it has not.
  private var since = Instant.never
  /// When it was last faster.
  private var lastMoved = Instant.never

  /// `limit` in rad/s or m/s, > 0.
  @_noLocks init(limit: Double) { self.limit = limit }

  /// The joint's own limit, or the share of its velocity limit that holds for all of them.
  @_noLocks init(_ joint: JointConfiguration, _ safety: SafetyConfiguration) {
    let own = joint.standstill.value
    self.init(limit: own > 0 ? own : joint.velocityLimit.value * safety.standstillSpeed)
  }

  /// The joint is heard for the first time, and moves so fast.
  @_noLocks mutating func begin(_ velocity: Velocity) { mean = velocity.value }

  /// One cycle: the joint's velocity now. What is not `isTimely` says nothing of today.
  @_noLocks mutating func step(
    _ velocity: Velocity, isTimely: Bool, pole: Double, now: Instant
  ) {
    mean = velocity.value + pole * (mean - velocity.value)
    var speed = Velocity(mean).magnitude.value
    // What moves fast is seen at once; noise at rest stays below half of this.
    let instant = velocity.magnitude.value
    if instant > 3 * limit { speed = instant }
    // Asked in this way a speed that is no number moves.
    if !(speed <= limit) {
      since = .never
      lastMoved = now
      lastSpeed = speed
    } else if !isTimely {
      since = .never
    } else if since == .never {
      since = now
    }
  }

  /// True when it has stood still for `time`, counted from `instant` at the earliest.
  @_noLocks func hasStood(for time: Interval, since instant: Instant, now: Instant) -> Bool {
    guard since != .never else { return false }
    return now - (since > instant ? since : instant) >= time
  }

  /// True when it moved less than `time` ago.
  @_noLocks func hasMoved(within time: Interval, now: Instant) -> Bool {
    lastMoved != .never && now - lastMoved < time
  }

  /// Time in which nobody looked counts neither as standing still nor as moving.
  @_noLocks mutating func excuse(_ away: Interval) {
    since = Conversation.later(since, by: away)
    lastMoved = Conversation.later(lastMoved, by: away)
  }
}
