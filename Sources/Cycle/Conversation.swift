import RobotCore
import Units

/// What one drive has been asked and what it still owes: the only writer of "an answer is owed".
///
/// Feedback carries no number, so an old answer looks like a new one. A *ping* can be told apart:
/// its answer names the register that was asked for. What is known of a drive is as old as the
/// newest ping that it has answered.
struct Conversation: BitwiseCopyable, Sendable {
  /// Pings that can be told apart.
  static var pings: Int { @_noLocks get { 16 } }
  /// A ping is asked again after so many cycles without an answer: an answer of a full bus comes
  /// with the second cycle after its question.
  static var retryCycles: Int64 { @_noLocks get { 4 } }

  /// When the oldest request that is unanswered was sent; never: none is. A ping is none: a drive
  /// that answers questions and measures nothing must not look fresh (found with a CANopen node
  /// that had restarted: its object server answered, its process data had ceased).
  private(set) var waitingSince = Instant.never
  /// When the oldest ping that was sent after the newest answered one was sent; never: none is
  /// owed.
  private(set) var askedSince = Instant.never
  /// The shorter of the last two round trips of a ping: one reading decides nothing.
  private(set) var roundTrip = Interval.zero
  /// When the drive was last asked for anything but a ping.
  private(set) var lastSent = Instant.never
  /// When it was last pinged.
  private(set) var lastPing = Instant.never
  /// When each ping that is owed was sent; never: it is not owed.
  private var pinged = InlineArray<16, Instant>(repeating: .never)
  private var next = 0
  private var account = AnswerAccount()
  private var lastTrip = Interval.zero

  @_noLocks init() {}

  /// A request was sent, or a ping.
  @_noLocks mutating func asked(at now: Instant, window: Interval, isPing: Bool = false) {
    account.asked(at: now, window: window)
    guard !isPing else { return }
    lastSent = now
    if waitingSince == .never { waitingSince = now }
  }

  /// Somebody else asked the drive something that it answers.
  @_noLocks mutating func overheard(at now: Instant, window: Interval) {
    account.asked(at: now, window: window)
  }

  /// An answer came; a request sent after it left is still waiting.
  @_noLocks mutating func answered(at arrived: Instant) {
    waitingSince = lastSent > arrived ? lastSent : .never
    account.answered()
  }

  /// More answers than questions, for which no loss or delay accounts, in half answers.
  var surplus: Int { @_noLocks get { Int(account.surplus) } }
  /// Questions and answers since the surplus began.
  var questions: Int { @_noLocks get { Int(account.questions) } }
  /// See `questions`.
  var answers: Int { @_noLocks get { Int(account.answers) } }

  /// Which ping may be sent now, −1: none. One that is owed could be answered late, and is not sent
  /// again before nothing may come of it any more.
  @_noLocks func nextPing(at now: Instant, forget: Interval) -> Int {
    for step in 0..<Conversation.pings {
      let index = (next &+ step) % Conversation.pings
      if pinged[index] == .never || now - pinged[index] > forget { return index }
    }
    return -1
  }

  /// A ping was sent.
  @_noLocks mutating func pinged(_ index: Int, at now: Instant) {
    pinged[index] = now
    next = (index &+ 1) % Conversation.pings
    lastPing = now
    if askedSince == .never { askedSince = now }
  }

  /// The answer to a ping came; false when that ping is not owed.
  ///
  /// A drive answers in order: what it was asked before and has not answered is lost.
  @_noLocks mutating func ponged(_ index: Int, at arrived: Instant) -> Bool {
    let sent = pinged[index]
    guard sent != .never else { return false }
    account.answered()
    var oldest = Instant.never
    for other in pinged.indices where pinged[other] != .never {
      if pinged[other] <= sent {
        pinged[other] = .never
      } else if oldest == .never || pinged[other] < oldest {
        oldest = pinged[other]
      }
    }
    askedSince = oldest
    let trip = arrived - sent
    roundTrip = trip < lastTrip ? trip : lastTrip
    lastTrip = trip
    return true
  }

  /// Time in which this process did not run counts for nobody.
  @_noLocks mutating func excuse(_ away: Interval) {
    waitingSince = Conversation.later(waitingSince, by: away)
    askedSince = Conversation.later(askedSince, by: away)
    account.excuse(away)
    for index in pinged.indices { pinged[index] = Conversation.later(pinged[index], by: away) }
  }

  /// Nothing is asked, so nothing is owed.
  @_noLocks mutating func excuseAll() {
    waitingSince = .never
    forgetPings()
  }

  /// What was asked before a silence is lost.
  @_noLocks mutating func forgetPings() {
    askedSince = .never
    for index in pinged.indices { pinged[index] = .never }
  }

  /// Later by `time`; what never was stays so.
  @_noLocks static func later(_ instant: Instant, by time: Interval) -> Instant {
    instant == .never ? .never : instant + time
  }
}
