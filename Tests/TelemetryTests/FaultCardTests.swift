import CFlightDeck
import FlightDeck
import Foundation
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

  /// A joint that has not been heard of holds zeros, and they were never measured.
  @Test func whatWasNotMeasuredIsNotShown() throws {
    let deck = SyntheticDeck()
    for number in 0..<3 { deck.addCycle(UInt64(number)) }
    // Flags of joint 2's row: unknown in the first two cycles.
    for number in 0..<2 {
      let rows = deck.layout.slot(of: UInt64(number)) + MemoryLayout<flight_deck_cycle>.size
      var unknown = flight_deck_joint()
      unknown.flags = 0
      deck.put(unknown, at: rows + MemoryLayout<flight_deck_joint>.size)
      deck.sealCycle(UInt64(number))
    }
    deck.addEvent(
      0, .fault, detail: FaultCode.feedbackLost.rawValue, subject: 1, value: 12.4, limit: 10,
      cycle: 2)
    try deck.publish()
    let reader = try DeckReader(path: deck.path)
    let card = reader.faultCard(for: try #require(reader.lastFault))
    #expect(card.rows.map(\.time) == [0], "the cycle before is within 200 ms, and unknown")
    let report = BlackBoxReport(reader, seconds: 1)
    let json = report.json.line
    #expect(json.contains(#""position":[0.0,null]"#) && json.contains(#""velocity":[0.0,null]"#))
    let lines = report.text(joint: 1).split(separator: "\n").filter { $0.contains("moving") }
    #expect(lines.count == 3 && lines.filter { $0.contains("–") }.count == 2)
  }

  /// One read-back can find several registers of one drive: the latched one is the first.
  @Test func theLatchedFindingIsToldByItsRegister() throws {
    let deck = SyntheticDeck()
    deck.addCycle(0, phase: .latched, fault: .configurationMismatch, subject: 1)
    var head = flight_deck_cycle()
    head.sequence = 1
    head.phase = RobotPhase.latched.rawValue
    head.fault = FaultCode.configurationMismatch.rawValue
    head.fault_subject = 1
    head.fault_detail = 9
    head.frame_bytes = 20
    deck.put(head, at: deck.layout.slot(of: 0))
    deck.sealCycle(0)
    for (number, register) in [UInt16(9), 21].enumerated() {
      var event = flight_deck_event()
      event.sequence = UInt64(number) + 1
      event.code = EventCode.fault.rawValue
      event.detail = FaultCode.configurationMismatch.rawValue
      event.subject = 1
      event.value = 1
      event.limit = 2
      event.fault_detail = register
      deck.put(event, at: deck.layout.eventsOffset + number * 64)
      deck.sealEvent(UInt64(number))
    }
    deck.put(UInt64(2), at: DeckLayout.Counter.events.rawValue)
    try deck.publish()
    let reader = try DeckReader(path: deck.path)
    let card = reader.faultCard(for: try #require(reader.latchedFault))
    #expect(card.register?.name == "TIMEOUT")
    #expect(card.sentence.contains("TIMEOUT (register 9)"))
  }

  /// Simulated time runs ahead of the clock: the box of such a run must not hide a later one.
  @Test func aBoxIsStampedByTheClockAndNotBySimulatedTime() throws {
    let folder = "/tmp/sinew-boxes-\(UInt64.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func box(seen: Int64) throws -> String {
      let deck = SyntheticDeck()
      deck.addCycle(0)
      deck.put(seen, at: DeckLayout.Counter.seenRealtime.rawValue)
      try deck.publish(isOwned: false)
      let reader = try DeckReader(path: deck.path)
      #expect(reader.lastSeen == seen)
      let story = BlackBoxReport(reader, seconds: 1).story.joined()
      #expect(story.contains("killed at \(WallTime(seen).text)"))
      return try BlackBox.keep(deckPath: deck.path, in: folder)
    }
    // The cycle itself says 1970-01-01T00:16:40 in both.
    let early = try box(seen: 1_700_000_000_000_000_000)
    let late = try box(seen: 1_700_000_100_000_000_000)
    #expect(early.contains("-20231114T221320Z") && late.contains("-20231114T221500Z"))
    #expect(BlackBox.kept(in: folder) == [late, early])
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
