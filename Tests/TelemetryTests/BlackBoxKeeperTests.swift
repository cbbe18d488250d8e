import FlightDeck
import Foundation
import RobotCore
import Telemetry
import Testing
import Wording

@Suite struct BlackBoxKeeperTests {
  /// Takes the events that are new to `reader` in; the path of the box if one was due.
  private func look(_ keeper: inout BlackBoxKeeper, _ reader: DeckReader) throws -> String? {
    while let event = reader.nextEvent() { keeper.note(event) }
    return try keeper.keepWhenDue()
  }

  /// What a run left may be damaged; the next one keeps it as it is, and is not stopped by it.
  @Test(arguments: [UInt32.max, 0, 1, 0x8000_0000])
  func aDamagedDeckIsKeptAllTheSame(number: UInt32) throws {
    let folder = NSTemporaryDirectory() + "sinew-boxes-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/sinew-damaged"
    var bytes = [UInt8](repeating: 0xFF, count: 16_384)
    func put<T: FixedWidthInteger>(_ value: T, at offset: Int) {
      for index in 0..<MemoryLayout<T>.size {
        bytes[offset + index] = UInt8(truncatingIfNeeded: value >> T(8 * index))
      }
    }
    // CFlightDeck.h: slot size, slot count, first slot, cycles.
    put(number, at: 88)
    put(UInt32.max, at: 92)
    put(UInt64(4_096), at: 128)
    put(UInt64.max - 16, at: 256)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let box = try BlackBox.keepUnlessKept(deckPath: path, in: folder)
    #expect(box != nil && BlackBox.kept(in: folder) == [box])
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

  @Test func stopsThatAreAskedForNeverEvictFaults() throws {
    let folder = NSTemporaryDirectory() + "sinew-boxes-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let deck = SyntheticDeck()
    deck.addCycle(0)
    try deck.publish()
    let reader = try DeckReader(path: deck.path)
    var keeper = BlackBoxKeeper(reader, folder: folder)
    var event: UInt64 = 0
    var cycle: UInt64 = 0
    func stop(_ codes: [FaultCode]) throws -> String {
      for code in codes {
        deck.addEvent(event, .fault, detail: code.rawValue, cycle: cycle)
        event += 1
      }
      deck.addEvent(event, .phase, detail: UInt16(RobotPhase.latched.rawValue), cycle: cycle)
      event += 1
      // Eight cycles of 160 ms: every box has a second of its own.
      for _ in 0..<8 {
        cycle += 1
        deck.addCycle(cycle, phase: .latched)
      }
      try deck.update()
      return try #require(try look(&keeper, reader))
    }
    let fault = try stop([.feedbackLost])
    let both = try stop([.operatorStop, .emergencyStop])
    for _ in 0..<25 { _ = try stop([.operatorStop]) }
    let kept = BlackBox.kept(in: folder)
    #expect(kept.contains(fault) && kept.contains(both))
    #expect(kept.count == 2 + BlackBox.operatorStopsPerRobot)
    for _ in 0..<25 { _ = try stop([.feedbackLost]) }
    #expect(
      BlackBox.kept(in: folder).count == BlackBox.keptPerRobot + BlackBox.operatorStopsPerRobot)
  }

  @Test func aFaultThatWasResetIsNotTheHeadline() throws {
    let deck = SyntheticDeck()
    for number in 0..<5 { deck.addCycle(UInt64(number)) }
    deck.addEvent(
      0, .fault, detail: FaultCode.feedbackLost.rawValue, subject: 1, value: 31, limit: 15,
      cycle: 5)
    deck.addCycle(5, phase: .latched, fault: .feedbackLost, subject: 1)
    try deck.publish(isOwned: false)
    let latched = BlackBoxReport(try DeckReader(path: deck.path), seconds: 1).text()
    #expect(latched.contains("was killed at") && latched.contains("has been silent"), "\(latched)")
    #expect(!latched.contains("had been reset"))
    // Reset, armed and moving again, then killed.
    for number in 6..<10 { deck.addCycle(UInt64(number)) }
    try deck.update()
    let reader = try DeckReader(path: deck.path)
    let killed = BlackBoxReport(reader, seconds: 0.1)
    #expect(killed.story[0].contains("moving") && killed.story[0].contains("had been reset"))
    #expect(!killed.text().contains("has been silent"))
    #expect(killed.json.line.contains("\"fault\":null"))
    // Asked for by name it is there.
    #expect(BlackBoxReport(reader, seconds: 0.1, atFault: true).text().contains("has been silent"))
    // The same when it was asked to end, whatever the run makes of its log.
    deck.put(UInt64(2), at: DeckLayout.Counter.ended.rawValue)
    try deck.update()
    let ended = BlackBoxReport(try DeckReader(path: deck.path), seconds: 0.1).story[0]
    #expect(!ended.contains("ended on a fault") && ended.contains("had failed before"))
  }
}
