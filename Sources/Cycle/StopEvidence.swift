import RobotCore
import Units

/// What one joint has shown of having stopped: nothing is called stopped because it was told to.
///
/// A joint without torque has stopped when its drive said so and it has stood still since; one that
/// holds, when it has stood still under power.
struct StopEvidence: BitwiseCopyable, Sendable {
  /// What is seen of the joint in one cycle.
  struct View: BitwiseCopyable, Sendable {
    var now = Instant.never
    var status = DriveStatus.unknown
    /// When its last measurement was taken.
    var sampled = Instant.never
    /// Its drive answers, though perhaps late.
    var isFresh = false
    /// Its drive answers in time.
    var isTimely = false
    /// It goes on holding while the body has no torque.
    var isHeld = false

    @_noLocks init() {}
  }

  /// How long evidence is waited for.
  struct Limits: BitwiseCopyable, Sendable {
    /// How long it must stand still.
    let standstill: Interval
    /// A drive that does not answer: after so long its own time-out has acted.
    let answer: Interval
    /// A joint that has still to come to rest: without torque an unbraked arm sinks, and is not
    /// stopped before it has.
    let rest: Interval

    @_noLocks init(_ timing: TimingConfiguration, standstill: Interval, stop: Interval) {
      self.standstill = standstill
      answer = timing.silenceLimit + timing.driveTimeout + timing.exchangeTimeout
      let least = answer + standstill * 2
      rest = stop > least ? stop : least
    }
  }

  /// Where it stood when it was last led.
  private(set) var letGoAt = Position(0)
  /// When its drive was seen to be off; never: not yet.
  private var offSince = Instant.never

  @_noLocks init() {}

  /// A stop begins: what was shown before does not count.
  @_noLocks mutating func begin() { offSince = .never }

  /// It is led: from here on, what it travels without torque it sinks.
  @_noLocks mutating func lead(at position: Position) { letGoAt = position }

  /// One cycle without torque: remembers when the drive said that it is off, and forgets it when it
  /// is on again.
  @_noLocks mutating func note(_ joint: View, since began: Instant) {
    if joint.status == .enabled { offSince = .never }
    guard offSince == .never, joint.sampled > began else { return }
    if joint.status == .disabled || joint.status == .fault { offSince = joint.now }
  }

  /// True when the joint has shown that it stopped after `began`.
  @_noLocks func isGiven(
    _ joint: View, _ standstill: Standstill, since began: Instant, _ limits: Limits
  ) -> Bool {
    if joint.isHeld {
      guard joint.sampled > began else { return false }
      return StopEvidence.holdsStill(joint, standstill, since: began, limits)
    }
    guard offSince != .never else { return false }
    return standstill.hasStood(for: limits.standstill, since: offSince, now: joint.now)
  }

  /// Evidence of a joint under position control: mode, acknowledgement and velocity.
  @_noLocks static func holdsStill(
    _ joint: View, _ standstill: Standstill, since began: Instant, _ limits: Limits
  ) -> Bool {
    guard joint.status == .enabled, joint.isTimely else { return false }
    return standstill.hasStood(for: limits.standstill, since: began, now: joint.now)
  }

  /// How long after torque went off its evidence is waited for.
  @_noLocks func patience(_ joint: View, _ limits: Limits) -> Interval {
    joint.isFresh && (joint.isHeld || offSince != .never) ? limits.rest : limits.answer
  }

  /// How far it has come from where it was let go, rad or m; 0: no farther than a drive's play and
  /// packing. A joint without a brake sinks: told, and no fault.
  @_noLocks func sunk(at position: Position, _ type: JointType) -> Double {
    let way = (position - letGoAt).magnitude.value
    return way > (type == .prismatic ? 0.005 : 0.1) ? way : 0
  }
}
