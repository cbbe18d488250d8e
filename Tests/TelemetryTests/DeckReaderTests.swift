import CFlightDeck
import FlightDeck
import Foundation
import RobotCore
import Telemetry
import Testing
import Wording

@Suite struct DeckReaderTests {
  private func refusal(_ deck: SyntheticDeck) -> Refusal? {
    do {
      _ = try DeckReader(path: deck.path)
      return nil
    } catch { return error }
  }

  @Test func readsWhatTheLoopWrote() throws {
    let deck = SyntheticDeck()
    for number in 0..<5 { deck.addCycle(UInt64(number)) }
    try deck.publish()
    let reader = try DeckReader(path: deck.path)
    #expect(reader.jointNames == ["testbot_joint1", "testbot_joint2"])
    #expect(reader.busNames == ["arm"])
    #expect(reader.identity.robot == "testbot")
    let newest = try #require(reader.newest())
    #expect(newest.cycle == 4)
    #expect(newest.phase == .moving)
    #expect(newest.joints[1].position == SyntheticDeck.position(4) + 1)
    #expect(newest.joints[0].isFresh && newest.joints[0].isKnown)
    #expect(newest.frames.count == 1)
    #expect(newest.frames[0].data == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(reader.snapshot.liveness == .running)
  }

  @Test func safetyFunctionsAreToldWithTheirNearestApproach() throws {
    let deck = SyntheticDeck()
    var row = flight_deck_safety()
    (row.acted, row.time, row.value, row.limit) = (3, 1_000, -3.52, 4)
    (row.left, row.joint, row.seen) = (0.1199, 1, 1)
    let speed = try #require(SafetyFunction.all.first { $0.word == "speed limit" })
    deck.put(row, at: DeckLayout.safetyOffset + 40 * Int(speed.rawValue))
    deck.addCycle(0)
    try deck.publish()
    let reader = try DeckReader(path: deck.path)
    #expect(reader.safety.map(\.function) == SafetyFunction.all)
    let told = try #require(reader.safety.first { $0.function == speed })
    #expect(told.acted == 3 && told.nearest?.joint == 1 && told.nearest?.time == 1_000)
    let text = told.text(in: reader.configuration)
    #expect(text.nearest == "11 % left (testbot_joint2 -3.520 of 4.000 rad/s)")
    #expect(
      text.json.line
        == #"{"function":"speed limit","acted":3,"nearest":{"left":0.1199,"value":-3.52,"limit":4.0,"#
        + #""unit":"rad/s","joint":"testbot_joint2","time_ns":1000}}"#)
    let other = try #require(reader.safety.first { $0.function != speed })
    #expect(other.acted == 0 && other.nearest == nil)
    #expect(other.text(in: reader.configuration).json.line.hasSuffix(#""nearest":null}"#))
  }

  @Test func givesEveryCycleOnceInOrder() throws {
    let deck = SyntheticDeck()
    for number in 0..<5 { deck.addCycle(UInt64(number)) }
    try deck.publish()
    let reader = try DeckReader(path: deck.path)
    var seen: [UInt64] = []
    while let cycle = reader.next() { seen.append(cycle.cycle) }
    #expect(seen == [0, 1, 2, 3, 4])
    #expect(reader.next() == nil)
    #expect(reader.lost == 0)
  }

  @Test func countsWhatWasOverwritten() throws {
    let deck = SyntheticDeck()
    let slots = UInt64(deck.layout.slotCount)
    for number in 0..<(slots + 10) { deck.addCycle(number) }
    try deck.publish()
    let reader = try DeckReader(path: deck.path)
    let first = try #require(reader.next())
    // One slot is being written at any time, so the oldest is not relied on.
    #expect(first.cycle == 11)
    #expect(reader.lost == 11)
    var count: UInt64 = 1
    while reader.next() != nil { count += 1 }
    #expect(count + reader.lost == slots + 10)
  }

