public import Units

/// What a GPIO line is for.
public enum LineRole: UInt8, BitwiseCopyable, Sendable {
  /// Input: open (inactive) means emergency stop.
  case emergencyStop
  /// Output: enable line.
  case enable
}

/// One GPIO line.
public struct LineConfiguration: BitwiseCopyable, Sendable {
  /// Name in the profile.
  public var name = Label()
  /// Character device, such as /dev/gpiochip0 or a stable udev name.
  public var chip = Label()
  /// Line offset on the chip.
  public var offset: UInt32 = 0
  /// Meaning.
  public var role = LineRole.emergencyStop
  /// The electrical level is inverted.
  public var isActiveLow = false
  /// Debounce, 0 for none.
  public var debounce = Interval.zero

  /// No line.
  @_noLocks public init() {}
}
