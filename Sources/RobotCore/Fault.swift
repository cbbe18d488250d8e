public import Units

/// One finding: what, where, how much, against which limit.
public struct Fault: BitwiseCopyable, Sendable {
  /// What was found.
  public var code: FaultCode
  /// The joint it belongs to, or −1 for the whole robot; a bus index for `.busLost`, `.fenceUp`,
  /// an index of lines for `.emergencyStop`.
  public var subject: Int16
  /// The measured value, in the unit that `code` says.
  public var value: Double
  /// The limit it was held against, in the same unit.
  public var limit: Double
  /// When it was found.
  public var instant: Instant

  /// One finding.
  @_noLocks public init(
    _ code: FaultCode, subject: Int = -1, value: Double = 0, limit: Double = 0,
    instant: Instant = .zero
  ) {
    self.code = code
    self.subject = Int16(truncatingIfNeeded: subject)
    self.value = value
    self.limit = limit
    self.instant = instant
  }

  /// Nothing found.
  @_noLocks public static func none() -> Fault { Fault(.none) }
}
