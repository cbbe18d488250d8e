public import Units

/// What is known of one joint, at the output side of its reducer.
public struct JointState: BitwiseCopyable, Sendable {
  /// Estimated position at the cycle's nominal time.
  public var position = Position(0)
  /// Estimated velocity at the cycle's nominal time.
  public var velocity = Velocity(0)
  /// Effort as the drive reports it.
  public var effort = Effort(0)
  /// Position as last decoded, before the estimator.
  public var rawPosition = Position(0)
  /// Velocity as last decoded, before the estimator.
  public var rawVelocity = Velocity(0)
  /// When the last measurement was taken (not when it arrived).
  public var sampled = Instant.never
  /// When the oldest request that is still unanswered was sent; `.never` when none is.
  public var waitingSince = Instant.never
  /// When the oldest question that names its answer was sent, of those sent after the newest that
  /// was answered; `.never` when none is owed. What is known is older than this.
  public var askedSince = Instant.never
  /// How long such a question and its answer took: the shorter of the last two.
  public var roundTrip = Interval.zero
  /// What the drive said last that was believed, whole and at the drive's own report point: what it
  /// measures of itself is read here. Of its status and fault only `status` and `driveFault` count.
  public var report = DriveReport()
  /// What the drive says of itself, as far as it counts: one stray frame does not change it.
  public var status = DriveStatus.unknown
  /// The drive's fault, when `status` is `.fault`; as far as it counts.
  public var driveFault = DriveFault.none
  /// True once a measurement has arrived since the process started.
  public var isKnown = false
  /// True when the zero of `position` is trustworthy (absolute encoder, or homed).
  public var isReferenced = false

  /// A joint of which nothing is known.
  @_noLocks public init() {}

  /// An answer is owed, of whichever kind.
  public var isWaitedFor: Bool {
    @_noLocks get { waitingSince != .never || askedSince != .never }
  }

  /// How long the oldest answer has been owed, of whichever kind.
  @_noLocks public func silence(at now: Instant) -> Interval {
    var oldest = waitingSince
    if askedSince != .never, oldest == .never || askedSince < oldest {
      oldest = askedSince
    }
    return oldest == .never ? .zero : now - oldest
  }

  /// By how much what is known of it is older than allowed, at least: zero when it is not.
  ///
  /// An answer that came tells its round trip. One that did not come may be lost, and its question
  /// is asked again: see `TimingConfiguration.answerLimit`.
  @_noLocks public func lateness(at now: Instant, silenceLimit: Interval, answerLimit: Interval)
    -> Interval
  {
    let owed = askedSince == .never ? .zero : now - askedSince
    if owed >= answerLimit { return owed > roundTrip ? owed : roundTrip }
    return roundTrip >= silenceLimit ? roundTrip : .zero
  }
}

/// What one joint is asked to do next, at the output side of its reducer.
///
/// effort = stiffness·(position − q) + damping·(velocity − q̇) + effort
public struct JointCommand: BitwiseCopyable, Sendable {
  /// Wanted position.
  public var position = Position(0)
  /// Wanted velocity.
  public var velocity = Velocity(0)
  /// Feed-forward effort.
  public var effort = Effort(0)
  /// N·m/rad or N/m; ≥ 0.
  public var stiffness = 0.0
  /// N·m·s/rad or N·s/m; ≥ 0, and > 0 whenever `stiffness` is.
  public var damping = 0.0

  /// No effort at all.
  @_noLocks public init() {}
}
