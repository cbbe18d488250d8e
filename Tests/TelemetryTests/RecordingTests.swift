import FlightDeck
import Foundation
import Glibc
import RobotCore
import SwiftProtobuf
import Testing
import Wording

@testable import Telemetry

@Suite struct RecordingTests {
  private let path = "/dev/shm/test-of-sinew-\(UUID().uuidString).mcap"

  private func writer() throws(Refusal) -> MCAPWriter {
    try MCAPWriter(
      path: path, channel: .init(topic: "/cycles", schemaName: "sinew.Cycle", schema: [1, 2, 3]),
      library: "test")
  }

  @Test func writesWhatAnIndependentReaderReads() throws {
    defer { _ = unsafe unlink(path) }
    let file = try writer()
    try file.addMetadata("robot", [("name", "testbot")])
    try file.addAttachment("configuration", mediaType: "application/octet-stream", [9, 8], time: 5)
    for number in 0..<2_500 {
      try file.add(
        [UInt8(number & 255), 7], sequence: UInt32(number), time: UInt64(number) * 1_000_000)
    }
    try file.finish()
    let read = try MCAPFileReader(path: path)
    #expect(read.problems.isEmpty)
    #expect(read.messages.count == 2_500)
    #expect(read.messages[300] == [UInt8(300 & 255), 7])
    #expect(read.statisticsCount == 2_500)
    #expect(read.metadata["robot"] == ["name": "testbot"])
    #expect(read.attachments["configuration"] == [9, 8])
    #expect(read.schemas["sinew.Cycle"] == [1, 2, 3])
    #expect(Set(read.topics) == ["/cycles"])
    #expect(read.hasFooter)
  }

  @Test func everyWholeChunkIsReadableAfterAKill() throws {
    defer { _ = unsafe unlink(path) }
    let file = try writer()
    // A chunk a second: 1000 messages each. The last 500 are in the open chunk, and lost.
    for number in 0..<2_500 {
      try file.add([1], sequence: UInt32(number), time: UInt64(number) * 1_000_000)
    }
    #expect(file.settledCount == 2_000)
    let read = try MCAPFileReader(path: path)
    #expect(read.messages.count == 2_000)
    #expect(read.hasFooter, "an ending without an index, so that it can be read from its end")
    #expect(read.statisticsCount == nil)
    #expect(read.problems.isEmpty)
    // The power went in the middle of the second chunk, which its index of 16 B a message follows.
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    #expect(unsafe truncate(path, off_t(size - 16_150)) == 0)
    #expect(try MCAPFileReader(path: path).messages.count == 1_000)
  }

  @Test func aFileThatSomebodyChangesMeanwhileIsTold() throws {
    for change in ["cut", "emptied", "lengthened", "overwritten"] {
      defer { _ = unsafe unlink(path) }
      let file = try writer()
      for number in 0..<1_500 {
        try file.add([1], sequence: UInt32(number), time: UInt64(number) * 1_000_000)
      }
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
      let handle = try #require(FileHandle(forUpdatingAtPath: path))
      switch change {
      case "cut": try handle.truncate(atOffset: UInt64(size - 5))
      case "emptied": try handle.truncate(atOffset: 0)
      case "lengthened": try handle.truncate(atOffset: UInt64(size + 4_096))
      default:
        try handle.seek(toOffset: UInt64(size - 20))
        try handle.write(contentsOf: Data([0xA5, 0x5A, 0xA5]))
      }
      try handle.close()
      #expect(throws: Refusal.self, "\(change)") { try file.finish() }
    }
  }

