public import Units

/// One finding: what, where, how much, against which limit.
public struct Fault: BitwiseCopyable, Sendable {
  /// What was found.
  public var code: FaultCode
  /// The joint it belongs to, or −1 for the whole robot; a bus index for `.busLost`, `.fenceUp`,
  /// `.busFlooded`, `.foreignCommander`; an index of lines for `.emergencyStop`.
  public var subject: Int16
  /// The measured value, in the unit that `code` says.
  public var value: Double
  /// The limit it was held against, in the same unit.
  public var limit: Double
  /// The profile's own number where `limit` is not it (a limit with its margin), in the same unit;
  /// 0 where `limit` is the profile's number.
  public var setting: Double
  /// What else `code` needs: a register's number, how many turns fit, an arbitration id, …
  public var detail: UInt16
  /// When it was found.
  public var instant: Instant

  /// One finding.
  @_noLocks public init(
    _ code: FaultCode, subject: Int = -1, value: Double = 0, limit: Double = 0,
    setting: Double = 0, detail: Int = 0, instant: Instant = .never
  ) {
    self.code = code
    self.subject = Int16(truncatingIfNeeded: subject)
    self.value = value
    self.limit = limit
    self.setting = setting
    self.detail = UInt16(truncatingIfNeeded: detail)
    self.instant = instant
  }

  /// Nothing found.
  @_noLocks public static func none() -> Fault { Fault(.none) }
}
