import RobotCore
import Units

/// The safety functions of one joint, in the order they act.
struct JointGuard: BitwiseCopyable, Sendable {
  /// Its drive says where it is; else there is nothing to hold against a limit but its commands.
  private let hasFeedback: Bool
  private let nonFinite: NonFiniteGuard
  private var driveFault: DriveFaultMonitor
  private var followingError: FollowingError
  private var position: SafelyLimitedPosition
  private var speed: SafelyLimitedSpeed
  private var torque: SafelyLimitedTorque
  private var temperature: SafeMotorTemperature
  private var driverTemperature: SafeDriverTemperature
  /// The position last commanded, after the limits and before the torque limit.
  private var reference: Position
  /// False until the reference has met a measured position.
  private var isReferenceKnown: Bool

  @_noLocks init(_ joint: JointConfiguration) {
    hasFeedback = joint.hasFeedback
    nonFinite = NonFiniteGuard(joint)
    driveFault = DriveFaultMonitor()
    followingError = FollowingError(joint)
    position = SafelyLimitedPosition(joint)
    speed = SafelyLimitedSpeed(joint)
    torque = SafelyLimitedTorque(joint)
    temperature = SafeMotorTemperature(joint)
    driverTemperature = SafeDriverTemperature(joint)
    reference = .zero
    isReferenceKnown = false
  }

  /// A joint without torque: nothing to find, but the limits follow it.
  @_noLocks mutating func follow(_ state: JointState) {
    reset()
    seed(state)
  }

  /// Measured side.
  @_noLocks mutating func monitor(
    _ state: JointState, setpoint: JointCommand, joint: Int, now: Instant,
    elapsed: Interval
  ) -> SafetyFinding {
    if !position.isSeeded { seed(state) }
    let wanted: Position? = isReferenceKnown && setpoint.stiffness > 0 ? reference : nil
    var finding = nonFinite.monitor(state, setpoint: setpoint, joint: joint, now: now)
    guard hasFeedback else { return finding }
    finding = stricter(finding, driveFault.step(state, joint: joint, now: now))
    finding = stricter(
      finding,
      followingError.step(wanted: wanted, state: state, joint: joint, now: now, elapsed: elapsed))
    finding = stricter(finding, position.monitor(state, joint: joint, now: now))
    finding = stricter(finding, speed.monitor(state, joint: joint, now: now))
    finding = stricter(finding, torque.monitor(state, joint: joint, now: now, elapsed: elapsed))
    finding = stricter(finding, driverTemperature.step(state, joint: joint, now: now))
    return stricter(
      finding, temperature.step(state, joint: joint, now: now, elapsed: elapsed))
  }

  /// Command side; `function` names the last function that shaped the command.
  @_noLocks mutating func limit(
    _ command: inout JointCommand, state: JointState, joint: Int, now: Instant,
    elapsed: Interval, function: inout SafetyFunction
  ) -> SafetyFinding {
    if !position.isSeeded || !isReferenceKnown { seed(state) }
    let bad = nonFinite.limit(
      &command, state: state, fallback: reference, joint: joint, now: now)
    guard case .allow = bad.verdict else {
      function = .nonFinite
      return bad
    }
    // Without a spring the joint goes where it is pushed, and the reference goes with it.
    if !isReferenceKnown || command.stiffness == 0 {
      reference = state.isKnown ? state.position : command.position
      isReferenceKnown = true
    }
    if position.limit(&command, from: reference, elapsed: elapsed) {
      function = .position
    }
    if speed.limit(&command, from: reference, elapsed: elapsed) { function = .speed }
    reference = command.position
    if hasFeedback, torque.limit(&command, state: state) { function = .torque }
    if case .none = function { return SafetyFinding() }
    return SafetyFinding(limitedBy: function)
  }

  /// A command on its way to a joint without torque: only a number that is none is replaced.
  @_noLocks func limitDisabled(
    _ command: inout JointCommand, state: JointState, joint: Int, now: Instant,
    function: inout SafetyFunction
  ) -> SafetyFinding {
    let finding = nonFinite.limit(
      &command, state: state, fallback: reference, joint: joint, now: now)
    guard case .allow = finding.verdict else {
      function = .nonFinite
      return finding
    }
    return finding
  }

  @_noLocks private mutating func seed(_ state: JointState) {
    position.seed(state)
    guard state.isKnown, state.position.isFinite else { return }
    reference = state.position
    isReferenceKnown = true
  }

  /// Forgets windows, latches and the last command.
  @_noLocks mutating func reset() {
    driveFault.reset()
    followingError.reset()
    position.reset()
    speed.reset()
    torque.reset()
    temperature.reset()
    driverTemperature.reset()
    isReferenceKnown = false
  }
}
