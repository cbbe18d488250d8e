import ArgumentParser
import Console
import DeviceIO
import FlightDeck
import Foundation
import RealTime
import RobotCore
import Telemetry
import Units
import Wording

/// One plain line a second, and the card of every fault: what `sinew run` starts beside itself when
/// no console shows the robot.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Print one line a second and the card of every fault, until the run ends.",
    discussion: """
      `sinew run` starts this beside itself; for a look at a robot use sinew console.
      Also writes the black box of every stop: the loop writes no files.

      Examples:
        sinew report
        sinew report --cards-only
      """, shouldDisplay: false)

  @OptionGroup var options: RobotOptions

  @Flag(help: "Only fault cards, on standard error.")
  var cardsOnly = false

  @Flag(help: "Print nothing, only write black boxes.")
  var boxesOnly = false

  mutating func run() throws {
    let deck = try options.deck()
    try StopSignals.catchAll()
    ProcessStart.acceptOutOfMemory()
    var next = Clock.monotonic()
    var keeper = BlackBoxKeeper(deck)
    while true {
      let isOver = deck.liveness != .running
      while let event = deck.nextEvent() {
        if !boxesOnly { show(event, deck) }
        keeper.note(event)
      }
      keep(&keeper)
      if isOver || StopSignals.count() > 0 { break }
      if Clock.monotonic() >= next {
        next = next + Interval(milliseconds: 1_000)
        if !cardsOnly, !boxesOnly { line(deck) }
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
    if !cardsOnly, !boxesOnly { line(deck) }
    if deck.liveness == .killed, !boxesOnly {
      Output.remark("The run is gone: it was killed. See: sinew blackbox show")
    }
  }

  private func keep(_ keeper: inout BlackBoxKeeper) {
    do {
      guard let path = try keeper.keepWhenDue(), !boxesOnly else { return }
      Output.remark("The black box of this stop: sinew blackbox show \(path)")
    } catch {
      if !boxesOnly { Output.remark(error.sentence) }
    }
  }

  private mutating func show(_ event: DeckEvent, _ deck: DeckReader) {
    guard event.code == .fault, event.detail > 1 else { return }
    // The stop that answers the fault is an event of the same cycle, published after it.
    while deck.cycles <= event.cycle, deck.liveness == .running {
      Thread.sleep(forTimeInterval: 0.001)
    }
    let card = deck.faultCard(for: event)
    guard card.fault.code != .ended else { return }
    if options.json {
      tell(card.json.line + "\n")
    } else if cardsOnly {
      for line in card.text.split(separator: "\n") { Output.remark(String(line)) }
    } else {
      tell(card.text)
    }
  }

  private mutating func line(_ deck: DeckReader) {
    guard let cycle = deck.newest() else { return }
    let snapshot = deck.snapshot
    let elapsed = Double(snapshot.cycles) * Double(deck.identity.period) / 1e9
    var parts = [
      "\(Digits.right(Digits.text(elapsed, 1), 7)) s", Digits.left(cycle.phase.word, 8),
    ]
    if cycle.motion >= 0, deck.motionNames.indices.contains(cycle.motion) {
      parts.append(deck.motionNames[cycle.motion])
    }
    if cycle.fault != .none { parts.append(cycle.fault.word) }
    let silent = cycle.joints.indices.filter { !cycle.joints[$0].isFresh }
    if !silent.isEmpty { parts.append("\(silent.count) of \(cycle.joints.count) joints silent") }
    for (name, bus) in zip(deck.busNames, deck.buses) {
      parts.append("\(name) \(Digits.text(Double(bus.load) * 100, 0)) %")
    }
    if cycle.isSupplyKnown { parts.append("\(Digits.text(Double(cycle.supplyVoltage), 1)) V") }
    parts.append("lateness p99 \(Digits.duration(deck.lateness.quantile(0.99)))")
    parts.append("overruns \(snapshot.overruns)")
    tell(parts.joined(separator: "  ") + "\n")
  }

  /// Prints. When nobody reads any more, or a full disk keeps nothing, the black boxes are kept all
  /// the same.
  private mutating func tell(_ text: String) {
    let isKept = (try? StandardOutput.write(text)) ?? false
    if !isKept { boxesOnly = true }
  }
}
