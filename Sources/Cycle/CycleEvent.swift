import Drives
public import RobotCore

/// One thing worth a line in the log.
public struct CycleEvent: BitwiseCopyable, Sendable {
  /// What.
  public var code: EventCode
  /// Meaning depends on `code`.
  public var detail: UInt16
  /// Joint, bus or motion; −1 none.
  public var subject: Int32
  /// Measured value.
  public var value: Double
  /// Limit it was held against.
  public var limit: Double
  /// Of a fault: its `detail` and `setting`.
  public var faultDetail: UInt16 = 0
  /// See `faultDetail`.
  public var setting = 0.0

  /// A finding as an event.
  @_noLocks public init(_ fault: Fault) {
    self.init(
      .fault, detail: Int(fault.code.rawValue), subject: Int(fault.subject), value: fault.value,
      limit: fault.limit)
    faultDetail = fault.detail
    setting = fault.setting
  }

  /// A refusal and the finding behind it as an event.
  @_noLocks public init(refused code: ReplyCode, _ fault: Fault) {
    self.init(fault)
    self.code = .refused
    detail = UInt16(truncatingIfNeeded: code.rawValue) | fault.code.rawValue << 8
  }

  /// What a drive calls itself as an event.
  @_noLocks init(_ text: NodeText, of joint: Int) {
    self.init(
      .named, detail: Int(text.object), subject: joint, value: text.head, limit: text.tail)
  }

  /// One event.
  @_noLocks public init(
    _ code: EventCode, detail: Int = 0, subject: Int = -1, value: Double = 0, limit: Double = 0
  ) {
    self.code = code
    self.detail = UInt16(truncatingIfNeeded: detail)
    self.subject = Int32(truncatingIfNeeded: subject)
    self.value = value
    self.limit = limit
  }
}
