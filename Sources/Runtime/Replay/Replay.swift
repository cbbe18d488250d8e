import CFlightDeck
public import FlightDeck
import RealTime
import RobotCore
public import Wording

/// A recording, cycle by cycle through the same code as the run: every output is held against what
/// was recorded, bit for bit.
///
/// Begins at the first snapshot. From each later one a second cycle is started beside the first,
/// and both have to go on as recorded until the next snapshot comes: so each snapshot is shown to
/// hold all that a cycle remembers. Bytes of snapshots are not compared themselves: between the
/// fields of a value lie some that mean nothing and may be anything.
public final class Replay {
  /// Cycles compared.
  public private(set) var cycles: UInt64 = 0
  /// The first of them and the last; nil before there is one.
  public private(set) var range: ClosedRange<UInt64>?
  /// Cycles before the first snapshot, which cannot be compared.
  public private(set) var skipped: UInt64 = 0
  /// The cycles before which a snapshot was taken.
  public private(set) var snapshots: [UInt64] = []
  /// The first difference.
  public private(set) var difference: ReplayDifference?
  /// Why the rest was not replayed, as a sentence without the file; empty when all was.
  public private(set) var obstacle = ""
  /// The status that goes with it.
  public private(set) var status = ExitStatus.done

  private let launch: Launch
  private let isBench: Bool
  private var main: ReplayLane?
  /// Restored at the newest snapshot.
  private var second: ReplayLane?

  /// Nothing replayed yet. `launch` holds the recorded robot and the recording's path.
  public init(_ launch: Launch) {
    self.launch = launch
    isBench = launch.options.replaysBench
  }

  /// Takes records until one ends it, a difference is found, or there is none any more (nil).
  public func run(_ next: () -> ReplayRecord?) {
    while status == .done {
      guard let record = next() else {
        return end("the program that reads the recording ended before it was through", .failed)
      }
      switch record {
      case .cycle(let slot, let events, let snapshot):
        do { try take(slot, events, snapshot) } catch { end(error.sentence, .badInput) }
      case .end(let code, let sentence):
        if code != 0 {
          end(sentence, ExitStatus(rawValue: code) ?? .failed)
        } else if cycles == 0 {
          end("no cycle of it has a snapshot to begin with: record it again", .badInput)
        }
        return
      }
    }
  }

  private func end(_ sentence: String, _ status: ExitStatus) {
    obstacle = sentence
    self.status = status
  }

  private func take(
    _ bytes: [UInt8], _ events: [UInt8], _ snapshot: [UInt8]
  ) throws(ReplayObstacle) {
    let (joints, buses) = (launch.configuration.joints.count, launch.configuration.buses.count)
    let number: UInt64 = bytes.count >= 24 ? ReplaySlot.value(bytes, 16) : 0
    guard let slot = ReplaySlot(bytes, joints: joints, buses: buses) else {
      throw ReplayObstacle("it is not of a robot with \(joints) joints on \(buses) buses", number)
    }
    if !snapshot.isEmpty {
      let lane = try ReplayLane(launch, isBench: isBench, snapshot: snapshot, cycle: number)
      snapshots.append(number)
      if main == nil { main = lane } else { second = lane }
    }
    guard let main else {
      skipped += 1
      return
    }
    let size = MemoryLayout<flight_deck_event>.size
    let rows = stride(from: 0, to: events.count - events.count % size, by: size).map {
      ReplaySlot.value(events, $0) as flight_deck_event
    }
    for lane in [main, second] {
      difference = try lane?.step(slot, events: rows)
      if difference == nil { continue }
      if let lane, lane !== main {
        obstacle =
          "the cycle that was started from the snapshot at cycle \(lane.start) goes another way"
      }
      status = .failed
      return
    }
    cycles += 1
    range = (range?.lowerBound ?? number)...number
  }

  // MARK: What is told

  /// One line for people.
  public var sentence: String {
    let file = launch.recording
    var compared = "\(cycles) cycles"
    if let range { compared += " (\(range.lowerBound) to \(range.upperBound))" }
    if let difference {
      let why = obstacle.isEmpty ? "" : "; \(obstacle)"
      return "\(file): \(difference.sentence)\(why). Before it, \(compared) agree."
    }
    guard obstacle.isEmpty else {
      let before = cycles == 0 ? "" : " \(compared) before it agree."
      return "\(file): \(obstacle)." + before
    }
    let list = snapshots.prefix(4).map(String.init).joined(separator: ", ")
    let more = snapshots.count > 4 ? " and \(snapshots.count - 4) more" : ""
    let left =
      skipped == 0 ? "" : " The \(skipped) cycles before the first snapshot were not compared."
    return "\(file): \(compared) replayed without a difference, from "
      + (snapshots.count == 1
        ? "the snapshot at cycle \(list)." : "snapshots at cycles \(list)\(more).")
      + left
  }

  /// The same for programs.
  public var json: JSONText {
    .object([
      ("file", .string(launch.recording)), ("robot", .string(launch.configuration.name.text)),
      ("same", .bool(status == .done)), ("cycles", .int(cycles)),
      ("first_cycle", range.map { .int($0.lowerBound) } ?? .null),
      ("last_cycle", range.map { .int($0.upperBound) } ?? .null),
      ("skipped", .int(skipped)), ("snapshots", .array(snapshots.map { .int($0) })),
      ("difference", difference?.json ?? .null),
      ("obstacle", obstacle.isEmpty ? .null : .string(obstacle)),
      ("exit", .int(status.rawValue)),
    ])
  }
}
