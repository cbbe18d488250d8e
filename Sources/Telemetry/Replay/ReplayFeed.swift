import CFlightDeck
public import FlightDeck
import Foundation
import RealTime
public import RobotCore
import SwiftProtobuf
public import Wording

/// A recording as `sinew replay` takes it in: checked as a whole first, then handed over cycle by
/// cycle.
public final class ReplayFeed {
  /// Path of the recording.
  public let path: String
  /// The robot that was recorded.
  public let configuration: RobotConfiguration
  /// Where the device side was.
  public let isHardware: Bool
  /// It was made with the bench timing set.
  public let isBench: Bool
  /// Number of the program that ran, see `BuildIdentity`.
  public let build: UInt64
  /// Its architecture, in words.
  public let machine: String
  /// Cycles in it.
  public let cycles: Int

  private let scan: MCAPScan
  private let jointCount: Int
  private let busCount: Int

  /// Reads and checks the whole file. Throws when it is damaged, cut off, no recording, or of
  /// another version of this program (65), and when cycles are missing in it (1).
  public init(path: String) throws(Refusal) {
    self.path = path
    let bytes = try RecordingRecovery.contents(of: path)
    guard Array(bytes.prefix(8)) == MCAPRecord.magic else {
      throw Refusal(
        "\(path): not a recording: it does not begin as MCAP files do; name another file.",
        .badInput)
    }
    scan = MCAPScan(bytes)
    try ReplayFeed.requireWhole(scan, path)
    let records = RecordingRecords(scan)
    let run = records.metadata["run"] ?? [:]
    try ReplayFeed.requireVersion(run, path)
    guard let image = records.attachments["configuration"] else {
      throw Refusal("\(path): holds no robot; it is no recording of a run.", .badInput)
    }
    do { configuration = try ConfigurationImage.open(image) } catch {
      throw ReplayFeed.refusal(error, path)
    }
    jointCount = configuration.joints.count
    busCount = configuration.buses.count
    isHardware = run["world"] == World.hardware.word
    isBench = run["bench"] == "true"
    build = run["build"].flatMap { UInt64($0.dropFirst(2), radix: 16) } ?? 0
    machine = run["machine"] ?? "?"
    cycles = scan.chunks.reduce(0) { $0 + $1.messages.count }
    try requireOrder()
  }

  /// Nothing missing at its end, nothing changed in it.
  private static func requireWhole(_ scan: MCAPScan, _ path: String) throws(Refusal) {
    guard !scan.isWhole else { return }
    let mend = "what is whole in it: sinew recording recover \(path), then replay that."
    let last = scan.chunks.last?.messages.last.map { "behind cycle \($0.sequence)" }
    guard scan.hasEnding, scan.hasIndex || scan.lostBytes > 0 else {
      throw Refusal(
        "\(path): cut off \(last ?? "before its first cycle") (\(scan.bytes.count) bytes): it has no "
          + "closing index; \(mend)", .badInput)
    }
    guard let lost = scan.firstLost else {
      throw Refusal(
        "\(path): damaged: its cycles agree with their checksums, but not its index or what stands "
          + "beside them; \(mend)", .badInput)
    }
    let place = lost.cycle.map { "behind cycle \($0)" } ?? "before its first whole cycle"
    throw Refusal(
      "\(path): damaged from byte \(lost.offset) on, \(place): \(scan.lostBytes) bytes do not agree "
        + "with their checksum; \(mend)", .badInput)
  }

  private static func requireVersion(_ run: [String: String], _ path: String) throws(Refusal) {
    guard let deck = run["deck"] else {
      throw Refusal(
        "\(path): recorded by an earlier version of sinew, which kept no inputs; record it again.",
        .badInput)
    }
    guard deck == String(FLIGHT_DECK_VERSION) else {
      throw Refusal(
        "\(path): its cycles have layout version \(deck), this program replays version "
          + "\(FLIGHT_DECK_VERSION); use the sinew that recorded it.", .badInput)
    }
  }

  private static func refusal(_ error: ConfigurationRefusal, _ path: String) -> Refusal {
    switch error {
    case .size, .layout:
      Refusal(
        "\(path): its robot has the layout of another version of sinew; use the sinew that recorded "
          + "it.", .badInput)
    case .magic, .checksum:
      Refusal(
        "\(path): its robot is damaged: it does not agree with its checksum; record it again.",
        .badInput)
    }
  }

  /// Each cycle follows the one before it. Numbers wrap round after 2³².
  private func requireOrder() throws(Refusal) {
    var last: UInt32?
    for number in scan.chunks.lazy.flatMap({ $0.messages }).map(\.sequence) {
      if let last, number != last &+ 1 {
        let missing = number &- last &- 1
        throw Refusal(
          "\(path): cycle \(last &+ 1) is missing\(missing > 1 ? ", and \(missing - 1) behind it" : ""): "
            + "a recording with a gap cannot be replayed; record it again.", .failed)
      }
      last = number
    }
    guard last != nil else { throw Refusal("\(path): holds no cycle.", .badInput) }
  }

  /// Hands over every cycle, then the end; `take` returns false when nobody takes them any more.
  public func feed(
    progress: (Int) -> Void = { _ in }, _ take: (ReplayRecord) -> Bool
  ) {
    var done = 0
    var early: [Sinew_Event] = []
    for chunk in scan.chunks {
      let content = scan.content(of: chunk)
      for (index, message) in chunk.messages.enumerated() {
        let start = Int(message.offset) + 31
        let end =
          index + 1 < chunk.messages.count ? Int(chunk.messages[index + 1].offset) : content.count
        let record: ReplayRecord
        do { record = try self.record(Array(content[min(start, end)..<end]), &early) } catch {
          _ = take(.end(status: error.status.rawValue, sentence: error.sentence))
          return
        }
        guard take(record) else { return }
        done += 1
      }
      progress(done)
    }
    _ = take(.end(status: 0, sentence: ""))
  }

  /// One cycle. `early` holds events that the recorder wrote before their cycle.
  private func record(
    _ bytes: [UInt8], _ early: inout [Sinew_Event]
  ) throws(Refusal) -> ReplayRecord {
    let message: Sinew_Cycle
    do { message = try Sinew_Cycle(serializedBytes: bytes) } catch {
      throw Refusal("a message in it is no cycle (\(error))", .badInput)
    }
    let slot = try message.slot(joints: jointCount, buses: busCount)
    early += message.events
    // Older ones, of a box, are there to be read; those of the shell are no output of a cycle.
    let events = early.filter { $0.cycle == message.cycle && !$0.isOfShell }
    early.removeAll { $0.cycle <= message.cycle }
    return .cycle(
      slot: slot, events: events.flatMap(\.row), snapshot: [UInt8](message.snapshot))
  }
}
