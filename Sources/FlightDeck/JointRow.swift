public import CFlightDeck
public import RobotCore
public import Units

/// One joint in one cycle as it stands in the deck, at the output side of its reducer: rad, rad/s
/// and N·m for a revolute joint, m, m/s and N for a prismatic one.
///
/// The one Swift statement of that row: its bytes are `flight_deck_joint`, the loop fills it here,
/// and everybody reads it here. To add a quantity is a property, a line of `init` and an entry of
/// `quantities`; what records, reports and shows a row goes by that list.
public struct JointRow: BitwiseCopyable, Sendable {
  @usableFromInline var raw = flight_deck_joint()

  /// A joint of which nothing is known.
  @_noLocks public init() {}

  /// What a cycle knows of a joint and sends to it. Inlined, so that the loop writes it in place.
  ///
  /// - Parameters:
  ///   - state: what is known of it.
  ///   - setpoint: what the motion wants, before the guard.
  ///   - command: what is sent.
  ///   - limitedBy: the safety function that shaped the command.
  ///   - isFresh: feedback is within its freshness limit.
  ///   - now: the cycle's nominal time, from which its age is told.
  ///   - received: when the cycle looked, from which its silence is told.
  @_noLocks @inlinable public init(
    _ state: JointState, setpoint: JointCommand, command: JointCommand, limitedBy: SafetyFunction,
    isFresh: Bool, now: Instant, received: Instant
  ) {
    raw.position = state.position.value
    raw.raw_position = state.rawPosition.value
    raw.setpoint = setpoint.position.value
    raw.command_position = command.position.value
    raw.velocity = Float(state.velocity.value)
    raw.raw_velocity = Float(state.rawVelocity.value)
    raw.effort = Float(state.effort.value)
    raw.command_velocity = Float(command.velocity.value)
    raw.command_effort = Float(command.effort.value)
    raw.stiffness = Float(command.stiffness)
    raw.damping = Float(command.damping)
    raw.driver_temperature = Float(state.report.driverTemperature.value)
    raw.motor_temperature = Float(state.report.motorTemperature.value)
    raw.age = JointRow.microseconds(now - state.sampled, when: state.isKnown)
    raw.silence = JointRow.microseconds(state.silence(at: received), when: state.isWaitedFor)
    raw.drive_status = state.status.number
    raw.drive_fault = state.driveFault.number
    raw.limited_by = limitedBy.rawValue
    raw.flags = (state.isKnown ? 1 : 0) | (state.isReferenced ? 2 : 0) | (isFresh ? 4 : 0)
  }

  @_noLocks @inlinable static func microseconds(_ interval: Interval, when isValid: Bool) -> UInt32
  {
    guard isValid, interval.nanoseconds > 0 else { return 0 }
    let whole = interval.nanoseconds / 1_000
    return whole < Int64(UInt32.max) ? UInt32(whole) : UInt32.max
  }

  /// Estimated position.
  public var position: Double {
    get { raw.position }
    set { raw.position = newValue }
  }
  /// Position as decoded.
  public var rawPosition: Double {
    get { raw.raw_position }
    set { raw.raw_position = newValue }
  }
  /// Position wanted by the motion, before the guard.
  public var setpoint: Double {
    get { raw.setpoint }
    set { raw.setpoint = newValue }
  }
  /// Position sent to the drive.
  public var commandPosition: Double {
    get { raw.command_position }
    set { raw.command_position = newValue }
  }
  /// Estimated velocity.
  public var velocity: Float {
    get { raw.velocity }
    set { raw.velocity = newValue }
  }
  /// Velocity as decoded.
  public var rawVelocity: Float {
    get { raw.raw_velocity }
    set { raw.raw_velocity = newValue }
  }
  /// Effort as the drive reports it.
  public var effort: Float {
    get { raw.effort }
    set { raw.effort = newValue }
  }
  /// Velocity sent to the drive.
  public var commandVelocity: Float {
    get { raw.command_velocity }
    set { raw.command_velocity = newValue }
  }
  /// Feed-forward effort sent to the drive.
  public var commandEffort: Float {
    get { raw.command_effort }
    set { raw.command_effort = newValue }
  }
  /// Stiffness sent, N·m/rad or N/m.
  public var stiffness: Float {
    get { raw.stiffness }
    set { raw.stiffness = newValue }
  }
  /// Damping sent, N·m·s/rad or N·s/m.
  public var damping: Float {
    get { raw.damping }
    set { raw.damping = newValue }
  }
  /// Temperature of the power stage, °C.
  public var driverTemperature: Float {
    get { raw.driver_temperature }
    set { raw.driver_temperature = newValue }
  }
  /// Temperature of the motor, °C.
  public var motorTemperature: Float {
    get { raw.motor_temperature }
    set { raw.motor_temperature = newValue }
  }
  /// From sampling to the cycle's nominal time, µs.
  public var age: UInt32 {
    get { raw.age }
    set { raw.age = newValue }
  }
  /// Since the oldest unanswered request, µs; 0 when none is open.
  public var silence: UInt32 {
    get { raw.silence }
    set { raw.silence = newValue }
  }
  /// What the drive says of itself.
  public var status: DriveStatus {
    get { DriveStatus(rawValue: raw.drive_status) ?? .unknown }
    set { raw.drive_status = newValue.rawValue }
  }
  /// The drive's fault.
  public var driveFault: DriveFault {
    get { DriveFault(rawValue: raw.drive_fault) ?? .other }
    set { raw.drive_fault = newValue.rawValue }
  }
  /// The safety function that shaped the command.
  public var limitedBy: SafetyFunction {
    get { SafetyFunction(rawValue: raw.limited_by) }
    set { raw.limited_by = newValue.rawValue }
  }
  /// A measurement has arrived since the process started.
  public var isKnown: Bool {
    get { raw.flags & 1 != 0 }
    set { set(1, newValue) }
  }
  /// The zero of `position` is trusted.
  public var isReferenced: Bool {
    get { raw.flags & 2 != 0 }
    set { set(2, newValue) }
  }
  /// Feedback is within its freshness limit.
  public var isFresh: Bool {
    get { raw.flags & 4 != 0 }
    set { set(4, newValue) }
  }

