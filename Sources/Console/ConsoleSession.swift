import Foundation
import RobotCore
import Telemetry
import Wording

/// One sitting in front of the terminal: looks, draws, listens to keys, twelve times a second.
struct ConsoleSession {
  /// Time between two pages, ms. A key is answered at once.
  static let refreshTime: Int32 = 80

  private let options: ConsoleApplication.Options
  private let hasUnicode: Bool
  private var view: DeckView
  private var desk: Desk
  private var interaction: Interaction
  private var nextLookForAnother = 0.0
  private var forgetsMessageAt = Double.infinity
  private var isQuestionNew = false
  /// Where the robot stood when the message was said.
  private var phaseOfMessage: RobotPhase?

  init(_ deck: DeckReader, _ options: ConsoleApplication.Options, hasUnicode: Bool) {
    self.options = options
    self.hasUnicode = hasUnicode
    view = DeckView(deck)
    desk = Desk(deck)
    interaction = Interaction(quitEndsRun: options.endsWithRun)
  }

  /// Runs until the user leaves, or with `endsWithRun` until the run ends.
  mutating func run(on terminal: consuming Terminal) -> ExitStatus {
    var shown = terminal
    while shown.interruption == nil, Terminal.measured() != nil {
      let now = ConsoleApplication.seconds()
      followAnotherRun(now)
      let state = view.state(now: now, lease: desk.holdsLease ? Int64(getpid()) : nil)
      if options.endsWithRun, !state.canBeAsked { break }
      if let message = desk.poll(now: now) { say(message, now) }
      if now > forgetsMessageAt || isMessageOld(state.safety.phase) { say(nil, now) }
      let size = shown.size
      shown.paint(
        Page.drawn(
          state, interaction, rows: size.rows, columns: size.columns, hasUnicode: hasUnicode))
      if isQuestionNew {
        // Pasted text must not answer what its reader has not seen.
        shown.discardKeys()
        isQuestionNew = false
      }
      guard let key = shown.key(milliseconds: ConsoleSession.refreshTime) else { continue }
      if key == .character("\u{C}") {  // Ctrl-L
        shown.forget()
        continue
      }
      let before = interaction.mode
      let outcome = interaction.press(key, state)
      isQuestionNew = interaction.isAsking && interaction.mode != before
      switch outcome {
      case .nothing: if interaction.message != nil { forgetsMessageAt = now + 6 }
      case .quit: return .done
      case .ask(let request):
        let message = desk.ask(request, now: now)
        say(message ?? Interaction.Message("Asked to \(request.kind.word) …"), now)
      }
    }
    return .done
  }

  private mutating func say(_ message: Interaction.Message?, _ now: Double) {
    interaction.message = message
    phaseOfMessage = nil
    forgetsMessageAt = message == nil ? .infinity : now + 6
  }

  /// True once the robot has begun to stop, or has stopped, after the message was said: "Holding."
  /// is not so any more when another shell stopped it.
  private mutating func isMessageOld(_ phase: RobotPhase) -> Bool {
    guard interaction.message != nil else { return false }
    defer { phaseOfMessage = phaseOfMessage ?? phase }
    guard let before = phaseOfMessage, before != phase else { return false }
    return phase == .stopping || phase == .latched
  }

  /// When the run is over and another has put its deck in the place, that one is shown.
  private mutating func followAnotherRun(_ now: Double) {
    guard now > nextLookForAnother else { return }
    nextLookForAnother = now + 0.5
    guard view.deck.isReplaced, let deck = try? DeckReader(path: view.deck.path) else { return }
    view = DeckView(deck)
    desk = Desk(deck)
    say(Interaction.Message("Another run has begun; this is it.", .caution), now)
  }
}
