public import Units

/// What opens a holding brake. Without current every one of them is closed.
public enum BrakeOutput: UInt8, BitwiseCopyable, Sendable {
  /// The drive opens and closes it with its power stage, by itself.
  case automatic
  /// An output of the drive, told with every command.
  case drive
  /// A GPIO line of the robot.
  case line

  /// The same. Spelled out: the generic `==` of raw values is not real-time code.
  @_noLocks public static func == (a: BrakeOutput, b: BrakeOutput) -> Bool {
    a.rawValue == b.rawValue
  }
  /// Not the same.
  @_noLocks public static func != (a: BrakeOutput, b: BrakeOutput) -> Bool {
    a.rawValue != b.rawValue
  }
}

/// A brake that holds a joint while it has no torque.
public struct BrakeConfiguration: BitwiseCopyable, Sendable {
  /// What opens it.
  public var output = BrakeOutput.automatic
  /// Which of the robot's lines, for `.line`.
  public var line: UInt8 = 0
  /// From the output going off until it holds.
  public var engageTime = Interval(milliseconds: 30)
  /// From the output going on until it is free.
  public var releaseTime = Interval(milliseconds: 30)
  /// Effort beyond which it slips, at the joint; 0: not known. Used by the twin.
  public var slipEffort = Effort(0)

  /// A small spring-applied brake that its drive works.
  @_noLocks public init() {}

  /// How long it may take until a line is set as told: one round of the slow thread that sets it.
  public static var lineRound: Interval { @_noLocks get { Interval(milliseconds: 5) } }

  /// The robot opens and closes it, and not the drive by itself.
  public var isOurs: Bool { @_noLocks get { output != .automatic } }
}
