import RobotCore
import Wording

extension Panel {
  /// One row a bus: state, load, frames, errors, frames in flight.
  static let bus = Panel(
    leastRows: 2, wantedRows: BusPanel.rows, generousRows: BusPanel.rows, scroll: { _ in 0 },
    draw: BusPanel.draw)
}

/// The CAN buses.
private enum BusPanel {
  static func rows(_ state: ConsoleState, _ columns: Int) -> Int { 1 + max(state.buses.count, 1) }

  static func draw(_ state: ConsoleState, _ frame: Panel.Frame, _ screen: inout Screen) {
    let area = frame.area
    guard area.rows > 0 else { return }
    let load = area.columns >= 100 ? 30 : 6
    var heading = Pen(row: area.row, area: area)
    heading.write(
      "BUS       STATE         " + Digits.left("LOAD", load) + "    SENT    RCVD", .heading,
      on: &screen)
    heading.write("  ERR UNK REF/MISS FLY TEC/REC", .heading, on: &screen)
    guard !state.buses.isEmpty else {
      screen.put("no buses", row: area.row + 1, column: area.column, style: .faint)
      return
    }
    let room = area.rows - 1
    for (index, bus) in state.buses.prefix(room).enumerated() {
      var pen = Pen(row: area.row + 1 + index, area: area)
      if index == room - 1, state.buses.count > room {
        let rest = state.buses[index...]
        let worst = rest.max { $0.state.rawValue < $1.state.rawValue }?.state ?? .active
        let load = rest.map(\.load).max() ?? 0
        pen.write(
          "… \(rest.count) more buses: worst \(worst.word), load up to "
            + Figures.fixed(load * 100, places: 0) + " %", Words.style(worst), on: &screen)
        return
      }
      drawBus(bus, load, &pen, &screen)
    }
  }

  private static func drawBus(
    _ bus: ConsoleState.Bus, _ load: Int, _ pen: inout Pen, _ screen: inout Screen
  ) {
    let kind = bus.isFD ? " FD" : ""
    pen.write(
      Digits.left(Figures.shortened(bus.name, 9 - kind.count) + kind, 10), on: &screen)
    let word = bus.state == .active ? bus.state.word : bus.state.word.uppercasedASCII
    pen.write(Digits.left(word, 14), Words.style(bus.state), on: &screen)
    let style: Style =
      !bus.load.isFinite || bus.load > 0.9 ? .bad : bus.load > 0.8 ? .caution : .plain
    if load > 10 {
      pen.write(LoadBar.text(bus.load, width: load - 6), style, on: &screen)
    }
    pen.write(Figures.fixed(bus.load * 100, places: 0, width: 4) + " %", style, on: &screen)
    pen.write(tally(bus.sent, 8) + tally(bus.received, 8), on: &screen)
    pen.write(tally(bus.errors, 5), bus.errors > 0 ? .caution : .plain, on: &screen)
    pen.write(tally(bus.unknown, 4), bus.unknown > 0 ? .caution : .plain, on: &screen)
    // Not taken from us; and not read by us, because the kernel dropped it or it still waits.
    let missed = bus.missed &+ bus.unread
    let both =
      tally(bus.refused, 4) + "/"
      + String(tally(missed, 5).drop { $0 == " " })
    pen.write(
      Digits.right(String(both.drop { $0 == " " }), 9),
      bus.refused > 0 || missed > 0 ? .bad : .plain, on: &screen)
    pen.write(tally(UInt64(max(bus.inFlight, 0)), 4), on: &screen)
    pen.write(
      Digits.right("\(bus.transmitErrors)/\(bus.receiveErrors)", 8),
      bus.transmitErrors + bus.receiveErrors > 0 ? .caution : .plain, on: &screen)
  }

  /// A count in `width` cells with a blank before it; thousands and millions as k, M, G.
  private static func tally(_ value: UInt64, _ width: Int) -> String {
    var text = String(value)
    for unit in ["k", "M", "G", "T", "P", "E"] where text.count > width - 1 {
      let power = "kMGTPE".distance(
        from: "kMGTPE".startIndex, to: "kMGTPE".firstIndex(of: Character(unit)) ?? "k".startIndex)
      text = String(value / (0...power).reduce(UInt64(1)) { result, _ in result * 1_000 }) + unit
    }
    return Digits.right(text, width)
  }
}

/// A share drawn as a filled bar.
enum LoadBar {
  /// `value` 0…1 in `width` cells; more than 1 fills it, no number leaves it empty.
  static func text(_ value: Double, width: Int) -> String {
    let share = value.isFinite ? min(max(value, 0), 1) : 0
    let filled = Int((share * Double(width)).rounded())
    return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
  }
}
