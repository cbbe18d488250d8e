import Units

/// Questions and answers of one drive: it is silent but in answer, so more answers than questions
/// mean two drives on one id, or somebody else who asks.
///
/// What is owed for long is lost and forgotten, else old losses would hide a surplus. A surplus
/// leaks by half an answer with each question, for a gateway may double a frame now and then.
struct AnswerAccount: BitwiseCopyable, Sendable {
  /// So many half answers too many are no accident: with one of five doubled, never seen in 10⁹.
  static var most: Int32 { @_noLocks get { 16 } }
  /// The same for all the drives of a bus together.
  static var mostOfBus: Int { @_noLocks get { 24 } }

  /// Half answers too many.
  private(set) var surplus: Int32 = 0
  /// Questions since the surplus began.
  private(set) var questions: UInt32 = 0
  /// Answers since then.
  private(set) var answers: UInt32 = 0
  private var owed: Int32 = 0
  private var owedBefore: Int32 = 0
  private var since = Instant.never

  @_noLocks init() {}

  /// A question; what is owed for two windows is forgotten.
  @_noLocks mutating func asked(at now: Instant, window: Interval) {
    if now - since >= window {
      owedBefore = owed
      owed = 0
      since = now
    }
    owed &+= 1
    questions &+= 1
    if surplus > 0 { surplus -= 1 }
    if surplus == 0 {
      questions = 1
      answers = 0
    }
  }

  /// An answer.
  @_noLocks mutating func answered() {
    answers &+= 1
    if owedBefore > 0 {
      owedBefore -= 1
    } else if owed > 0 {
      owed -= 1
    } else if surplus < 2 * AnswerAccount.most {
      surplus += 2
    }
  }

  /// Time in which this process did not run.
  @_noLocks mutating func excuse(_ away: Interval) {
    if since != .never { since = since + away }
  }
}
