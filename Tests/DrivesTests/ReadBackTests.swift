#if DEBUG  // Inner parts: a release build keeps them to itself.
  import Testing
  import Units

  @testable import Drives

  /// The read-back of a drive with five registers, cycle by cycle: one a millisecond.
  @Suite struct ReadBackTests {
    private final class Bench {
      private(set) var readBack = ReadBack(count: 5)
      var now = Instant(nanoseconds: 1_000_000_000)
      /// Registers asked for, in order.
      private(set) var asked: [Int] = []
      private let patience = Interval(milliseconds: 100)

      @discardableResult
      func step(after milliseconds: Int64 = 1, mayAsk: Bool = true) -> ReadBack.Step {
        now = now + Interval(milliseconds: milliseconds)
        let step = readBack.step(now: now, patience: patience, mayAsk: mayAsk)
        if step == .ask { asked.append(readBack.asked) }
        return step
      }

      func answer(after milliseconds: Int64 = 1) -> ReadBack.Answer {
        now = now + Interval(milliseconds: milliseconds)
        return readBack.answered(at: now, limit: Interval(milliseconds: 15))
      }

      /// Asks until it gives up, and goes on with the next.
      func passOver() -> Int {
        for tries in 1...10 where step(after: 101) == .unanswered {
          readBack.passOver()
          return tries - 1
        }
        return -1
      }

      func change(_ change: (inout ReadBack) -> Void) { change(&readBack) }
    }

    @Test func everyRegisterOnce() {
      let bench = Bench()
      for _ in 0..<5 {
        #expect(!bench.readBack.isDone)
        bench.step()
        #expect(bench.answer() == .inTime)
      }
      #expect(bench.readBack.isDone && bench.readBack.asked == -1)
      #expect(bench.asked == [0, 1, 2, 3, 4])
      #expect(bench.step() == .nothing)
    }

    @Test func itWaitsForRoomOnTheBusAndForTheAnswer() {
      let bench = Bench()
      #expect(bench.step(mayAsk: false) == .nothing)
      #expect(bench.step() == .ask)
      #expect(bench.step(after: 100) == .nothing)
      #expect(bench.step() == .ask)
      #expect(bench.asked == [0, 0] && bench.readBack.tries == 2)
    }

    @Test func threeTriesThenFewer() {
      let bench = Bench()
      let tries = [bench.passOver(), bench.passOver()]
      #expect(tries == [3, 2])
      #expect(bench.asked == [0, 0, 0, 1, 1])
      #expect(!bench.readBack.isDone)
    }

    @Test func threeOfThreeUnansweredAreEnough() {
      let bench = Bench()
      for _ in 0..<3 { _ = bench.passOver() }
      #expect(bench.readBack.isDone)
      #expect(bench.asked.max() == 2)
    }

    @Test func oneThatIsAnsweredKeepsTheListGoing() {
      let bench = Bench()
      bench.step()
      _ = bench.answer()
      for _ in 0..<3 { _ = bench.passOver() }
      #expect(!bench.readBack.isDone)
      bench.step()
      #expect(bench.answer() == .inTime)
      #expect(bench.readBack.isDone)
    }

    @Test func aLateAnswerIsAskedForAgainAndTheThirdIsTooLate() {
      let bench = Bench()
      var answers: [ReadBack.Answer] = []
      for _ in 0..<3 {
        bench.step()
        answers.append(bench.answer(after: 15))
      }
      #expect(answers == [.late, .late, .tooLate])
      #expect(bench.asked == [0, 0, 0])
    }

    @Test func aLateAnswerAndOneInTimeAreGood() {
      let bench = Bench()
      bench.step()
      #expect(bench.answer(after: 15) == .late)
      bench.step()
      #expect(bench.answer(after: 14) == .inTime)
      bench.step()
      #expect(bench.asked == [0, 0, 1] && bench.readBack.tries == 1)
    }

    @Test func itBeginsAnew() {
      let bench = Bench()
      _ = bench.passOver()
      bench.step()
      bench.change { $0.begin() }
      #expect(bench.readBack.asked == -1 && bench.readBack.tries == 0)
      let tries = bench.passOver()
      #expect(tries == 3 && bench.asked.last == 0)
      bench.change { $0.skip() }
      #expect(bench.readBack.isDone)
    }
  }
#endif
