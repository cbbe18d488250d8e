public import Units

/// What the safety chain is told of one cycle, besides joints and commands.
public struct SafetyInputs: BitwiseCopyable, Sendable {
  /// The instant at which this cycle began to work, that is: nominal time + `lateness`.
  public var now = Instant.never
  /// At least one drive carries torque.
  public var isEnabled = false
  /// Bit i: joint i's drive carries torque while `isEnabled`. All of them, unless a stop left only
  /// the joints that hold (a gripper its grip).
  public var powered = UInt64.max
  /// Bit i: joint i looks for its place. Until it is found its position is a count from anywhere,
  /// and no limit of it means anything; speed, effort and following error are watched as ever.
  public var searching: UInt64 = 0
  /// An emergency stop input is open.
  public var emergencyStopOpen = false
  /// The first of them, by index in the configuration's lines; −1 when it is not known.
  public var openLine: Int16 = -1
  /// The previous cycle overran, or this one was released too late.
  public var hasOverrun = false
  /// How late this cycle was released, ≥ 0.
  public var lateness = Interval.zero
  /// Time since the last sign of life of the commander whose motion runs; zero when none runs.
  public var commanderSilence = Interval.zero
  /// How long that commander may be silent: the time-out of its lease.
  public var commanderTimeout = Interval.zero
  /// The supply monitor has answered at least once.
  public var isSupplyKnown = false
  /// Voltage that the supply monitor read last.
  public var supply = Voltage(0)
  /// Age of that reading.
  public var supplyAge = Interval.zero

  /// The first joint of the chip that has been the longest without its outputs as wanted; −1: none.
  public var outputJoint: Int16 = -1
  /// How long it has been.
  public var outputAge = Interval.zero
  /// Error number of its last try.
  public var outputError: Int32 = 0
  /// It lost its supply or was reset: it has no pulses, whatever is wanted.
  public var hasOutputRestarted = false

  /// Nothing enabled, nothing known.
  @_noLocks public init() {}

  /// True when the joint looks for its place.
  @_noLocks func isSearching(_ joint: Int) -> Bool { searching >> UInt64(joint) & 1 == 1 }

  /// True when the joint's drive carries torque.
  @_noLocks func isPowered(_ joint: Int) -> Bool {
    isEnabled ? powered >> UInt64(joint) & 1 == 1 : false
  }
}
