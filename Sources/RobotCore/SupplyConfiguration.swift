public import Units

/// INA226 that watches the drives' supply.
public struct SupplyConfiguration: BitwiseCopyable, Sendable {
  /// False when the robot has none.
  public var isPresent = false
  /// I2C character device, such as /dev/i2c-1 or a stable udev name.
  public var device = Label()
  /// Name of the I2C bus in the profile.
  public var bus = Label()
  /// 7-bit address.
  public var address: UInt8 = 0x40
  /// Shunt, Ω.
  public var shuntResistance = 0.002
  /// Largest expected current, A; sets the current LSB.
  public var currentRange = 40.0
  /// Nominal supply, V; used by the twin.
  public var nominal = Voltage(24)
  /// Below this the supply counts as cut.
  public var lowest = Voltage(18)
  /// Above this the supply is too high.
  public var highest = Voltage(30)
  /// Read once per.
  public var period = Interval(milliseconds: 20)
  /// Older values count as lost.
  public var ageLimit = Interval(milliseconds: 500)

  /// None.
  @_noLocks public init() {}

  /// The age limit in the timing set in force.
  @_noLocks public func ageLimit(under timing: TimingConfiguration) -> Interval {
    timing.supplyAgeLimit > .zero ? timing.supplyAgeLimit : ageLimit
  }
}
