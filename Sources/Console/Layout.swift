/// Which panel gets which rectangle: one column below 195 cells, two from there on.
enum Layout {
  /// Least width of the two-column page: the wide joint table, a gap, the bus table.
  static let twoColumns = 116 + 3 + 76

  /// Panels with their areas, in the order of `Panel.all`; a panel without room is left out.
  static func areas(_ state: ConsoleState, in page: Area) -> [(panel: Panel, area: Area)] {
    guard page.columns >= twoColumns else { return stacked(Panel.all, state, page) }
    let right = 76 + (page.columns - twoColumns) / 4
    let top = stacked([.safety], state, page)
    let used = top.first?.area.rows ?? 0
    let body = Area(
      row: page.row + used + 1, column: page.column, rows: page.rows - used - 1,
      columns: page.columns - right - 3)
    let side = Area(
      row: body.row, column: body.right + 3, rows: body.rows, columns: right)
    return top + stacked([.joints, .events], state, body) + stacked([.bus, .cycle], state, side)
  }

  /// One below the other. Each first gets what it needs at least, in order; then what it wants;
  /// then all it could use.
  private static func stacked(
    _ panels: [Panel], _ state: ConsoleState, _ page: Area
  ) -> [(panel: Panel, area: Area)] {
    var left = max(page.rows, 0)
    var heights = panels.map { panel in
      let height = left >= panel.leastRows ? panel.leastRows : 0
      left -= height
      return height
    }
    for (index, panel) in panels.enumerated() where heights[index] > 0 {
      let more = min(max(panel.wantedRows(state, page.columns) - heights[index], 0), left)
      heights[index] += more
      left -= more
    }
    for (index, panel) in panels.enumerated() where heights[index] > 0 {
      let more = max(panel.generousRows(state, page.columns) - heights[index], 0)
      guard more <= left || panel.takesAnyRoom else { continue }
      heights[index] += min(more, left)
      left -= min(more, left)
    }
    var row = page.row
    var areas: [(panel: Panel, area: Area)] = []
    for (index, panel) in panels.enumerated() where heights[index] > 0 {
      areas.append(
        (
          panel,
          Area(row: row, column: page.column, rows: heights[index], columns: page.columns)
        ))
      row += heights[index]
    }
    return areas
  }
}
