public import Units

/// What a GPIO line is for.
public enum LineRole: UInt8, BitwiseCopyable, Sendable {
  /// Input: open (inactive) means emergency stop.
  case emergencyStop
  /// Output: enable line.
  case enable
  /// Output: active while a holding brake is open.
  case brake
  /// Input: active while a homing switch is closed.
  case homing
}

/// What pulls a line when its contact is open. Which one is right hangs on the board, so a profile
/// must say it.
public enum LineBias: UInt8, BitwiseCopyable, Sendable {
  /// Nothing in the chip: the board pulls the line itself.
  case none
  case pullUp, pullDown
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
  /// What pulls it.
  public var bias = LineBias.none
  /// Debounce, 0 for none.
  public var debounce = Interval.zero

  /// No line.
  @_noLocks public init() {}
}
