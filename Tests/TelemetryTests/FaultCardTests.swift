import FlightDeck
import RobotCore
import Telemetry
import Testing
import Wording

@Suite struct FaultCardTests {
  /// A run that lost joint 2 in cycle 20 and was killed or ended then.
  private func silentJoint(ended: UInt64 = 0, isOwned: Bool = true) throws -> SyntheticDeck {
    let deck = SyntheticDeck()
    for number in 0..<22 {
      deck.addCycle(
        UInt64(number), silence: number >= 19 ? UInt32(number - 18) * 6_200 : 0,
        fault: number >= 20 ? .feedbackLost : .none, subject: 1)
    }
    deck.addEvent(
      0, .fault, detail: FaultCode.feedbackLost.rawValue, subject: 1, value: 12.4, limit: 10,
      cycle: 20)
    deck.addEvent(
      1, .stopBegan, detail: UInt16(StopKind.controlledDescent.rawValue), subject: 1, cycle: 20)
    deck.put(ended, at: DeckLayout.Counter.ended.rawValue)
    try deck.publish(isOwned: isOwned)
    return deck
  }

  @Test func namesTheJointAndTheSilenceInMilliseconds() throws {
    let deck = try silentJoint()
    let reader = try DeckReader(path: deck.path)
    let event = try #require(reader.lastFault)
    let card = reader.faultCard(for: event)
    #expect(card.subject == "testbot_joint2")
    #expect(card.stop == .controlledDescent)
    #expect(
      card.sentence == "Joint testbot_joint2 (DM-J4310, id 0x02, bus arm) has been silent for "
        + "12.4 ms; the limit is 10.0 ms.")
    // 200 ms at 160 ms a cycle: the cycle of the fault and the one before it.
    #expect(card.rows.map(\.time) == [-160, 0])
    #expect(card.rows[1].silence == 12.4)
    #expect(card.text.contains("testbot_joint2"))
    #expect(card.text.contains("12.4 ms"))
    #expect(card.json.line.contains("\"limit\":10.0"))
  }

  @Test func blackBoxOfAKilledRunSaysWhatTheArmDoes() throws {
    let deck = try silentJoint(isOwned: false)
    let report = BlackBoxReport(try DeckReader(path: deck.path), seconds: 1)
    let story = report.story.joined(separator: " ")
    #expect(story.contains("was killed at 1970-01-01T00:16:43.360Z"))
    #expect(story.contains("time-outs of 100 ms"))
    #expect(story.contains("ERR D"))
    #expect(story.contains("testbot_joint1, testbot_joint2 sink under gravity"))
    #expect(report.text().contains("── stop: feedback lost"))
    #expect(report.json.line.contains("\"run\":\"killed\""))
  }

  @Test func blackBoxOfAnOrderlyEndDoesNotSpeakOfAKill() throws {
    let deck = try silentJoint(ended: 1)
    let story = BlackBoxReport(try DeckReader(path: deck.path), seconds: 1).story
    #expect(story == ["The run of testbot ended as asked at 1970-01-01T00:16:43.360Z."])
  }
}
