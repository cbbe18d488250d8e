import CFlightDeck
public import RobotCore

/// One joint in one cycle, at the output side of its reducer: rad, rad/s and N·m for a revolute
/// joint, m, m/s and N for a prismatic one.
public struct DeckJoint: Sendable, Equatable {
  /// Estimated position.
  public var position = 0.0
  /// Position as decoded.
  public var rawPosition = 0.0
  /// Position wanted by the motion, before the guard.
  public var setpoint = 0.0
  /// Position sent to the drive.
  public var commandPosition = 0.0
  /// Estimated velocity.
  public var velocity: Float = 0
  /// Velocity as decoded.
  public var rawVelocity: Float = 0
  /// Effort as the drive reports it.
  public var effort: Float = 0
  /// Velocity sent to the drive.
  public var commandVelocity: Float = 0
  /// Feed-forward effort sent to the drive.
  public var commandEffort: Float = 0
  /// Stiffness sent, N·m/rad or N/m.
  public var stiffness: Float = 0
  /// Damping sent, N·m·s/rad or N·s/m.
  public var damping: Float = 0
  /// Temperature of the power stage, °C.
  public var driverTemperature: Float = 0
  /// Temperature of the motor, °C.
  public var motorTemperature: Float = 0
  /// From sampling to the cycle's nominal time, µs.
  public var age: UInt32 = 0
  /// Since the oldest unanswered request, µs; 0 when none is open.
  public var silence: UInt32 = 0
  /// What the drive says of itself.
  public var status = DriveStatus.unknown
  /// The drive's fault.
  public var driveFault = DriveFault.none
  /// The safety function that shaped the command.
  public var limitedBy = SafetyFunction.none
  /// A measurement has arrived since the process started.
  public var isKnown = false
  /// The zero of `position` is trusted.
  public var isReferenced = false
  /// Feedback is within its freshness limit.
  public var isFresh = false

  /// A joint of which nothing is known.
  public init() {}

  init(_ raw: flight_deck_joint) {
    position = raw.position
    rawPosition = raw.raw_position
    setpoint = raw.setpoint
    commandPosition = raw.command_position
    velocity = raw.velocity
    rawVelocity = raw.raw_velocity
    effort = raw.effort
    commandVelocity = raw.command_velocity
    commandEffort = raw.command_effort
    stiffness = raw.stiffness
    damping = raw.damping
    driverTemperature = raw.driver_temperature
    motorTemperature = raw.motor_temperature
    age = raw.age
    silence = raw.silence
    status = DriveStatus(rawValue: raw.drive_status) ?? .unknown
    driveFault = DriveFault(rawValue: raw.drive_fault) ?? .other
    limitedBy = SafetyFunction(rawValue: raw.limited_by)
    isKnown = raw.flags & 1 != 0
    isReferenced = raw.flags & 2 != 0
    isFresh = raw.flags & 4 != 0
  }
}
