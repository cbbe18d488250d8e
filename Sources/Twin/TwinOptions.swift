public import RealTime
public import RobotCore
public import Units

/// What the drives' own time-out registers hold when the twin starts.
public enum DriveTimeoutSetting: Equatable, Sendable {
  /// As the timing set demands.
  case configured
  /// 0: no time-out.
  case off
  /// A stated time, in whole 50 µs.
  case interval(Interval)
}

/// How a twin is to behave.
public struct TwinOptions: Sendable {
  /// Everything random follows from it.
  public var seed: UInt64 = 1
  /// The drives keep their time-out registers but never act on them: a defect to be found.
  public var ignoresDriveTimeout = false
  /// What register 9 of each drive holds at the start.
  public var driveTimeout = DriveTimeoutSetting.configured
  /// Period and time-outs; nil: `RobotConfiguration.timing`.
  public var timing: TimingConfiguration?
  /// Stuff bits counted on the virtual bus.
  public var stuffing = BitStuffing.worstCase

  /// A healthy robot with seed 1.
  public init() {}
}

/// What the robot's sensors beside the drives say.
public struct TwinInputs: BitwiseCopyable, Sendable {
  /// By index in `RobotConfiguration.lines`: the line is open, which means emergency stop.
  public var emergencyStopOpen = FixedList<Bool, 8>(repeating: false, count: 8)
  /// At the drives' terminals.
  public var supplyVoltage = Voltage(0)
  /// From the supply; negative while the robot brakes into it.
  public var supplyCurrent = Current(0)

  /// Nothing measured yet.
  public init() {}
}
