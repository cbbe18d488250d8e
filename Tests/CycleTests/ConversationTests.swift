import RobotCore
import Testing
import Units

@testable import Cycle

/// What a drive owes, by questions and answers alone.
@Suite struct ConversationTests {
  private let window = Interval(milliseconds: 60)

  private func at(_ milliseconds: Int64) -> Instant {
    Instant(nanoseconds: 1_000_000_000) + Interval(milliseconds: milliseconds)
  }

  @Test func nothingIsOwedBeforeItIsAsked() {
    let talk = Conversation()
    #expect(talk.waitingSince == .never && talk.askedSince == .never)
  }

  @Test func theOldestQuestionCounts() {
    var talk = Conversation()
    talk.asked(at: at(0), window: window)
    talk.asked(at: at(1), window: window)
    #expect(talk.waitingSince == at(0))
  }

  /// An answer that left before the newest question was sent is none to it.
  @Test func anAnswerEndsWhatWasAskedBeforeItLeft() {
    var talk = Conversation()
    talk.asked(at: at(0), window: window)
    talk.answered(at: at(1))
    #expect(talk.waitingSince == .never)
    talk.asked(at: at(2), window: window)
    talk.asked(at: at(4), window: window)
    talk.answered(at: at(3))
    #expect(talk.waitingSince == at(4))
  }

  /// A drive that answers questions and measures nothing must not look fresh.
  @Test func aPingNeitherBeginsNorEndsTheWait() {
    var talk = Conversation()
    talk.asked(at: at(0), window: window, isPing: true)
    talk.pinged(0, at: at(0))
    #expect(talk.waitingSince == .never)
    talk.asked(at: at(1), window: window)
    let isOwed = talk.ponged(0, at: at(2))
    #expect(isOwed && talk.waitingSince == at(1))
  }

  @Test func timeAwayIsNobodysSilence() {
    var talk = Conversation()
    talk.asked(at: at(0), window: window)
    talk.pinged(0, at: at(0))
    talk.excuse(Interval(milliseconds: 30))
    #expect(talk.waitingSince == at(30) && talk.askedSince == at(30))
    talk.excuseAll()
    talk.excuse(Interval(milliseconds: 30))
    #expect(talk.waitingSince == .never && talk.askedSince == .never)
  }

  /// A drive answers in order: with the third ping answered, the first two are lost.
  @Test func thePingThatIsAnsweredEndsThoseBefore() {
    var talk = Conversation()
    for index in 0..<4 { talk.pinged(index, at: at(Int64(index))) }
    #expect(talk.askedSince == at(0), "the oldest one counts")
    let answers = [talk.ponged(2, at: at(9)), talk.ponged(0, at: at(9)), talk.ponged(2, at: at(9))]
    #expect(answers == [true, false, false])
    #expect(talk.askedSince == at(3))
    let last = talk.ponged(3, at: at(10))
    #expect(last && talk.askedSince == .never)
  }

  @Test func oneRoundTripDecidesNothing() {
    var talk = Conversation()
    talk.pinged(0, at: at(0))
    _ = talk.ponged(0, at: at(50))
    #expect(talk.roundTrip == .zero)
    talk.pinged(1, at: at(60))
    _ = talk.ponged(1, at: at(100))
    #expect(talk.roundTrip == Interval(milliseconds: 40))
    talk.pinged(2, at: at(110))
    _ = talk.ponged(2, at: at(111))
    #expect(talk.roundTrip == Interval(milliseconds: 1))
  }

  /// A name that is owed could be answered late, and is not used again before it is forgotten.
  @Test func sixteenPingsMayBeOwed() {
    var talk = Conversation()
    let forget = Interval(milliseconds: 2_000)
    for index in 0..<Conversation.pings {
      #expect(talk.nextPing(at: at(Int64(index)), forget: forget) == index)
      talk.pinged(index, at: at(Int64(index)))
    }
    #expect(talk.nextPing(at: at(100), forget: forget) == -1)
    #expect(talk.nextPing(at: at(2_001), forget: forget) == 0)
  }
}
