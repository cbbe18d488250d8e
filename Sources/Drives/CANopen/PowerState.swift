/// The states of a drive's power stage (CiA 402-2, 5.3).
public enum PowerState: UInt8, BitwiseCopyable, Sendable {
  /// It checks itself.
  case notReady
  /// No torque, and no way to it before `shutdown` is said.
  case switchOnDisabled
  /// High voltage may be switched on.
  case readyToSwitchOn
  /// High voltage is on, no torque.
  case switchedOn
  /// Set-points are followed.
  case operationEnabled
  /// It brakes by itself, under torque.
  case quickStopActive
  /// It reacts to a fault, maybe under torque.
  case faultReactionActive
  /// No torque until the fault is reset.
  case fault
  /// No state that the standard knows.
  case unknown

  /// The state that bits 0…3, 5 and 6 of the status word (6041) name.
  @_noLocks public init(statusWord word: UInt16) {
    switch word & 0x6F {
    case 0x21: self = .readyToSwitchOn
    case 0x23: self = .switchedOn
    case 0x27: self = .operationEnabled
    case 0x07: self = .quickStopActive
    default:
      // In the others bit 5 may be anything.
      switch word & 0x4F {
      case 0x00: self = .notReady
      case 0x40: self = .switchOnDisabled
      case 0x0F: self = .faultReactionActive
      case 0x08: self = .fault
      default: self = .unknown
      }
    }
  }

  /// The power stage can move the motor.
  public var hasTorque: Bool {
    @_noLocks get {
      self == .operationEnabled || self == .quickStopActive || self == .faultReactionActive
    }
  }

  // Spelled out: the standard library's generic `==` of raw values is not real-time code.
  /// The same.
  @_noLocks public static func == (a: PowerState, b: PowerState) -> Bool {
    a.rawValue == b.rawValue
  }
  /// Not the same.
  @_noLocks public static func != (a: PowerState, b: PowerState) -> Bool {
    a.rawValue != b.rawValue
  }
}