  @Test func tellsWhatWasDamagedAndLeavesItOut() throws {
    let deck = SyntheticDeck()
    for number in 0..<UInt64(40) { deck.addCycle(number) }
    for number in 0..<UInt64(3) { deck.addEvent(number, .overrun, cycle: number) }
    try deck.publish(isOwned: false)
    #expect(try DeckReader(path: deck.path).damage == DeckDamage())
    // A falsified position, a falsified frame, a whole slot of zeros, an event.
    let joints = 192
    try deck.store(1.25, at: deck.layout.slot(of: 5) + joints)
    try deck.store(UInt8(9), at: deck.layout.slot(of: 6) + joints + SyntheticDeck.rows + 12)
    for offset in stride(from: 0, to: deck.layout.slotSize, by: 8) {
      try deck.store(UInt64(0), at: deck.layout.slot(of: 39) + offset)
    }
    try deck.store(4.5, at: deck.layout.eventsOffset + 64 + 40)
    let reader = try DeckReader(path: deck.path)
    #expect(reader.damage.ranges == [5...6, 39...39])
    #expect(reader.damage.events == 1)
    #expect(reader.damage.sentence.contains("3 cycles (5 to 6, 39) and 1 events"))
    #expect(reader.cycle(5) == nil)
    #expect(reader.newest()?.cycle == 38, "the last whole one of a run that is over")
    // Room that no frame uses may hold anything.
    try deck.store(UInt8(9), at: deck.layout.slot(of: 8) + joints + SyntheticDeck.rows + 24)
    #expect(try DeckReader(path: deck.path).damage.cycles == 3)
    let path = deck.path + ".mcap"
    defer { _ = unsafe unlink(path) }
    let summary = try BlackBoxExport.write(reader, to: path)
    #expect(summary.messages == 37)
    #expect(!summary.sentence.contains("recorder"), "nobody fell behind")
    #expect(summary.sentence.contains("5 to 6"))
    // The head vouches for itself too.
    try deck.store(Int64(1), at: 48)
    #expect(throws: Refusal.self) { try DeckReader(path: deck.path) }
  }

  @Test func refusesATornSlot() throws {
    let deck = SyntheticDeck()
    for number in 0..<3 { deck.addCycle(UInt64(number)) }
    // The loop clears the first sequence before it writes.
    deck.put(UInt64(0), at: deck.layout.slot(of: 1))
    // A slot whose end belongs to another cycle.
    deck.put(UInt64(99), at: deck.layout.slot(of: 2) + deck.layout.slotSize - 8)
    try deck.publish()
    let reader = try DeckReader(path: deck.path)
    #expect(reader.cycle(0) != nil)
    #expect(reader.cycle(1) == nil)
    #expect(reader.cycle(2) == nil)
    #expect(reader.newest() == nil)
    #expect(reader.next()?.cycle == 0)
    #expect(reader.next() == nil)
    #expect(reader.lost == 2)
  }

  @Test func aRunThatWasKilledWhileItStartedIsNotStartingForEver() throws {
    let path = NSTemporaryDirectory() + "sinew-unborn-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(count: 1 << 20).write(to: URL(fileURLWithPath: path))
    do throws(Refusal) {
      _ = try DeckReader(path: path)
      Issue.record("nobody holds it")
    } catch {
      #expect(error.status == .unavailable && error.sentence.contains("killed while it started"))
    }
  }

