public import RobotCore
public import Units

/// How far a drive has come on the way to what must be known or set before torque.
public enum Preparation: UInt8, BitwiseCopyable, Sendable {
  /// It goes on.
  case going
  /// Everything has been asked for and answered, or passed over with a finding.
  case done

  // Spelled out: the standard library's generic `==` of raw values is not real-time code.
  @_noLocks public static func == (a: Preparation, b: Preparation) -> Bool {
    a.rawValue == b.rawValue
  }
  @_noLocks public static func != (a: Preparation, b: Preparation) -> Bool {
    a.rawValue != b.rawValue
  }
}

/// What one frame of a drive, or the time that passed, tells of it.
public struct DriveNews: BitwiseCopyable, Sendable {
  /// It answers something that we asked: a sign of life.
  public var isAnswer = false
  /// `report` is a measurement.
  public var hasReport = false
  /// Position, velocity, torque, temperatures and state at the drive's own report point.
  public var report = DriveReport()
  /// Which ping it answers; −1: none.
  public var pong = -1
  /// What does not fit to the profile, `.none` when all does. Its `subject` is for the cycle to set.
  public var finding = Fault(.none)
  /// The finding ends the preparation at once: there is no more to be learned.
  public var isHopeless = false
  /// How long the answer to a question took that was too late three times; zero: none was.
  public var lateBy = Interval.zero

  /// Nothing new.
  @_noLocks public init() {}
}
