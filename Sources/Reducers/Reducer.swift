public import RobotCore
public import Units

/// What lies between a drive's report point and its joint: drive ⇄ joint.
///
/// A conversion without losses: effort × velocity is the same on both sides. Efficiency, friction
/// and backlash belong to the twin's plant, never here. Planetary, strain-wave and cycloidal gears
/// differ in the plant only and share `rotary`.
public enum Reducer: BitwiseCopyable, Sendable {
  /// The drive's report point is the joint, but for direction and zero.
  case direct(sign: Double, offset: Position)
  /// A gear: `ratio` turns of the drive for one turn of the joint.
  case rotary(ratio: Double, sign: Double, offset: Position)
  /// A rack, screw or linkage taken as linear: `metresPerRadian` of joint for one rad of drive.
  case linear(metresPerRadian: Double, sign: Double, offset: Position)

  /// The reducer that a configuration describes.
  @_noLocks public init(_ configuration: ReducerConfiguration) {
    let sign = configuration.sign
    let offset = configuration.offset
    switch configuration.kind {
    case .direct:
      self = .direct(sign: sign, offset: offset)
    case .planetary, .strainWave, .cycloidal:
      self = .rotary(ratio: configuration.ratio, sign: sign, offset: offset)
    case .linear:
      self = .linear(
        metresPerRadian: configuration.metresPerRadian, sign: sign, offset: offset)
    }
  }

  /// What the joint does, in rad or m, when the drive reports this.
  @_noLocks public func joint(
    _ report: DriveReport
  ) -> (position: Position, velocity: Velocity, effort: Effort) {
    let k = travel
    return (
      Position(report.position.value * k + zero.value), Velocity(report.velocity.value * k),
      Effort(report.torque.value / k)
    )
  }

  /// What the drive must do so that the joint follows this.
  ///
  /// Gains scale with k²: one k turns a joint deviation into the drive's, the other an effort into
  /// a torque.
  @_noLocks public func drive(_ command: JointCommand) -> DriveCommand {
    let k = travel
    var drive = DriveCommand()
    drive.position.value = (command.position.value - zero.value) / k
    drive.velocity.value = command.velocity.value / k
    drive.torque.value = command.effort.value * k
    drive.stiffness = command.stiffness * k * k
    drive.damping = command.damping * k * k
    return drive
  }

  /// Joint travel for one rad of the drive: rad/rad or m/rad, negative when the direction turns.
  public var travel: Double {
    @_noLocks get {
      switch self {
      case .direct(let sign, _): sign
      case .rotary(let ratio, let sign, _): sign / ratio
      case .linear(let metresPerRadian, let sign, _): sign * metresPerRadian
      }
    }
  }

  /// Joint position at drive position 0.
  public var zero: Position {
    @_noLocks get {
      switch self {
      case .direct(_, let offset), .rotary(_, _, let offset), .linear(_, _, let offset): offset
      }
    }
  }
}
