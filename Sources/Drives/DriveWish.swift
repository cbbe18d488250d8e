public import Units

/// What the cycle wants of a drive: a goal, not a frame. How its family gets there is its own
/// business, and may take several cycles.
public enum DriveWish: UInt8, BitwiseCopyable, Sendable {
  /// Nothing is sent.
  case quiet
  /// Feedback, and no command.
  case poll
  /// Feedback, and the next piece of what must be known or set before torque: identity, ranges,
  /// time-outs, mappings. How far it has come is told as `DriveNews.preparation`.
  case prepare
  /// A latched fault is forgotten. Starts no motion.
  case clear
  /// The power stage is switched on. A command follows in the same cycle as `follow`.
  case enable
  /// The command is followed.
  case follow
  /// The drive looks for its zero by itself, where its family can (`Drives.homing`); any other
  /// holds as for `follow`. It is under torque.
  case home
  /// The power stage is switched off: a request to the drive, not STO.
  case disable

  // Spelled out: the standard library's generic `==` of raw values is not real-time code.
  /// The same.
  @_noLocks public static func == (a: DriveWish, b: DriveWish) -> Bool {
    a.rawValue == b.rawValue
  }
  /// Not the same.
  @_noLocks public static func != (a: DriveWish, b: DriveWish) -> Bool {
    a.rawValue != b.rawValue
  }
}

/// The time of a step, and how long a drive is waited for.
public struct DriveMoment: BitwiseCopyable, Sendable {
  /// Nominal time of the step.
  public var now = Instant.never
  /// Number of the cycle.
  public var cycle: UInt64 = 0
  /// Length of a cycle.
  public var period = Interval.zero
  /// After so long an unanswered question is asked again.
  public var patience = Interval.zero
  /// An answer that takes as long as this is too late.
  public var silenceLimit = Interval.zero
  /// The time-out that the drive must have of its own.
  public var driveTimeout = Interval.zero

  /// Time zero.
  @_noLocks public init() {}
}
