import FlightDeck
import Foundation
import RealTime
import RobotCore
import SwiftProtobuf
import Wording

/// A recording in the making: takes cycles and events in order and writes one message per cycle.
///
/// The newest cycle is held back until the next one comes, because the events of a cycle are
/// published after it.
final class CycleRecording {
  /// Cycles written or held back.
  private(set) var cycles: UInt64 = 0
  /// Cycles from where the recording began to its last that are not in the file.
  private(set) var lost: UInt64 = 0

  private let deck: DeckReader
  private let writer: MCAPWriter
  private var held: Sinew_Cycle?
  private var heldTime: UInt64 = 0
  private var event: DeckEvent?
  private var expected: UInt64
  private var nextSnapshot = Int64.min
  /// The deck has one every five seconds: at least one a minute is kept, ns.
  private static let snapshotTime: Int64 = 54_000_000_000

  /// Creates the file and writes what is known before the first cycle, which is to be the one that
  /// the deck's cursor stands at.
  init(_ deck: DeckReader, path: String) throws(Refusal) {
    self.deck = deck
    expected = deck.position
    writer = try MCAPWriter(
      path: path,
      channel: .init(
        topic: "/cycles", schemaName: "sinew.Cycle", schema: RecordingSchema.descriptor),
      library: "sinew")
    for record in RecordingMetadata.records(of: deck) {
      try writer.addMetadata(record.name, record.map)
    }
    try writer.addAttachment(
      "configuration", mediaType: "application/octet-stream", deck.configurationImage,
      time: UInt64(clamping: deck.identity.startedRealtime))
  }

  /// Bytes on the disk.
  var size: UInt64 { writer.size }

  /// Messages on the disk.
  var settled: UInt64 { writer.settledCount }

  /// Takes the next cycle. What it remembered at its begin goes with it when the deck has it and a
  /// minute has passed since the last one: a part that was cut out has one, too.
  func add(_ cycle: DeckCycle) throws(Refusal) {
    try release()
    var message = Sinew_Cycle(cycle)
    if nextSnapshot <= cycle.time, let snapshot = deck.snapshot(of: cycle.cycle) {
      message.snapshot = Data(snapshot)
      nextSnapshot = cycle.time &+ CycleRecording.snapshotTime
    }
    if cycle.cycle > expected {
      message.lostBefore = cycle.cycle - expected
      lost &+= message.lostBefore
    }
    expected = cycle.cycle &+ 1
    heldTime = UInt64(clamping: cycle.realtime)
    held = message
    cycles += 1
  }

  /// Writes the held-back cycle with its events, and closes the chunk.
  func settle() throws(Refusal) {
    try release(isLast: true)
    try writer.closeChunk()
  }

  /// Writes the last cycle, the closing metadata record and the index. What the safety functions
  /// counted stands in it as it does in `sinew status --json`.
  func finish(_ closing: [(String, String)]) throws(Refusal) {
    try release(isLast: true)
    try writer.closeChunk()
    let safety = JSONText.array(deck.safety.map { $0.text(in: deck.configuration).json })
    try writer.addMetadata("end", closing + [("safety", safety.line)])
    try writer.finish()
  }

  /// After a failed write: the index of what is on the disk, if there is room for it.
  func abandon() {
    held = nil
    writer.dropOpenChunk()
    _ = try? writer.finish()
  }

  private func release(isLast: Bool = false) throws(Refusal) {
    guard var message = held else { return }
    held = nil
    while let next = event ?? deck.nextEvent() {
      guard next.cycle <= message.cycle || isLast else {
        event = next
        break
      }
      event = nil
      message.events.append(Sinew_Event(next))
    }
    let bytes: [UInt8]
    do { bytes = try message.serializedBytes() } catch {
      throw Refusal("Cycle \(message.cycle) cannot be written: \(error).", .internalError)
    }
    try writer.add(bytes, sequence: UInt32(truncatingIfNeeded: message.cycle), time: heldTime)
  }
}
