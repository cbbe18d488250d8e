import RobotCore
import Wording

/// The whole page: title, notices, panels, keys, and what is open above them.
public enum Page {
  /// Draws one page of `rows` × `columns`.
  ///
  /// - Parameter isStill: a printed page, without keys.
  public static func drawn(
    _ state: ConsoleState, _ interaction: Interaction = Interaction(), rows: Int, columns: Int,
    hasUnicode: Bool = true, isStill: Bool = false
  ) -> Screen {
    var screen = Screen(rows: rows, columns: columns, hasUnicode: hasUnicode)
    drawTitle(state, &screen)
    var row = 1
    for notice in notices(state) where row < screen.rows {
      for line in Prose.wrapped(" " + notice, screen.columns) {
        screen.put(line, row: row, column: 0)
        screen.paint(row: row, style: .alarm)
        row += 1
      }
    }
    let page = Area(
      row: row, column: 0, rows: screen.rows - row - (isStill ? 0 : 1), columns: screen.columns)
    for place in Layout.areas(state, in: page) {
      place.panel.draw(
        state, Panel.Frame(area: place.area, scroll: place.panel.scroll(interaction)), &screen)
    }
    if !isStill {
      drawFooter(state, interaction, &screen)
      drawOverlay(state, interaction, &screen)
    }
    return screen
  }

  /// What must not be overlooked, one sentence each.
  static func notices(_ state: ConsoleState) -> [String] {
    var notices: [String] = []
    switch state.liveness {
    case .running: break
    case .stale(let seconds):
      notices.append(
        "STALE: no new cycle for \(Figures.fixed(seconds, places: 1)) s, though process "
          + "\(state.processID) is alive (stopped in a debugger, or starved). Figures below are old."
      )
    case .ended(let onFault):
      notices.append(
        onFault
          ? "RUN ENDED ON A FAULT. Figures below are its last. sinew blackbox show tells what happened."
          : "RUN ENDED as asked. Figures below are its last.")
    case .killed:
      notices.append(
        "RUN WAS KILLED: process \(state.processID) is gone and never said goodbye; the drives' own "
          + "time-outs have to stop the robot. sinew blackbox show has its last seconds.")
    }
    if state.lostCycles > 0 {
      notices.append(
        "LOST \(Figures.count(state.lostCycles)) cycles: this console read too slowly.")
    }
    return notices
  }

  private static func drawTitle(_ state: ConsoleState, _ screen: inout Screen) {
    let (word, _) = lifeWord(state.liveness)
    var parts = [" \(state.robot)", Words.world(state.world)]
    if state.isBench { parts.append("bench timing") }
    parts.append("process \(state.processID)")
    parts.append("up " + Figures.clock(state.uptime))
    screen.put(parts.joined(separator: "  "), row: 0, column: 0, limit: screen.columns)
    screen.put(
      " " + word + " ", row: 0, column: max(screen.columns - word.count - 2, 0))
    screen.paint(row: 0, style: state.liveness == .running ? .inverse : .alarm)
  }

  private static func lifeWord(_ liveness: ConsoleState.Liveness) -> (String, Style) {
    switch liveness {
    case .running: ("running", .good)
    case .stale: ("STALE", .bad)
    case .ended: ("ENDED", .bad)
    case .killed: ("KILLED", .bad)
    }
  }

  private static func drawFooter(
    _ state: ConsoleState, _ interaction: Interaction, _ screen: inout Screen
  ) {
    let row = screen.rows - 1
    if let question = Questions.text(interaction, state) {
      screen.put(" " + question, row: row, column: 0)
      screen.paint(row: row, style: .alarm)
    } else if let message = interaction.message {
      screen.put(" " + message.text, row: row, column: 0, style: message.style)
    } else {
      var pen = Pen(row: row, area: Area(row: row, column: 0, rows: 1, columns: screen.columns))
      let lease = state.safety.isLeaseMine ? "give lease back" : "take lease"
      let keys = [
        ("s", "STOP"), ("l", lease), ("r", "reset"), ("a", "arm"), ("d", "disarm"),
        ("m", "motions"), ("h", "hold"), ("?", "help"), ("q", "quit"),
      ]
      for (key, word) in keys {
        pen.write(" " + key, .heading, on: &screen)
        pen.write(" " + word, .plain, on: &screen)
      }
    }
  }

  private static func drawOverlay(
    _ state: ConsoleState, _ interaction: Interaction, _ screen: inout Screen
  ) {
    switch interaction.mode {
    case .help:
      let lines = Questions.keys(interaction).map { Digits.left($0.0, 10) + "  " + $0.1 }
      Overlay.draw("Keys (any key closes)", lines, chosen: nil, on: &screen)
    case .choosing(let index):
      Overlay.draw(
        "Motions (↑ ↓, Enter plays, Esc closes)", state.motions, chosen: index, on: &screen)
    case .watching, .confirming, .leaving: break
    }
  }
}

/// A box above the page.
enum Overlay {
  /// Draws `lines` in the middle; with more lines than rows, those around `chosen`.
  static func draw(_ title: String, _ lines: [String], chosen: Int?, on screen: inout Screen) {
    let room = min(lines.count, screen.rows - 4)
    guard room > 0 else { return }
    let widest = max(title.count, lines.map(\.count).max() ?? 0)
    let width = min(widest + 4, screen.columns)
    let area = Area(
      row: (screen.rows - room - 2) / 2, column: (screen.columns - width) / 2, rows: room + 2,
      columns: width)
    screen.clear(area)
    let rule = String(repeating: "─", count: max(width - 2, 0))
    screen.put("┌" + rule + "┐", row: area.row, column: area.column, limit: area.right)
    screen.put(
      " " + title + " ", row: area.row, column: area.column + 1, limit: area.right - 1,
      style: .heading)
    let first = min(max((chosen ?? 0) - room / 2, 0), lines.count - room)
    for offset in 0..<room {
      let row = area.row + 1 + offset
      let index = first + offset
      screen.put("│", row: row, column: area.column)
      screen.put("│", row: row, column: area.right - 1)
      screen.put(
        Digits.left(" " + lines[index], width - 2), row: row, column: area.column + 1,
        limit: area.right - 1, style: index == chosen ? .inverse : .plain)
    }
    screen.put(
      "└" + rule + "┘", row: area.row + area.rows - 1, column: area.column, limit: area.right)
  }
}