  /// What a full disk or a bad copy left of a box is still evidence, and told as cut.
  @Test(arguments: [4_096, 8_192, -100]) func aBoxThatWasCutShowsWhatIsThere(cut: Int) throws {
    let deck = SyntheticDeck()
    for number in 0..<64 { deck.addCycle(UInt64(number)) }
    try deck.publish(isOwned: false, cut: max(cut, 0))
    if cut < 0 {
      let file = try FileHandle(forUpdating: URL(fileURLWithPath: deck.path))
      try file.seekToEnd()
      try file.write(contentsOf: Data(count: -cut))
      try file.close()
    }
    let reader = try DeckReader(path: deck.path)
    let damage = reader.damage
    #expect(damage.excess == -cut)
    #expect(!damage.isNone && (damage.cycles > 0) == (cut > 0))
    let words = cut < 0 ? "100 bytes stand behind its end" : "\(cut) bytes are missing at its end"
    #expect(damage.sentence.contains(words))
    let newest = try #require(reader.newest())
    #expect((newest.cycle == 63) == (cut < 0))
    #expect(damage.ranges.last.map { newest.cycle + 1 == $0.lowerBound } ?? (cut < 0))
  }

  @Test func refusesOtherFiles() throws {
    let magic = SyntheticDeck(magic: 0x1234)
    try magic.publish()
    #expect(refusal(magic)?.status == .badInput)
    #expect(refusal(magic)?.sentence.contains("0x1234") == true)

    let starting = SyntheticDeck(magic: 0)
    try starting.publish()
    #expect(refusal(starting)?.status == .tryAgain)

    let other = SyntheticDeck(layoutHash: 7)
    try other.publish()
    #expect(refusal(other)?.sentence.contains("another build") == true)

    let cut = SyntheticDeck()
    try cut.publish(cut: 4_096)
    #expect(refusal(cut)?.sentence.contains("should hold") == true)

    let version = SyntheticDeck()
    version.put(UInt32(99), at: 8)
    try version.publish()
    #expect(refusal(version)?.sentence.contains("version 99") == true)

    let changed = SyntheticDeck()
    changed.put(UInt8(1), at: changed.layout.configurationOffset + 200)
    try changed.publish()
    #expect(refusal(changed)?.sentence.contains("checksum") == true)

    let missing = SyntheticDeck()
    #expect(refusal(missing)?.status == .unavailable)
  }

  @Test(arguments: [88, 92, 96, 104, 112, 120, 128])
  func neverTrapsOnADeckThatLies(offset: Int) throws {
    for value: UInt32 in [0, 1, 7, 0x7FFF_FFFF, 0xFFFF_FFFF] {
      let deck = SyntheticDeck()
      for number in 0..<3 { deck.addCycle(UInt64(number)) }
      deck.put(value, at: offset)
      if offset >= 104 { deck.put(value, at: offset + 4) }
      try deck.publish()
      guard let reader = try? DeckReader(path: deck.path) else { continue }
      _ = reader.newest()
      while reader.next() != nil {}
      _ = reader.lastEvents(5)
    }
  }

  @Test func tellsHowARunEnded() throws {
    let killed = SyntheticDeck()
    try killed.publish(isOwned: false)
    #expect(try DeckReader(path: killed.path).liveness == .killed)
    let ended = SyntheticDeck()
    ended.put(UInt64(1), at: DeckLayout.Counter.ended.rawValue)
    try ended.publish()
    #expect(try DeckReader(path: ended.path).liveness == .ended)
    let fault = SyntheticDeck()
    fault.put(UInt64(2), at: DeckLayout.Counter.ended.rawValue)
    try fault.publish()
    #expect(try DeckReader(path: fault.path).liveness == .endedOnFault)
  }

  @Test func givesEventsInOrderAndCountsLostOnes() throws {
    let deck = SyntheticDeck()
    for number in 0..<1_030 {
      deck.addEvent(UInt64(number), .phase, detail: 4, value: 3, cycle: UInt64(number))
    }
    try deck.publish()
    let reader = try DeckReader(path: deck.path)
    let first = try #require(reader.nextEvent())
    #expect(first.number == 6)
    #expect(reader.lostEvents == 6)
    #expect(first.sentence(in: reader.configuration) == "moving, was holding.")
    #expect(reader.lastEvents(3).map(\.number) == [1_027, 1_028, 1_029])
  }
}
