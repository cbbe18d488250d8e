/// What a drive family has. What is missing needs a named waiver in the robot's `safety.yaml`.
public struct DriveCapabilities: BitwiseCopyable, Sendable {
  /// Its address or serial number can be read.
  public var identity: Bool
  /// Its firmware version can be read.
  public var firmware: Bool
  /// Its parameters can be read back.
  public var readBack: Bool
  /// It stops by itself when commands cease, and that time can be read.
  public var timeout: Bool
  /// It reports its position before it is enabled.
  public var feedbackBeforeEnable: Bool
  /// It needs a frame of its own to switch torque on.
  public var enableFrame: Bool
  /// A latched fault can be cleared over the bus.
  public var faultClear: Bool

  /// States every capability.
  @_noLocks public init(
    identity: Bool, firmware: Bool, readBack: Bool, timeout: Bool, feedbackBeforeEnable: Bool,
    enableFrame: Bool, faultClear: Bool
  ) {
    self.identity = identity
    self.firmware = firmware
    self.readBack = readBack
    self.timeout = timeout
    self.feedbackBeforeEnable = feedbackBeforeEnable
    self.enableFrame = enableFrame
    self.faultClear = faultClear
  }
}
