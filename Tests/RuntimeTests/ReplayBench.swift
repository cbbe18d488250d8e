#if DEBUG  // Inner parts: a release build keeps them to itself.
  import DeviceIO
  import FlightDeck
  import Foundation
  import RobotCore
  import Runtime
  import SwiftProtobuf
  import Wording

  @testable import Telemetry

  /// A robot in virtual time on record, inside one test: what `sinew run --record` and
  /// `sinew replay` do with three processes.
  final class ReplayBench {
    let robot: ClosedLoop
    let path = NSTemporaryDirectory() + "sinew-replay-\(UUID().uuidString).mcap"
    private let deck: DeckReader
    private var recording: CycleRecording
    private let mailbox: SharedMemory
    private var asked: UInt64 = 0

    /// Begins a recording where the recorder would: at the first cycle, or at the last snapshot.
    init(
      _ name: String, of profile: String = "pan-tilt-bench", motion: String = "",
      after cycles: Int = 0,
      adjust: (inout RobotConfiguration) -> Void = { _ in }
    ) throws {
      robot = try ClosedLoop(name, of: profile, motion: motion, adjust: adjust)
      mailbox = try SharedMemory(
        opening: DeckPath.mailbox(of: robot.session.robot), writable: true)
      robot.run(cycles: cycles)
      deck = try DeckReader(path: DeckPath.deck(of: robot.session.robot))
      deck.rewind(to: deck.newestSnapshot ?? deck.cycles)
      deck.rewindEvents(toCycle: deck.position)
      recording = try CycleRecording(deck, path: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Runs on record: the cycles are taken before the ring has gone round.
    func run(cycles: Int) throws {
      var left = cycles
      while left > 0 {
        let part = min(left, 500)
        beat()
        guard robot.run(cycles: part) == part else { return try take() }
        try take()
        left -= part
      }
    }

    private func take() throws { while let cycle = deck.next() { try recording.add(cycle) } }

    /// Ends the recording; the run may go on.
    func end() throws -> String {
      try take()
      try recording.finish([("run", "ended")])
      return path
    }

    // MARK: A commander in the first place of the mailbox

    func ask(
      _ kind: RequestKind, index: Int32 = -1, mask: UInt64 = 0, targets: [Double] = [],
      speed: Double = 1
    ) {
      let place = MailboxLayout.slots
      let base = unsafe mailbox.base
      unsafe base.storeBytes(of: UInt64(getpid()), toByteOffset: place, as: UInt64.self)
      func put<Value: BitwiseCopyable>(_ value: Value, _ offset: Int) {
        unsafe base.storeBytes(of: value, toByteOffset: place + offset, as: Value.self)
      }
      put(kind.rawValue, MailboxLayout.Slot.kind)
      put(index, MailboxLayout.Slot.index)
      put(mask, MailboxLayout.Slot.mask)
      put(UInt64(0), MailboxLayout.Slot.leaseTimeout)
      put(speed, MailboxLayout.Slot.speed)
      for (joint, target) in targets.enumerated() {
        put(target, MailboxLayout.Slot.targets + 8 * joint)
      }
      asked += 1
      put(asked, MailboxLayout.Slot.request)
    }

    /// A sign of life.
    func beat() {
      let place = MailboxLayout.slots + MailboxLayout.Slot.heartbeat
      let beats = unsafe mailbox.base.load(fromByteOffset: place, as: UInt64.self)
      unsafe mailbox.base.storeBytes(of: beats + 1, toByteOffset: place, as: UInt64.self)
    }

    // MARK: Replay

    /// What `sinew replay` does with a file. `change` spoils records on their way.
    static func replay(
      _ path: String, change: (inout ReplayRecord) -> Void = { _ in }
    ) throws -> Replay {
      let feed = try ReplayFeed(path: path)
      var options = RunOptions()
      options.replays = true
      options.replaysBench = feed.isBench
      let image = LaunchImage.seal(options, configuration: feed.configuration, recording: path)
      let replay = Replay(try Launch(image))
      var records: [ReplayRecord] = []
      feed.feed {
        records.append($0)
        return true
      }
      for index in records.indices { change(&records[index]) }
      var next = records.makeIterator()
      replay.run { next.next() }
      return replay
    }

    /// Writes the recording once more, with something else in it: `nil` leaves a cycle out.
    static func rewrite(
      _ path: String, image: (inout [UInt8]) -> Void = { _ in },
      metadata: (inout [String: String]) -> Void = { _ in },
      cycle change: (inout Sinew_Cycle) -> Bool = { _ in true }
    ) throws -> String {
      let scan = MCAPScan(try Data(contentsOf: URL(fileURLWithPath: path)))
      let records = RecordingRecords(scan)
      let copy = path + ".other-\(UUID().uuidString).mcap"
      let writer = try MCAPWriter(
        path: copy,
        channel: .init(
          topic: "/cycles", schemaName: "sinew.Cycle", schema: RecordingSchema.descriptor),
        library: "test")
      for (name, map) in records.metadata.sorted(by: { $0.key < $1.key }) {
        var map = map
        if name == "run" { metadata(&map) }
        try writer.addMetadata(name, map.sorted { $0.key < $1.key })
      }
      var bytes = records.attachments["configuration"] ?? []
      image(&bytes)
      try writer.addAttachment("configuration", mediaType: "", bytes, time: 0)
      for chunk in scan.chunks {
        let content = scan.content(of: chunk)
        for (index, entry) in chunk.messages.enumerated() {
          let end =
            index + 1 < chunk.messages.count ? Int(chunk.messages[index + 1].offset) : content.count
          var message = try Sinew_Cycle(
            serializedBytes: Array(content[(Int(entry.offset) + 31)..<end]))
          guard change(&message) else { continue }
          try writer.add(
            try message.serializedBytes(), sequence: entry.sequence, time: entry.time)
        }
      }
      try writer.finish()
      return copy
    }
  }
#endif
