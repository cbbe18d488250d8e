import FlightDeck
import Glibc
import RobotCore
public import Wording

/// Writes every cycle of a running robot to a file, from the moment it attaches to the run's end.
///
/// The one reader that the loop knows of: it registers in line 5 of the deck. In real time the loop
/// never waits for it; in virtual time it does, so that no cycle is lost there.
public final class Recorder {
  private let deck: DeckReader
  private let line: DeckMap
  private let recording: CycleRecording
  private let path: String
  /// The run asked for this recorder: it ends when the run does, not earlier.
  public let isCompanion: Bool

  /// Creates the file and attaches. Refused when another recorder is attached (75), when the deck
  /// belongs to somebody else (77) or the file cannot be made.
  public init(_ deck: DeckReader, output path: String) throws(Refusal) {
    self.deck = deck
    self.path = path
    isCompanion = deck.isRecorderWanted
    guard deck.liveness == .running else {
      throw Refusal(
        "The run of \(deck.identity.robot) is over (\(deck.liveness.word)); its last seconds: "
          + "sinew blackbox export --output FILE.mcap", .unavailable)
    }
    do { line = try DeckMap(path: deck.path, isWritable: true, prefix: 4096) } catch {
      throw Refusal(
        "\(deck.path): the recorder cannot attach: \(error.words); run it as the user who owns "
          + "the run.", error.code == EACCES || error.code == EPERM ? .noPermission : .unavailable)
    }
    try Recorder.checkFree(line, deck.path)
    // From the first cycle when there is none yet, else from the last snapshot on, some seconds
    // back: a recording that begins with one can be replayed.
    deck.rewind(to: deck.newestSnapshot ?? deck.cycles)
    deck.rewindEvents(toCycle: deck.position)
    recording = try CycleRecording(deck, path: path)
    try Recorder.attach(line, at: deck.position, path: deck.path)
  }

  private static func checkFree(_ line: DeckMap, _ path: String) throws(Refusal) {
    let other = line.counter(.recorderProcess)
    guard DeckProcess.exists(Int32(truncatingIfNeeded: other)) else { return }
    throw Refusal(
      "\(path): process \(other) records this run already; one recorder per run.", .tryAgain)
  }

  private static func attach(
    _ line: DeckMap, at position: UInt64, path: String
  ) throws(Refusal) {
    line.store(position, at: DeckLayout.Counter.recorderCursor.rawValue)
    line.store(0, at: DeckLayout.Counter.recorderFailed.rawValue)
    let offset = DeckLayout.Counter.recorderProcess.rawValue
    let other = line.counter(.recorderProcess)
    guard line.exchange(other, for: UInt64(getpid()), at: offset) else {
      throw Refusal("\(path): another recorder was faster; one per run.", .tryAgain)
    }
  }

  /// Records until the run ends, or until `isCancelled` says so. Throws when the file could not be
  /// written to its end; what is in it then is whole.
  public func run(isCancelled: () -> Bool) throws(Refusal) -> RecordingSummary {
    do {
      try take(isCancelled)
      let snapshot = deck.snapshot
      try recording.finish([
        ("run", snapshot.liveness.word), ("cycles", String(recording.cycles)),
        ("lost", String(recording.lost)), ("overruns", String(snapshot.overruns)),
        ("hash", "0x" + String(snapshot.hash, radix: 16)),
      ])
      detach(failure: 0)
      return RecordingSummary(
        path: path, messages: recording.settled, lost: recording.lost, bytes: recording.size,
        liveness: snapshot.liveness)
    } catch {
      detach(failure: UInt64(EIO))
      recording.abandon()
      throw error
    }
  }

  private func take(_ isCancelled: () -> Bool) throws(Refusal) {
    var lastWrite = monotonicNow()
    while true {
      // Asked before the drain: what was published before the end is drained after it.
      let isOver = deck.liveness != .running || isCancelled()
      let before = recording.cycles
      try drain()
      let now = monotonicNow()
      if recording.cycles > before {
        lastWrite = now
      } else if now - lastWrite > 1_000_000_000 {
        // A loop that is stopped in a debugger: what came before goes to the disk.
        try recording.settle()
        lastWrite = now
      }
      if isOver { return }
      usleep(deck.identity.world == .virtualTime ? 100 : 5_000)
    }
  }

  private func drain() throws(Refusal) {
    let cursor = DeckLayout.Counter.recorderCursor.rawValue
    while let cycle = deck.next() {
      try recording.add(cycle)
      if cycle.cycle % 64 == 63 { line.store(deck.position, at: cursor) }
    }
    line.store(deck.position, at: cursor)
  }

  private func detach(failure: UInt64) {
    if failure != 0 { line.store(failure, at: DeckLayout.Counter.recorderFailed.rawValue) }
    // The process id stays when the recorder failed: the loop then knows which one it was.
    if failure == 0 {
      _ = line.exchange(
        UInt64(getpid()), for: 0, at: DeckLayout.Counter.recorderProcess.rawValue)
    }
  }
}
