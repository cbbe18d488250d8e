/// What one register says, held against the robot's configuration.
///
/// Values are in the register's own unit (rad, rad/s, N·m, plain numbers); times are in ms.
public enum ReadBackVerdict: BitwiseCopyable, Sendable {
  /// As configured.
  case matches
  /// Another value than configured.
  case differs(register: UInt16, found: Double, expected: Double)
  /// The drive's own command time-out is switched off. Both in ms.
  case timeoutOff(register: UInt16, found: Double, expected: Double)
}
