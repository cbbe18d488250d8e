import ArgumentParser
import DeviceIO
import Foundation
import Telemetry
import Wording

/// The events of a run.
struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show what happened: starts, phases, faults, stops, leases.",
    discussion: """
      Examples:
        sinew log
        sinew log --last 20 --follow
        sinew log --json | jq .sentence
      """)

  @OptionGroup var options: RobotOptions

  @Option(parsing: .unconditional, help: "Only the last so many events.")
  var last: Int?

  @Flag(help: "Go on until the run ends.")
  var follow = false

  func validate() throws {
    if let last, last < 0 { throw ValidationError("--last is \(last); it must be 0 or more.") }
  }

  func run() throws {
    let deck = try options.deck()
    let all = deck.snapshot.events
    deck.rewindEvents(to: last.map { all - min(all, UInt64($0)) } ?? 0)
    if follow { try StopSignals.catchAll() }
    while true {
      let isOver = deck.liveness != .running
      while let event = deck.nextEvent() { show(event, deck) }
      guard follow, !isOver, StopSignals.count() == 0 else { break }
      Thread.sleep(forTimeInterval: 0.05)
    }
    if deck.lostEvents > 0 {
      Output.remark("\(deck.lostEvents) older events are gone: the deck keeps the last 1024.")
    }
    if deck.liveness == .killed {
      Output.remark("The run is gone: it was killed. See: sinew blackbox show")
    }
  }

  private func show(_ event: DeckEvent, _ deck: DeckReader) {
    Output.line(
      options.json ? EventLine.json(event, in: deck).line : EventLine.text(event, in: deck))
  }
}
