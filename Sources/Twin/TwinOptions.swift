public import RealTime
public import Units
public import Wire

/// How a twin is to behave.
public struct TwinOptions: Sendable {
  /// Everything random follows from it.
  public var seed: UInt64 = 1
  /// The drives keep their time-out registers but never act on them: a defect to be found.
  public var ignoresDriveTimeout = false
  /// What register 9 of each drive holds at the start, in whole 50 µs; 0: off; nil: what
  /// `RobotConfiguration.timing` demands.
  public var driveTimeout: Interval?
  /// Cycle period; nil: that of `RobotConfiguration.timing`.
  public var period: Interval?
  /// Stuff bits counted on the virtual bus.
  public var stuffing = BitStuffing.worstCase

  /// A healthy robot with seed 1.
  public init() {}
}

/// What the robot's sensors beside the drives say.
public struct TwinInputs: BitwiseCopyable, Sendable {
  /// By index in `RobotConfiguration.lines`: the line is open, which means emergency stop.
  public var emergencyStopOpen = FixedList<Bool, 8>(repeating: false, count: 8)
  /// At least one line is open.
  public var isEmergencyStopOpen: Bool { openLine >= 0 }
  /// The first line that is open; −1: none.
  public var openLine: Int {
    for index in emergencyStopOpen.indices where emergencyStopOpen[index] { return index }
    return -1
  }
  /// At the drives' terminals.
  public var supplyVoltage = Voltage(0)
  /// From the supply; negative while the robot brakes into it.
  public var supplyCurrent = Current(0)

  /// Nothing measured yet.
  public init() {}
}
