/// What the guard and the cycle ask of a drive without knowing its family.
///
/// The family answers when the profile is read (`FamilyTraits.traits` in Drives), and the answers
/// travel in the configuration: the loop asks no family, and rooms that must not look into Drives
/// need not. As it stands here: a Damiao drive with the ranges of an unwritten configuration.
public struct DriveTraits: BitwiseCopyable, Sendable {
  /// The drive says where it is. One that does not is commanded blindly: nothing that it does can
  /// be evidence of anything.
  public var hasFeedback = true
  /// The drive closes a loop of its own around the set-point, as stiff as it is tuned: what torque
  /// comes of a command is not known here, and stiffness and damping say nothing about it.
  public var closesOwnLoop = false

  // How finely the drive's frames tell what it measures, at its own report point; 0: it tells
  // nothing.

  /// Least difference of two positions, rad.
  public var positionStep = 2 * 12.5 / 65_535
  /// The same of velocities, rad/s.
  public var velocityStep = 2 * 30.0 / 4095
  /// The same of torques, N·m.
  public var torqueStep = 2 * 10.0 / 4095

  /// A drive of the default configuration.
  @_noLocks public init() {}
}