  private mutating func set(_ flag: UInt8, _ isSet: Bool) {
    raw.flags = isSet ? raw.flags | flag : raw.flags & ~flag
  }
}

extension JointRow: Equatable {
  /// The same in every quantity.
  public static func == (a: JointRow, b: JointRow) -> Bool {
    quantities.allSatisfy { $0.value(a) == $0.value(b) }
  }
}

extension JointRow {
  /// Every quantity of the row, in the order in which people and programs are told of it.
  public static let quantities: [JointQuantity] = [
    .init(
      "position", "rad or m", "Estimated at the cycle's nominal time.", field: 1,
      in: [.status, .history], isMeasured: true, column: .init("position", places: 4, width: 12),
      at: .number(\.position)),
    .init(
      "velocity", "rad/s or m/s", "Estimated at the cycle's nominal time.", field: 2,
      in: [.status, .history], isMeasured: true, column: .init("velocity", places: 3, width: 12),
      at: .single(\.velocity)),
    .init(
      "effort", "N·m or N", "As the drive reports it.", field: 3,
      in: [.status, .history], isMeasured: true, column: .init("effort", places: 3, width: 12),
      at: .single(\.effort)),
    .init(
      "raw_position", "rad or m", "As decoded, before the estimator.", field: 4, in: [],
      at: .number(\.rawPosition)),
    .init(
      "raw_velocity", "rad/s or m/s", "As decoded, before the estimator.", field: 5, in: [],
      at: .single(\.rawVelocity)),
    .init(
      "command_position", "rad or m", "Sent to the drive.", field: 7, key: "command",
      in: [.history], isMeasured: true, at: .number(\.commandPosition)),
    .init(
      "command_velocity", "rad/s or m/s", "Sent to the drive.", field: 8, in: [],
      at: .single(\.commandVelocity)),
    .init(
      "command_effort", "N·m or N", "Feed-forward, sent to the drive.", field: 9, in: [],
      at: .single(\.commandEffort)),
    .init(
      "setpoint", "rad or m", "Wanted by the motion, before the guard.", field: 6,
      in: [.status, .history], isMeasured: true, at: .number(\.setpoint)),
    .init(
      "stiffness", "N·m/rad or N/m", "Sent to the drive.", field: 10, in: [],
      at: .single(\.stiffness)),
    .init(
      "damping", "N·m·s/rad or N·s/m", "Sent to the drive.", field: 11, in: [],
      at: .single(\.damping)),
    .init(
      "driver_temperature", "°C", "Temperature of the drive's power stage.", field: 12,
      isMeasured: true, at: .single(\.driverTemperature)),
    .init(
      "motor_temperature", "°C", "Temperature of the motor's winding or rotor.", field: 13,
      isMeasured: true, column: .init("motor °C", places: 1, width: 10),
      limit: { $0.temperatureLimit.value }, at: .single(\.motorTemperature)),
    .init(
      "status", "", "What the drive says of itself.", field: 16, key: "drive",
      in: [.status, .history], at: .status(\.status)),
    .init(
      "drive_fault", "", "Why the drive stopped itself; null: it did not.", field: 17,
      at: .driveFault(\.driveFault)),
    .init(
      "known", "", "A measurement has arrived since the start.", field: 19, in: [],
      at: .flag(\.isKnown)),
    .init("fresh", "", "Feedback is within its freshness limit.", field: 21, at: .flag(\.isFresh)),
    .init(
      "referenced", "", "The zero of its position is trusted.", field: 20, at: .flag(\.isReferenced)
    ),
    .init(
      "age", "µs", "From sampling to the cycle's nominal time.", field: 14, key: "age_us",
      at: .count(\.age)),
    .init(
      "silence", "µs", "Since the oldest unanswered request; 0: none is open.", field: 15,
      key: "silence_us", in: [.status, .history], at: .count(\.silence)),
    .init(
      "limited_by", "", "The safety function that shaped the command; null: none did.", field: 18,
      at: .function(\.limitedBy)),
  ]

  /// Those of them that are temperatures: the console shows them side by side.
  public static let temperatures = quantities.filter { $0.unit == "°C" }
}
