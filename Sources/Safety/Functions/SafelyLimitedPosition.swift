import CMath
public import RobotCore
import Units

/// Safely limited position (IEC 61800-5-2 SLP) of one joint.
///
/// The command slows down before a soft limit so that it can stop there, and never passes it. The
/// joint itself passing it by more than the tolerance stops the robot. A joint that is found
/// outside (an unbraked arm that sank onto its stops) may come in, and may not go further out:
/// its limit starts at where it was found and follows it inwards.
struct SafelyLimitedPosition: BitwiseCopyable, Sendable {
  static var function: SafetyFunction { @_noLocks get { .position } }
  let lower: Position
  let upper: Position
  let lowerTolerance: Position
  let upperTolerance: Position
  let acceleration: Acceleration
  /// 1 / travel, tolerances included.
  private let share: Double
  private var commandLower: Position
  private var commandUpper: Position
  private var measuredLower: Position
  private var measuredUpper: Position
  private var passed: Confirmation
  /// True once the limits have met a measured position since the last reset.
  private(set) var isSeeded: Bool

  @_noLocks init(_ joint: JointConfiguration) {
    lower = joint.lower
    upper = joint.upper
    acceleration = joint.accelerationLimit
    // Half-way to the mechanical stop, so that the stop begins before it is hit; at least 1 % of
    // the range, which a position controller's overshoot needs.
    let least = (joint.upper - joint.lower) * 0.01
    let below = (joint.lower - joint.lowerStop) * 0.5
    let above = (joint.upperStop - joint.upper) * 0.5
    lowerTolerance = below > least ? below : least
    upperTolerance = above > least ? above : least
    let travel = joint.upper - joint.lower + lowerTolerance + upperTolerance
    share = travel > .zero ? 1 / travel.value : 0
    commandLower = joint.lower
    commandUpper = joint.upper
    measuredLower = joint.lower
    measuredUpper = joint.upper
    passed = Confirmation()
    isSeeded = false
  }

  /// Opens the limits as far as the joint is outside now.
  @_noLocks mutating func follow(_ state: JointState) {
    reset()
    seed(state)
  }

  @_noLocks private mutating func seed(_ state: JointState) {
    guard state.isKnown, state.position.isFinite, state.rawPosition.isFinite else { return }
    let least = state.position < state.rawPosition ? state.position : state.rawPosition
    let most = state.position > state.rawPosition ? state.position : state.rawPosition
    measuredLower = least < lower ? least : lower
    measuredUpper = most > upper ? most : upper
    commandLower = measuredLower
    commandUpper = measuredUpper
    isSeeded = true
  }

  /// Measured side, on the estimate and on the raw value.
  @_noLocks mutating func monitor(
    _ state: JointState, setpoint: JointCommand, _ watch: JointWatch, _ board: inout SafetyBoard
  ) -> SafetyFinding? {
    if !isSeeded { seed(state) }
    guard state.isKnown, !watch.isSearching else { return nil }
    let least = state.position < state.rawPosition ? state.position : state.rawPosition
    let most = state.position > state.rawPosition ? state.position : state.rawPosition
    let low = measuredLower - lowerTolerance
    let high = measuredUpper + upperTolerance
    let (below, above) = ((least - low).value, (high - most).value)
    board.near(
      .position, used: 1 - (below < above ? below : above) * share,
      value: below < above ? least.value : most.value,
      limit: below < above ? low.value : high.value,
      joint: watch.joint, now: watch.now)
    // Two measurements: one reading alone decides nothing.
    guard
      !passed.step(
        least < low || most > high, read: state.sampled, elapsed: .zero, readings: 2, time: .zero)
    else {
      return least < low
        ? found(least, limit: low, setting: lower, watch)
        : found(most, limit: high, setting: upper, watch)
    }
    if measuredLower < lower, least > measuredLower {
      measuredLower = least < lower ? least : lower
    }
    if measuredUpper > upper, most < measuredUpper {
      measuredUpper = most > upper ? most : upper
    }
    return nil
  }

