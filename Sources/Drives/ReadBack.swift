import Units

/// The read-back of one drive while arming: every register of its list in turn, each asked for at
/// most three times. It knows when to ask and when to give up; what is in a register is the drive's
/// business, what follows from it the cycle's.
struct ReadBack: BitwiseCopyable, Sendable {
  /// What is to be done in one cycle.
  enum Step: UInt8, BitwiseCopyable, Sendable {
    case nothing
    /// Ask for register `asked`.
    case ask
    /// Register `asked` was not answered in all its time: `passOver`, or the drive is silent.
    case unanswered

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Step, b: Step) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: Step, b: Step) -> Bool { a.rawValue != b.rawValue }
  }

  /// What an answer is worth.
  enum Answer: UInt8, BitwiseCopyable, Sendable {
    case inTime
    /// It took as long as a drive may be silent. One reading decides nothing: it is asked again.
    case late
    /// And it was the last of three.
    case tooLate

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Answer, b: Answer) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: Answer, b: Answer) -> Bool { a.rawValue != b.rawValue }
  }

  /// Registers in the drive's list.
  let count: Int
  /// The register that was asked for and is owed, by its place in the list; −1: none is.
  private(set) var asked = -1
  /// How often it was asked for.
  private(set) var tries = 0
  /// When it was asked for the first time.
  private(set) var began = Instant.never
  /// When it was asked for last.
  private(set) var lastAsked = Instant.never
  private var next = 0
  private var unanswered = 0

  @_noLocks init(count: Int) { self.count = count }

  /// Every register has been answered or passed over.
  var isDone: Bool { @_noLocks get { next >= count } }

  /// Starts the list again.
  @_noLocks mutating func begin() { self = ReadBack(count: count) }

  /// There is nothing to be read: what it would say is known.
  @_noLocks mutating func skip() {
    begin()
    next = count
  }

  /// One cycle. A register is asked for when the bus has room (`mayAsk`), and again after
  /// `patience` without an answer.
  @_noLocks mutating func step(now: Instant, patience: Interval, mayAsk: Bool) -> Step {
    guard !isDone else { return .nothing }
    if asked < 0 { return mayAsk ? ask(now) : .nothing }
    guard now - lastAsked > patience else { return .nothing }
    // A drive that leaves one register unanswered gets less patience for the next.
    return tries < (unanswered == 0 ? 3 : 2) ? ask(now) : .unanswered
  }

  @_noLocks private mutating func ask(_ now: Instant) -> Step {
    if tries == 0 { began = now }
    asked = next
    lastAsked = now
    tries += 1
    return .ask
  }

  /// The register that was asked for has been answered.
  @_noLocks mutating func answered(at arrived: Instant, limit: Interval) -> Answer {
    asked = -1
    if arrived - lastAsked >= limit { return tries >= 3 ? .tooLate : .late }
    tries = 0
    next += 1
    return .inTime
  }

  /// Goes on without the register that was not answered.
  @_noLocks mutating func passOver() {
    asked = -1
    tries = 0
    next += 1
    unanswered += 1
    // Three of three: this drive has no registers to offer.
    if unanswered == 3, next == 3 { next = count }
  }
}
