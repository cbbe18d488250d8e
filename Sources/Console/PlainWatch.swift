import FlightDeck
import Foundation
import RobotCore
import Telemetry
import Wording

/// The console without a terminal: one line a second, until the run ends or nobody reads.
enum PlainWatch {
  static func run(_ deck: DeckReader, hasUnicode: Bool) throws(Refusal) -> ExitStatus {
    let view = DeckView(deck)
    _ = view.state(now: ConsoleApplication.seconds(), lease: nil)
    while true {
      Thread.sleep(forTimeInterval: 1)
      let state = view.state(now: ConsoleApplication.seconds(), lease: nil)
      for part in [line(state)] + (state.canBeAsked ? [] : Page.notices(state)) {
        var screen = Screen(rows: 1, columns: Figures.cells(part) + 1, hasUnicode: hasUnicode)
        screen.put(part, row: 0, column: 0)
        guard try StandardOutput.write(screen.text) else { return .done }
      }
      if !state.canBeAsked { return .done }
    }
  }

  /// Phase, timing, bus and joints in one line.
  static func line(_ state: ConsoleState) -> String {
    var parts = [
      Figures.fixed(state.uptime, places: 1, width: 8) + " s", state.safety.phase.word,
    ]
    if case .stale(let seconds) = state.liveness {
      parts.append("STALE for " + Figures.fixed(seconds, places: 1) + " s")
    }
    if let fault = state.safety.fault { parts.append(fault) }
    if let rate = state.timing.rate { parts.append(Figures.fixed(rate, places: 0) + " Hz") }
    parts.append("late p99.9 " + Digits.duration(state.timing.lateness.p999))
    parts.append("\(state.timing.overruns) overruns")
    for bus in state.buses {
      parts.append(
        "\(bus.name) \(bus.state.word) " + Figures.fixed(bus.load * 100, places: 0) + " %")
    }
    let names = JointNames.shown(state.joints.map(\.name), width: 12)
    let joints = zip(names, state.joints).map { name, joint in
      name + " " + (joint.isKnown ? Figures.fixed(joint.position, places: 3, signed: true) : "-")
    }
    return (parts + [joints.joined(separator: " ")]).joined(separator: "  ")
  }
}
