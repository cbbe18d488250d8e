import RobotCore
import Units

/// The way from disarmed to holding: what comes next, and how long it is waited for.
///
/// It decides; the cycle shows it what the drives say and does what it asks for.
struct Arming: BitwiseCopyable, Sendable {
  /// The steps, in order.
  enum Stage: UInt8, BitwiseCopyable, Sendable {
    /// Identity, ranges, mode and time-out of every drive, while disabled.
    case prepare
    /// Nothing sent before may still be queued.
    case fence
    /// Enable and first command of every drive in one cycle; each must say that it is enabled.
    case enable
    /// Stiffness from 0 to its value; damping and gravity from the first frame.
    case ramp

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Stage, b: Stage) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: Stage, b: Stage) -> Bool { a.rawValue != b.rawValue }
  }

  /// How long each part may take.
  struct Limits: BitwiseCopyable, Sendable {
    /// For a queue to drain, for its interface to come back, for drives to enable.
    let exchange: Interval
    /// After so long a drive that says it is disabled has never got its enable.
    let silence: Interval
    /// Length of the ramp; zero: none.
    let ramp: Interval

    @_noLocks init(exchange: Interval, silence: Interval, ramp: Interval) {
      self.exchange = exchange
      self.silence = silence
      self.ramp = ramp
    }
  }

  /// What a closed fence waits for.
  enum FenceStep: UInt8, BitwiseCopyable, Sendable {
    case wait
    /// What does not drain is thrown away once: the shell takes the link down and up, and the
    /// socket's ENETDOWN then empties the account.
    case purge
    /// It did not help.
    case failed

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: FenceStep, b: FenceStep) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: FenceStep, b: FenceStep) -> Bool { a.rawValue != b.rawValue }
  }

  /// What the enabling of all drives waits for.
  enum EnableStep: UInt8, BitwiseCopyable, Sendable {
    case wait
    /// Drives that say they are disabled are asked again.
    case askAgain
    /// Their time is over.
    case failed

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: EnableStep, b: EnableStep) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: EnableStep, b: EnableStep) -> Bool { a.rawValue != b.rawValue }
  }

  private(set) var stage = Stage.prepare
  /// When the stage began; of the fence, when the queue was thrown away.
  private(set) var stageBegan = Instant.never
  /// When the drives were last asked to enable.
  private(set) var asked = Instant.never
  /// The first finding of the read-back, `.none` while there is none.
  private(set) var found = Fault(.none)
  /// Bit i: the queue of bus i was to be thrown away in this attempt.
  private var purged: UInt64 = 0

  @_noLocks init() {}

  /// Drives carry torque, or may.
  var isEnabling: Bool { @_noLocks get { stage == .enable || stage == .ramp } }

  /// Begins an attempt.
  @_noLocks mutating func begin(now: Instant) {
    self = Arming()
    enter(.prepare, now: now)
  }

  /// Goes on to a stage.
  @_noLocks mutating func enter(_ next: Stage, now: Instant) {
    stage = next
    stageBegan = now
    asked = now
  }

  /// One finding of the read-back: the first is the one to be told.
  @_noLocks mutating func note(_ finding: Fault) {
    if found.code == .none { found = finding }
  }

  /// One cycle of the fence while frames of ours may still wait on `bus`.
  @_noLocks mutating func fence(closedBy bus: Int, now: Instant, _ limits: Limits) -> FenceStep {
    guard now - stageBegan > limits.exchange else { return .wait }
    let bit: UInt64 = 1 << UInt64(bus)
    guard purged & bit == 0 else { return .failed }
    purged |= bit
    stageBegan = now
    return .purge
  }

  /// One cycle of enabling while a drive has not said that it is enabled.
  @_noLocks mutating func enable(now: Instant, _ limits: Limits) -> EnableStep {
    if now - stageBegan > limits.exchange { return .failed }
    guard now - asked > limits.silence else { return .wait }
    asked = now
    return .askAgain
  }

  /// Share of the stiffness, 0 … 1.
  @_noLocks func gains(now: Instant, _ limits: Limits) -> Double {
    let whole = limits.ramp.seconds
    let part = (now - stageBegan).seconds
    return whole > 0 && part < whole ? part / whole : 1
  }
}
