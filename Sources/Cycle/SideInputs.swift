public import Units

/// What the loop learns besides frames: GPIO and I2C on hardware, the twin's word in the twin.
public struct SideInputs: BitwiseCopyable, Sendable {
  /// At least one e-stop input is open.
  public var emergencyStopOpen = false
  /// The first of them, by index in the configuration's lines; −1 when it is not known.
  public var openLine: Int16 = -1
  /// Bit i: the homing switch on line i of the configuration is closed.
  public var switches: UInt8 = 0
  /// The supply monitor has answered at least once.
  public var isSupplyKnown = false
  /// Last supply voltage.
  public var supply = Voltage(0)
  /// Last supply current.
  public var supplyCurrent = Current(0)
  /// Age of both.
  public var supplyAge = Interval.zero
  /// The chip of servos that has been the longest without all its outputs as wanted, by its first
  /// joint; −1: every chip is known to be as wanted, or there is none.
  public var outputJoint: Int16 = -1
  /// How long it has been.
  public var outputAge = Interval.zero
  /// Error number of its last round, 0 when it restarted.
  public var outputError: Int32 = 0
  /// It was found as after power-on: it stays without pulses until it was told to.
  public var hasOutputRestarted = false
  /// The simulation of the device side cannot go on: what its drives say, or do not say, is no
  /// finding about the robot. In the twin only.
  public var hasTwinFailed = false
  /// The joint at which it failed first; −1 when it is not known.
  public var failedJoint: Int16 = -1
  /// What moves with that joint, kg·m² or kg.
  public var failedInertia = 0.0

  /// No e-stop open, no supply monitor.
  @_noLocks public init() {}
}