  @_noLocks private func found(
    _ value: Position, limit: Position, setting: Position, _ watch: JointWatch
  ) -> SafetyFinding {
    let fault = Fault(
      .positionLimit, subject: watch.joint, value: value.value, limit: limit.value,
      setting: setting.value, instant: watch.now)
    return SafetyFinding(fault, by: .position, stop: .controlledDescent)
  }

  /// Command side: slower the nearer the limit, and never past it.
  @_noLocks mutating func limit(
    _ command: inout JointCommand, _ state: JointState, _ watch: inout JointWatch
  ) -> Bool {
    if !isSeeded { seed(state) }
    guard !watch.isSearching else { return false }
    let reference = watch.reference
    let wanted = command
    let high = reference + step(over: commandUpper - reference, elapsed: watch.elapsed)
    let low = reference - step(over: reference - commandLower, elapsed: watch.elapsed)
    command.position = command.position.clamped(low, high).clamped(commandLower, commandUpper)
    let outwards = speed(over: commandUpper - command.position)
    let inwards = speed(over: command.position - commandLower)
    command.velocity = command.velocity.clamped(-inwards, outwards)
    if commandLower < lower, command.position > commandLower {
      commandLower = command.position < lower ? command.position : lower
    }
    if commandUpper > upper, command.position < commandUpper {
      commandUpper = command.position > upper ? command.position : upper
    }
    return command.position != wanted.position || command.velocity != wanted.velocity
  }

  /// The speed from which the joint can still stop within `distance`: √(2·a·distance).
  @_noLocks private func speed(over distance: Position) -> Velocity {
    guard distance > .zero else { return .zero }
    // One part in 10⁹ more, so that a motion braking exactly as hard is not shaped by rounding.
    return Velocity(math_sqrt(2 * acceleration.value * distance.value) * (1 + 1e-9) + 1e-9)
  }

  /// The longest step of one cycle that leaves room to stop within `distance`.
  ///
  /// √((a·t/2)² + 2·a·d) − a·t/2 is the mean speed of a cycle that brakes at `a` and ends at rest
  /// after `d`; it is below √(2·a·d) and equals it as t goes to 0.
  @_noLocks private func step(over distance: Position, elapsed: Interval) -> Position {
    guard distance > .zero else { return .zero }
    let half = acceleration.value * elapsed.seconds * 0.5
    let mean = math_sqrt(half * half + 2 * acceleration.value * distance.value) - half
    return Position(mean * elapsed.seconds * (1 + 1e-9) + 1e-12)
  }

  /// Forgets where the joint was found.
  @_noLocks mutating func reset() {
    commandLower = lower
    commandUpper = upper
    measuredLower = lower
    measuredUpper = upper
    passed.reset()
    isSeeded = false
  }
}

extension SafetyFunction {
  /// Safely limited position (IEC 61800-5-2 SLP).
  public static var position: SafetyFunction { @_noLocks get { SafetyFunction(rawValue: 8) } }
}

#if !hasFeature(Embedded)
  extension SafelyLimitedPosition {
    static var about: SafetyAbout {
      SafetyAbout(.position, "position limit", short: "position", .position)
    }
  }

  extension SafetyFacts {
    package static let lower = Fact(
      "lower", .quantity(JointDimensions.position, .any), "Least position in operation.",
      .core("SafelyLimitedPosition, moves"), .derived("the URDF's limit"))
    package static let upper = Fact(
      "upper", .quantity(JointDimensions.position, .any), "Largest position in operation.",
      .core("SafelyLimitedPosition, moves"), .derived("the URDF's limit"))
    package static let stopMargin = Fact(
      "stop_margin", .quantity(JointDimensions.position, .notNegative),
      "From lower and upper to the mechanical stops.", .core("SafelyLimitedPosition, the twin"))
    package static let acceleration = Fact(
      "acceleration", .quantity(JointDimensions.acceleration, .positive), "Largest acceleration.",
      .core("stops, SafelyLimitedPosition"))

    /// How far a joint may pass its lower and its upper limit before the position limit acts.
    package static func positionTolerance(
      _ joint: JointConfiguration
    ) -> (lower: Double, upper: Double) {
      let limit = SafelyLimitedPosition(joint)
      return (limit.lowerTolerance.value, limit.upperTolerance.value)
    }
  }
#endif
