import FlightDeck
import Foundation
import RobotCore
import Telemetry
import Testing

@Suite struct BlackBoxKeeperTests {
  /// Takes the events that are new to `reader` in; the path of the box if one was due.
  private func look(_ keeper: inout BlackBoxKeeper, _ reader: DeckReader) throws -> String? {
    while let event = reader.nextEvent() { keeper.note(event) }
    return try keeper.keepWhenDue()
  }

  @Test func everyStopOfARunThatGoesOnGetsItsBox() throws {
    let folder = NSTemporaryDirectory() + "sinew-boxes-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // 160 ms a cycle: half a second is three cycles.
    let deck = SyntheticDeck()
    deck.addCycle(0)
    deck.addEvent(0, .fault, detail: FaultCode.bootState.rawValue, cycle: 0)
    try deck.publish()
    let reader = try DeckReader(path: deck.path)
    var keeper = BlackBoxKeeper(reader, folder: folder)
    #expect(try look(&keeper, reader) == nil, "the boot state is no stop")
    func stop(_ first: UInt64, at cycle: UInt64) throws -> String? {
      deck.addEvent(
        first, .fault, detail: FaultCode.feedbackLost.rawValue, subject: 1, cycle: cycle)
      deck.addEvent(first + 1, .phase, detail: UInt16(RobotPhase.stopping.rawValue), cycle: cycle)
      deck.addEvent(first + 2, .fault, detail: FaultCode.busLost.rawValue, cycle: cycle)
      deck.addEvent(
        first + 3, .phase, detail: UInt16(RobotPhase.latched.rawValue), cycle: cycle + 1)
      for number in cycle...(cycle + 2) { deck.addCycle(number, phase: .latched) }
      try deck.update()
      #expect(try look(&keeper, reader) == nil, "what the stop did is still to be seen")
      deck.addCycle(cycle + 3, phase: .latched)
      try deck.update()
      return try look(&keeper, reader)
    }
    let one = try #require(try stop(1, at: 1))
    #expect(try look(&keeper, reader) == nil, "two findings of one stop, one box")
    let two = try #require(try stop(5, at: 10))
    #expect(one != two && BlackBox.kept(in: folder).count == 2)
    let box = try DeckReader(path: one)
    #expect(box.liveness == .wentOn)
    #expect(box.lastFault?.code == .fault && box.cycles == 5)
    let story = BlackBoxReport(box, seconds: 1).story.joined()
    #expect(story.contains("went on") && !story.contains("killed"))
    #expect(BlackBox.box(ofRunAt: deck.path, showing: 10, in: folder) == two)
    #expect(BlackBox.box(ofRunAt: deck.path, showing: 100, in: folder) == nil)
  }
}