  @Test func aFileThatIsRemovedMeanwhileIsTold() throws {
    let file = try writer()
    try file.add([1], sequence: 0, time: 0)
    #expect(unsafe unlink(path) == 0)
    // At the next chunk, a second later, and not only at the end.
    let error = #expect(throws: Refusal.self) {
      try file.add([1], sequence: 1, time: 1_000_000_000)
    }
    #expect(error?.sentence.contains("was removed while it was being written") == true)
    #expect(throws: Refusal.self) { try file.finish() }
  }

  @Test func aFileThatIsMovedMeanwhileIsTold() throws {
    let elsewhere = path + ".moved"
    defer { _ = unsafe unlink(elsewhere) }
    let file = try writer()
    try file.add([1], sequence: 0, time: 0)
    #expect(unsafe rename(path, elsewhere) == 0)
    let error = #expect(throws: Refusal.self) { try file.finish() }
    #expect(error?.sentence.contains("It is whole at its new place") == true)
    let read = try MCAPFileReader(path: elsewhere)
    #expect(read.messages.count == 1)
    #expect(read.hasFooter)
  }

  @Test func neverOverwritesAFile() throws {
    defer { _ = unsafe unlink(path) }
    try Data([1]).write(to: URL(fileURLWithPath: path))
    do {
      _ = try writer()
      Issue.record("the file was overwritten")
    } catch {
      #expect(error.status == .usage)
      #expect(error.sentence.contains("exists already"))
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 1)
  }

  @Test func aMissingFolderIsTold() {
    let absent = NSTemporaryDirectory() + "sinew-test-\(UUID().uuidString)/none.mcap"
    do {
      _ = try MCAPFile(path: absent)
      Issue.record("a file in a folder that is not there")
    } catch { #expect(error.sentence.contains("folder does not exist")) }
  }

  @Test func exportsOneMessagePerCycleWithItsEvents() throws {
    defer { _ = unsafe unlink(path) }
    let deck = SyntheticDeck()
    for number in 0..<30 { deck.addCycle(UInt64(number)) }
    deck.addEvent(0, .started, value: 1, cycle: 0)
    deck.addEvent(1, .motionBegan, subject: 0, cycle: 12)
    deck.addEvent(2, .ended, cycle: 30)
    try deck.publish(isOwned: false)
    let summary = try BlackBoxExport.write(try DeckReader(path: deck.path), to: path)
    #expect(summary.messages == 30)
    #expect(summary.lost == 0)
    let read = try MCAPFileReader(path: path)
    #expect(read.problems.isEmpty)
    let cycles = try read.messages.map { try Sinew_Cycle(serializedBytes: $0) }
    #expect(cycles.map(\.cycle) == Array(0..<30))
    #expect(cycles[7].joints[1].position == SyntheticDeck.position(7) + 1)
    #expect(cycles[7].frames[0].data == Data([1, 2, 3, 4, 5, 6, 7, 8]))
    #expect(cycles[12].events.map(\.word) == ["motion began"])
    #expect(cycles[29].events.map(\.word) == ["ended"])
    let isWhole =
      read.attachments["configuration"] == (try DeckReader(path: deck.path)).configurationImage
    #expect(isWhole)
    #expect(read.metadata["robot"]?["joints"] == "testbot_joint1,testbot_joint2")
    #expect(read.metadata["end"]?["run"] == "killed")
    // The schema in the file describes the messages in it.
    let schema = try #require(read.schemas["sinew.Cycle"])
    let set = try Google_Protobuf_FileDescriptorSet(serializedBytes: schema)
    #expect(set.file.first?.messageType.first?.name == "Cycle")
  }

  @Test func recordsFromTheFirstCycleToTheEnd() throws {
    defer { _ = unsafe unlink(path) }
    let deck = SyntheticDeck()
    deck.put(UInt64(1), at: DeckLayout.Counter.recorderWanted.rawValue)
    try deck.publish()
    let recorder = try Recorder(try DeckReader(path: deck.path), output: path)
    #expect(recorder.isCompanion)
    // Attached before the first cycle; then 40 cycles and the end.
    for number in 0..<40 { deck.addCycle(UInt64(number)) }
    deck.put(UInt64(getpid()), at: DeckLayout.Counter.recorderProcess.rawValue)
    deck.put(UInt64(1), at: DeckLayout.Counter.ended.rawValue)
    try deck.update()
    let summary = try recorder.run { false }
    #expect(summary.messages == 40)
    #expect(summary.lost == 0)
    #expect(summary.liveness == .ended)
    #expect(try MCAPFileReader(path: path).messages.count == 40)
    let reader = try DeckReader(path: deck.path)
    #expect(reader.snapshot.recorderCursor == 40)
    #expect(reader.snapshot.recorder == 0)
  }

  @Test func countsCyclesThatWereOverwritten() throws {
    defer { _ = unsafe unlink(path) }
    let deck = SyntheticDeck()
    deck.addCycle(0)
    try deck.publish()
    let recorder = try Recorder(try DeckReader(path: deck.path), output: path)
    let slots = UInt64(deck.layout.slotCount)
    deck.addCycle(1)
    // Cycle 1 arrives, then the recorder is stopped for more than a turn of the ring.
    for number in 2..<(slots + 20) { deck.addCycle(number) }
    deck.put(UInt64(getpid()), at: DeckLayout.Counter.recorderProcess.rawValue)
    deck.put(UInt64(1), at: DeckLayout.Counter.ended.rawValue)
    try deck.update()
    let summary = try recorder.run { false }
    #expect(summary.messages == slots - 1)
    #expect(summary.lost == 20)
    #expect(summary.sentence.contains("20 cycles are missing"))
  }

  @Test func onlyOneRecorderPerRun() throws {
    defer { _ = unsafe unlink(path) }
    let deck = SyntheticDeck()
    deck.put(UInt64(getppid()), at: DeckLayout.Counter.recorderProcess.rawValue)
    try deck.publish()
    do {
      _ = try Recorder(try DeckReader(path: deck.path), output: path)
      Issue.record("a second recorder attached")
    } catch {
      #expect(error.status == .tryAgain)
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
