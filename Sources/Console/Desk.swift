import FlightDeck
import RobotCore
import Telemetry
import Wording

/// The operator's side: asks the runtime, keeps the lease alive, tells what was answered.
///
/// A place in the mailbox is taken at the first request only: looking leaves no trace.
final class Desk {
  private let deck: DeckReader
  private var commander: Commander?
  private var asked: Interaction.Demand?
  private var askedAt = 0.0

  init(_ deck: DeckReader) { self.deck = deck }

  /// True while this console believes to hold the lease.
  var holdsLease: Bool { commander?.holdsLease ?? false }

  /// Sends a request. The message says why it could not even be sent.
  func ask(_ request: Interaction.Demand, now: Double) -> Interaction.Message? {
    if commander == nil {
      do { commander = try Commander(deck: deck) } catch {
        return Interaction.Message(error.sentence, .bad)
      }
    }
    commander?.post(
      request.kind == .play ? .play(request.motion) : CommandRequest(request.kind))
    asked = request
    askedAt = now
    return nil
  }

  /// Keeps the lease alive; the answer when one has come.
  func poll(now: Double) -> Interaction.Message? {
    commander?.beat()
    guard let asked else { return nil }
    if let reply = commander?.poll() {
      self.asked = nil
      guard reply.code == .accepted else {
        return Interaction.Message(reply.sentence(in: deck.configuration), .caution)
      }
      return Interaction.Message(accepted(asked), .good)
    }
    guard now - askedAt > 2 else { return nil }
    self.asked = nil
    return Interaction.Message(
      "The runtime has not answered to \(asked.kind.word) within 2 s.", .bad)
  }

  private func accepted(_ request: Interaction.Demand) -> String {
    switch request.kind {
    case .acquireLease: "The lease is yours. It runs out when this console stops."
    case .releaseLease: "The lease is given back."
    case .reset: "Reset accepted: no fault is latched."
    case .arm: "Arming has begun."
    case .disarm: "Disarming has begun: rest pose, then torque off."
    case .stop, .emergencyStop: "Stop accepted; watch the phase for its end."
    case .play: "The motion has begun."
    case .hold: "Holding."
    case .home: "Homing has begun."
    case .homeHere: "The joints stand at their marks."
    case .none, .move: "Accepted."
    }
  }
}
