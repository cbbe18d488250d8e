public import Units

/// What the safety chain is told of one cycle, besides joints and commands.
public struct SafetyInputs: BitwiseCopyable, Sendable {
  /// The instant at which this cycle began to work, that is: nominal time + `lateness`.
  public var now = Instant.zero
  /// The drives carry torque or are being enabled.
  public var isEnabled = false
  /// An emergency stop input is open.
  public var emergencyStopOpen = false
  /// The first of them, by index in the configuration's lines; −1 when it is not known.
  public var openLine: Int16 = -1
  /// A commander asked for an emergency stop.
  public var emergencyStopRequested = false
  /// The previous cycle overran, or this one was released too late.
  public var hasOverrun = false
  /// How late this cycle was released, ≥ 0.
  public var lateness = Interval.zero
  /// Time since the last sign of life of a streaming commander; zero when none streams.
  public var commanderSilence = Interval.zero
  /// The supply monitor has answered at least once.
  public var isSupplyKnown = false
  /// Voltage that the supply monitor read last.
  public var supply = Voltage(0)
  /// Age of that reading.
  public var supplyAge = Interval.zero

  /// Nothing enabled, nothing known.
  @_noLocks public init() {}
}
