/// One CAN or CAN FD frame with the instant that belongs to it.
public struct CANFrame: BitwiseCopyable, Sendable {
  /// Arbitration id: 11 bits, or 29 when `flags` has `extended`. In an error frame the error class.
  public var id: UInt32
  /// `CANFrame.extended`, `.fd`, … in one byte.
  public var flags: UInt8
  /// Payload bytes in use: 0…8, or 0…64 with `fd`.
  public var length: UInt8
  /// Index of the bus in `RobotConfiguration.buses`.
  public var bus: UInt8
  /// Receive instant in ns on the loop's clock, or 0 when nothing stamped the frame.
  public var stamp: Int64
  /// Payload; bytes past `length` are 0.
  public var data: Payload

  /// 29-bit arbitration id.
  public static var extended: UInt8 { @_noLocks get { 1 } }
  /// CAN FD frame (FDF).
  public static var fd: UInt8 { @_noLocks get { 2 } }
  /// Data phase at the higher bit rate (BRS).
  public static var bitRateSwitch: UInt8 { @_noLocks get { 4 } }
  /// An error frame of the controller, no data frame.
  public static var error: UInt8 { @_noLocks get { 8 } }
  /// Remote request.
  public static var remote: UInt8 { @_noLocks get { 16 } }
  /// Our own frame, confirmed to have been on the wire (`MSG_CONFIRM`).
  public static var confirmed: UInt8 { @_noLocks get { 32 } }

  /// A frame of zeros.
  @_noLocks public init(id: UInt32, length: UInt8 = 8, flags: UInt8 = 0) {
    self.id = id
    self.flags = flags
    self.length = length
    bus = 0
    stamp = 0
    data = Payload()
  }

  /// True when every bit of `mask` is set in `flags`.
  @_noLocks public func has(_ mask: UInt8) -> Bool { flags & mask == mask }
}
