public import Units

/// Answer to a cycle that came late or took too long.
public enum OverrunPolicy: UInt8, BitwiseCopyable, Sendable {
  case count, hold, controlledStop
}

/// Rate and time limits of one world.
public struct TimingConfiguration: BitwiseCopyable, Sendable {
  /// One cycle.
  public var period = Interval(milliseconds: 1)
  /// Answer to overruns.
  public var overrunPolicy = OverrunPolicy.count
  /// Sliding window in which overruns are counted.
  public var overrunWindow = Interval(milliseconds: 1_000)
  /// Overruns within the window that trigger the policy.
  public var overrunLimit: UInt32 = 10
  /// Freshness limit: age of the oldest unanswered request at which a joint counts as silent.
  public var silenceLimit = Interval(milliseconds: 10)
  /// A streaming commander silent for so long is gone. No request streams yet; the commander of a
  /// motion is held against its lease's time-out.
  public var commandTimeout = Interval(milliseconds: 200)
  /// Time-out that each drive must have of its own, read back at arming.
  public var driveTimeout = Interval(milliseconds: 100)
  /// Longest wait for one answer while arming.
  public var exchangeTimeout = Interval(milliseconds: 100)
  /// Older values of the supply's monitor, and of the e-stop inputs read beside it, count as lost;
  /// zero: what `SupplyConfiguration.ageLimit` says. Longer on a bench, whose slow thread waits for
  /// the same host as the loop.
  public var supplyAgeLimit = Interval.zero

  /// How long a question that names its answer may be owed: the silence limit, and what four more
  /// attempts take. One is asked again every four cycles (`Cycle.Conversation`), so that at
  /// 1 kHz and 15 ms seven in a row must get lost: with one frame of ten lost, once in weeks.
  public var answerLimit: Interval { @_noLocks get { silenceLimit + period * 16 } }

  /// Defaults for 1 kHz.
  @_noLocks public init() {}
}
