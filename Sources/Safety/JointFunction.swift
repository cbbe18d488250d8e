import RobotCore

/// A safety function of one joint: settings, state and logic in one file of `Functions`, with the
/// keys of the profile, its number and its names beside them.
///
/// The chain holds one of each for every joint and calls them in the order of its list
/// (`SafetyChain.swift`), where a new function gets its line.
protocol JointFunction: BitwiseCopyable, Sendable {
  /// Which one it is.
  static var function: SafetyFunction { @_noLocks get }

  /// Takes its settings from the joint.
  @_noLocks init(_ joint: JointConfiguration)

  /// The joint has no torque, or its place was not known before: start from here.
  @_noLocks mutating func follow(_ state: JointState)

  /// Measured side: what is the matter with the joint? nil: nothing. Writes down how near it is to
  /// its limit.
  @_noLocks mutating func monitor(
    _ state: JointState, setpoint: JointCommand, _ watch: JointWatch, _ board: inout SafetyBoard
  ) -> SafetyFinding?

  /// Command side: shapes the command where it is too much. True when it did.
  @_noLocks mutating func limit(
    _ command: inout JointCommand, _ state: JointState, _ watch: inout JointWatch
  ) -> Bool

  /// Forgets windows, latches and the last command.
  @_noLocks mutating func reset()

  #if !hasFeature(Embedded)
    /// What it is called, and which keys of the profile are its own.
    static var about: SafetyAbout { get }
  #endif
}
