public import Units

/// One hobby servo on an output of a PCA9685: a pulse says where it should be, and nothing ever
/// comes back.
///
/// Angles are the servo's own, before the joint's reducer. Width of a pulse is linear in the angle
/// between the two ends, which may stand either way round.
public struct ServoConfiguration: BitwiseCopyable, Sendable {
  /// Chips that one robot can have.
  public static var mostChips: Int { @_noLocks get { 4 } }

  /// I2C character device of its chip, such as /dev/i2c-1 or a stable udev name.
  public var device = Label()
  /// Name of that bus in the profile.
  public var bus = Label()
  /// 7-bit address of the chip, 0x40…0x7F.
  public var address: UInt8 = 0x40
  /// Output of the chip, 0…15.
  public var channel: UInt8 = 0
  /// Pulses per second, the same for every output of a chip.
  public var frequency = 50.0
  /// Angle at the joint's lower limit.
  public var lower = Angle(0)
  /// Angle at the joint's upper limit.
  public var upper = Angle(0)
  /// Width of the pulse at the lower limit.
  public var pulseAtLower = Interval(microseconds: 1_000)
  /// Width of the pulse at the upper limit.
  public var pulseAtUpper = Interval(microseconds: 2_000)
  /// Angle at which it is taken to stand before its first pulse: the joint's rest pose.
  public var rest = Angle(0)
  /// Speed without load: no servo is faster, whatever its pulse says.
  public var speed = AngularVelocity(0)
  /// Time constant of its way to the wanted angle when that is near.
  public var timeConstant = Interval(milliseconds: 20)

  /// A servo without a chip.
  @_noLocks public init() {}
}
