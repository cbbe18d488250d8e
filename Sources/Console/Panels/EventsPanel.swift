import Wording

extension Panel {
  /// What happened, newest at the bottom.
  static let events = Panel(
    leastRows: 2, wantedRows: { state, _ in 1 + min(max(state.events.count, 1), 7) },
    generousRows: { state, _ in 1 + max(state.events.count, 1) }, scroll: { $0.eventScroll },
    draw: EventsPanel.draw)
}

/// The log. A sentence longer than the row is wrapped.
private enum EventsPanel {
  static func draw(_ state: ConsoleState, _ frame: Panel.Frame, _ screen: inout Screen) {
    let area = frame.area
    guard area.rows > 0 else { return }
    Panel.heading("EVENTS", in: area, on: &screen)
    let room = area.rows - 1
    let newest = state.events.dropLast(min(max(frame.scroll, 0), state.events.count))
    var lines: [(time: Double?, text: String, style: Style)] = []
    for event in newest.reversed() {
      guard lines.count < room else { break }
      let style: Style =
        switch event.weight {
        case .note: .plain
        case .caution: .caution
        case .alarm: .bad
        }
      let wrapped = Prose.wrapped(event.text, area.columns - 12)
      // Half a sentence says nothing, unless it is the newest one's beginning.
      guard lines.count + wrapped.count <= room || lines.isEmpty else { break }
      for (index, text) in wrapped.prefix(room).enumerated().reversed() {
        lines.append((index == 0 ? event.time : nil, text, style))
      }
    }
    for (index, line) in lines.prefix(room).reversed().enumerated() {
      let row = area.row + 1 + index
      if let time = line.time {
        screen.put(
          Figures.fixed(time, places: 3, width: 10), row: row, column: area.column,
          limit: area.right, style: .faint)
      }
      screen.put(
        line.text, row: row, column: area.column + 12, limit: area.right, style: line.style)
    }
    if state.events.isEmpty, room > 0 {
      screen.put("nothing yet", row: area.row + 1, column: area.column, style: .faint)
    }
  }
}
