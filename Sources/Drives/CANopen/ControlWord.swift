/// The words that object 6040 can hold (CiA 402-2, 5.3, table of commands).
public enum ControlWord {
  /// Torque off from any state (transitions 7, 9, 10, 12).
  public static var disableVoltage: UInt16 { @_noLocks get { 0x00 } }
  /// Quick stop (transitions 7, 10, 11): the drive brakes as object 605A says.
  public static var quickStop: UInt16 { @_noLocks get { 0x02 } }
  /// Shutdown (transitions 2, 6, 8).
  public static var shutdown: UInt16 { @_noLocks get { 0x06 } }
  /// Switch on, and disable operation (transitions 3 and 5).
  public static var switchOn: UInt16 { @_noLocks get { 0x07 } }
  /// Enable operation (transitions 4 and 16).
  public static var enableOperation: UInt16 { @_noLocks get { 0x0F } }
  /// Fault reset: its rising edge is the command (transition 15).
  public static var faultReset: UInt16 { @_noLocks get { 0x80 } }
  /// Homing: begins (rising edge), and goes on for as long as it is set.
  public static var startHoming: UInt16 { @_noLocks get { 0x10 } }
  /// Profile position: the target is new (rising edge).
  public static var newSetPoint: UInt16 { @_noLocks get { 0x10 } }
  /// Profile position: the target counts at once, not after the one before.
  public static var changeAtOnce: UInt16 { @_noLocks get { 0x20 } }

  /// The next word on the way from a state to operation enabled: one transition per answer. A
  /// fault, a quick stop and what nobody knows are not left this way: torque off.
  @_noLocks public static func enabling(from state: PowerState) -> UInt16 {
    switch state {
    case .switchOnDisabled: shutdown
    case .readyToSwitchOn: switchOn
    case .switchedOn, .operationEnabled: enableOperation
    case .notReady, .quickStopActive, .faultReactionActive, .fault, .unknown: disableVoltage
    }
  }
}
