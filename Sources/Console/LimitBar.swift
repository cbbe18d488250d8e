/// Where a value stands between two limits, drawn in a few cells.
enum LimitBar {
  /// `├───■───┤`: the marker is at an edge when the value is beyond it, then as `◀` or `▶`. No
  /// marker when the value is no number or the limits are not in order.
  static func text(_ value: Double, lower: Double, upper: Double, width: Int) -> String {
    guard width >= 3 else { return "" }
    let inner = width - 2
    var cells = Array(repeating: Character("─"), count: inner)
    if inner % 2 == 1 { cells[inner / 2] = "┼" }
    if value.isFinite, lower.isFinite, upper.isFinite, lower < upper {
      if value < lower {
        cells[0] = "◀"
      } else if value > upper {
        cells[inner - 1] = "▶"
      } else {
        let share = (value - lower) / (upper - lower)
        cells[min(inner - 1, max(0, Int((share * Double(inner - 1)).rounded())))] = "■"
      }
    }
    return "├" + String(cells) + "┤"
  }

  /// Bad beyond a limit, caution within a twentieth of the range of one.
  static func style(_ value: Double, lower: Double, upper: Double) -> Style {
    guard value.isFinite, lower < upper else { return .bad }
    if value < lower || value > upper { return .bad }
    let margin = (upper - lower) * 0.05
    return value < lower + margin || value > upper - margin ? .caution : .good
  }

  /// Caution above four fifths of a limit, bad above it; plain when there is no limit.
  static func style(magnitude: Double, limit: Double) -> Style {
    guard magnitude.isFinite else { return .bad }
    guard limit > 0 else { return .plain }
    return magnitude > limit ? .bad : magnitude > limit * 0.8 ? .caution : .plain
  }
}
