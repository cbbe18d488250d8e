/// One part of the page. A panel is a file in `Panels/` and a line in `all`.
struct Panel: Sendable {
  /// What is asked of a panel each time the page is drawn.
  struct Frame {
    /// Where it may draw.
    var area: Area
    /// First entry shown, for panels that scroll.
    var scroll = 0
  }

  /// Height below which it is of no use.
  let leastRows: Int
  /// Height that shows what a user came for, in an area of `columns`.
  let wantedRows: @Sendable (_ state: ConsoleState, _ columns: Int) -> Int
  /// Height that shows everything it has, where there is plenty of room.
  let generousRows: @Sendable (_ state: ConsoleState, _ columns: Int) -> Int
  /// Any height between wanted and generous is worth having; false for a histogram.
  var takesAnyRoom = true
  /// Which of the operator's scroll positions it follows.
  let scroll: @Sendable (Interaction) -> Int
  /// Draws into its frame and nowhere else.
  let draw: @Sendable (_ state: ConsoleState, _ frame: Frame, _ screen: inout Screen) -> Void

  /// Every panel, most important first: in a small terminal the last ones shrink first.
  static let all: [Panel] = [.safety, .joints, .bus, .cycle, .events]

  /// A heading with a rule behind it.
  static func heading(_ title: String, in area: Area, on screen: inout Screen) {
    let end = screen.put(
      title, row: area.row, column: area.column, limit: area.right, style: .heading)
    rule(from: end + 1, in: area, row: area.row, on: &screen)
  }

  /// A rule from `column` to the area's edge.
  static func rule(from column: Int, in area: Area, row: Int, on screen: inout Screen) {
    guard column < area.right else { return }
    let line = String(repeating: "─", count: area.right - column)
    screen.put(line, row: row, column: column, limit: area.right, style: .faint)
  }
}

/// Writes pieces of text one after the other in one row.
struct Pen {
  private(set) var column: Int
  let row: Int
  let limit: Int

  init(row: Int, area: Area) {
    self.row = row
    column = area.column
    limit = area.right
  }

  /// Writes one piece; what does not fit is cut off.
  mutating func write(_ text: String, _ style: Style = .plain, on screen: inout Screen) {
    column = screen.put(text, row: row, column: column, limit: limit, style: style)
  }

  /// Goes to a column, never back.
  mutating func tab(to target: Int) { column = max(column, min(target, limit)) }
}
