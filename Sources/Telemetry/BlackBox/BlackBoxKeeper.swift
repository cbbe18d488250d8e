import FlightDeck
import RobotCore
public import Wording

/// Writes a black box for every stop of a run, while the run goes on.
///
/// The loop writes no files: this stands in a process beside it, which follows the events of the
/// deck. A box is due half a second after the robot has come to rest, so that it shows what the
/// stop did; at the latest 8 s after the first finding, since the deck holds ten; and when the run
/// ends. Findings of one stop share a box. `BlackBox` bounds how many there are.
public struct BlackBoxKeeper {
  private let deck: DeckReader
  private let folder: String
  private let after: UInt64
  private let longest: UInt64
  /// Cycle of the first finding that is in no box yet.
  private var found: UInt64?
  /// So far every finding was an operator's word.
  private var isAsked = true
  /// Cycle in which the robot came to rest after it.
  private var settled: UInt64?

  /// Follows the run of this deck.
  public init(_ deck: DeckReader, folder: String? = nil) {
    self.deck = deck
    self.folder = folder ?? BlackBox.folder
    let period = UInt64(max(deck.identity.period, 1))
    after = 500_000_000 / period
    longest = 8_000_000_000 / period
  }

  /// Takes one event in, in order.
  public mutating func note(_ event: DeckEvent) {
    switch event.code {
    case .fault:
      let code = FaultCode(rawValue: event.detail) ?? .none
      guard code != .none, code != .bootState, code != .ended else { return }
      if found == nil {
        found = event.cycle
        isAsked = true
      }
      if code != .operatorStop { isAsked = false }
    case .phase:
      guard found != nil, let phase = RobotPhase(rawValue: UInt8(clamping: event.detail)) else {
        return
      }
      switch phase {
      case .latched, .disarmed, .holding: settled = event.cycle
      case .arming, .moving, .stopping: settled = nil
      }
    case .none, .started, .stopBegan, .stopConfirmed, .stopUnconfirmed, .leaseTaken, .leaseEnded,
      .refused, .motionBegan, .motionEnded, .limited, .overrun, .driveFault, .foundEnabled,
      .busState, .unknownFrame, .fenceDown, .purge, .feedbackBack, .supply, .waiver, .ended,
      .strayFrame, .givesWay, .sank, .turn, .foreignFrame, .unread, .full,
      .homed, .named:
      return
    }
  }

  private var isDue: Bool {
    guard let found else { return false }
    if deck.liveness != .running { return true }
    let cycles = deck.cycles
    if let settled, cycles >= settled + after { return true }
    return cycles >= found + longest
  }

  /// Writes the box when it is due; its path then.
  public mutating func keepWhenDue() throws(Refusal) -> String? {
    guard isDue else { return nil }
    found = nil
    settled = nil
    do {
      return try BlackBox.keep(deckPath: deck.path, in: folder, isOperatorStop: isAsked)
    } catch {
      throw Refusal(
        "The black box of this stop was not kept (\(error)): free or permit \(folder).",
        .unavailable)
    }
  }
}
