import FlightDeck
import Wording

extension Panel {
  /// One row a joint: position with its limits, velocity, effort, temperatures, drive, limiter.
  static let joints = Panel(
    leastRows: 3, wantedRows: { state, _ in 1 + min(max(state.joints.count, 1), 8) },
    generousRows: JointsPanel.rows,
    scroll: { $0.jointScroll }, draw: JointsPanel.draw)
}

/// The joints, one row each; scrolls when there are more than rows.
private enum JointsPanel {
  static func rows(_ state: ConsoleState, _ columns: Int) -> Int {
    1 + max(state.joints.count, 1)
  }

  static func draw(_ state: ConsoleState, _ frame: Panel.Frame, _ screen: inout Screen) {
    let area = frame.area
    guard area.rows > 0 else { return }
    let columns = JointColumns(width: area.columns)
    let room = max(area.rows - 1, 0)
    let first = min(max(frame.scroll, 0), max(state.joints.count - room, 0))
    let last = min(first + room, state.joints.count)
    drawHeading(state, first..<last, columns, area, &screen)
    guard !state.joints.isEmpty else {
      screen.put("no joints", row: area.row + 1, column: area.column, style: .faint)
      return
    }
    let names = JointNames.shown(state.joints.map(\.name), width: columns.name)
    for index in first..<last {
      var pen = Pen(row: area.row + 1 + index - first, area: area)
      drawJoint(state.joints[index], names[index], columns, area.column, &pen, &screen)
    }
  }

  private static func drawHeading(
    _ state: ConsoleState, _ shown: Range<Int>, _ columns: JointColumns, _ area: Area,
    _ screen: inout Screen
  ) {
    let isWhole = shown.count == state.joints.count
    var pen = Pen(row: area.row, area: area)
    let title =
      isWhole
      ? "JOINT" : "JOINT \(shown.lowerBound + 1)-\(shown.upperBound)/\(state.joints.count) ↑↓"
    pen.write(title, .heading, on: &screen)
    func head(_ text: String, at column: Int) {
      guard column > pen.column - area.column else { return }
      pen.tab(to: area.column + column)
      pen.write(text, .heading, on: &screen)
    }
    head("POSITION", at: columns.position + 1)
    if columns.isWide { head("LOWER", at: columns.bar - 6) }
    head("LIMITS", at: columns.bar)
    if columns.isWide { head("UPPER", at: columns.bar + columns.barWidth + 1) }
    head("VEL", at: columns.velocity + 2)
    head("EFFORT", at: columns.effort + 1)
    head(temperatureHeading, at: columns.temperature)
    head("DRIVE", at: columns.drive)
    head("LIMITED", at: columns.limited)
  }

  /// The unit, and the first letter of each temperature in the order in which they stand below.
  private static let temperatureHeading =
    "°C " + JointRow.temperatures.map { String($0.name.prefix(1)) }.joined(separator: "/")

  private static func drawJoint(
    _ joint: ConsoleState.Joint, _ name: String, _ columns: JointColumns, _ left: Int,
    _ pen: inout Pen, _ screen: inout Screen
  ) {
    pen.write(name, joint.isKnown ? .plain : .faint, on: &screen)
    let drive = Words.drive(joint)
    if joint.isKnown {
      drawFigures(joint, columns, left, &pen, &screen)
    } else {
      pen.tab(to: left + columns.position)
      pen.write("       -", .faint, on: &screen)
    }
    pen.tab(to: left + columns.drive)
    pen.write(drive.0, drive.1, on: &screen)
    pen.tab(to: left + columns.limited)
    if joint.silence > 0, !joint.isFresh {
      pen.write(Figures.fixed(Double(joint.silence) / 1_000, places: 0) + " ms", .bad, on: &screen)
    } else {
      pen.write(joint.limitedBy.shortWord, .caution, on: &screen)
    }
  }

  private static func drawFigures(
    _ joint: ConsoleState.Joint, _ columns: JointColumns, _ left: Int, _ pen: inout Pen,
    _ screen: inout Screen
  ) {
    let unit = joint.isLinear ? "m" : "rad"
    let effortUnit = joint.isLinear ? "N" : "N·m"
    let place = LimitBar.style(joint.position, lower: joint.lower, upper: joint.upper)
    let weight: Style = joint.isFresh ? .plain : .faint
    pen.tab(to: left + columns.position)
    pen.write(
      Figures.fixed(joint.position, places: 4, width: 8, signed: true),
      place == .bad ? .bad : weight, on: &screen)
    pen.write(joint.isReferenced ? " " : "?", joint.isReferenced ? .plain : .bad, on: &screen)
    pen.write(unit, .faint, on: &screen)
    if columns.isWide {
      pen.tab(to: left + columns.bar - 8)
      pen.write(Figures.fixed(joint.lower, places: 3, width: 7), .faint, on: &screen)
    }
    pen.tab(to: left + columns.bar)
    pen.write(
      LimitBar.text(
        joint.position, lower: joint.lower, upper: joint.upper, width: columns.barWidth),
      joint.isFresh ? place : .faint, on: &screen)
    if columns.isWide {
      pen.write(" " + Figures.fixed(joint.upper, places: 3, width: 7), .faint, on: &screen)
    }
    pen.tab(to: left + columns.velocity)
    drawFigure(joint.velocity, 3, limit: joint.velocityLimit, &pen, &screen)
    if columns.isWide { pen.write(" \(unit)/s", .faint, on: &screen) }
    pen.tab(to: left + columns.effort)
    drawFigure(joint.effort, 2, limit: joint.effortLimit, &pen, &screen)
    if columns.isWide { pen.write(" \(effortUnit)", .faint, on: &screen) }
    pen.tab(to: left + columns.temperature)
    drawTemperatures(joint, &pen, &screen)
  }

  /// A figure with its sign, in a colour that tells how near it is to its limit.
  private static func drawFigure(
    _ value: Float, _ places: Int, limit: Double, _ pen: inout Pen, _ screen: inout Screen
  ) {
    pen.write(
      Figures.fixed(Double(value), places: places, width: 7, signed: true),
      LimitBar.style(magnitude: Double(value.magnitude), limit: limit), on: &screen)
  }

  /// Every quantity of the row that is a temperature, side by side.
  private static func drawTemperatures(
    _ joint: ConsoleState.Joint, _ pen: inout Pen, _ screen: inout Screen
  ) {
    for (index, quantity) in JointRow.temperatures.enumerated() {
      let value = quantity.value(joint.row).number
      let limits = joint.temperatureLimits
      let limit = limits.indices.contains(index) ? limits[index] : 0
      if index > 0 { pen.write("/", .faint, on: &screen) }
      pen.write(
        Figures.fixed(value, places: 0, width: index > 0 ? 0 : 2),
        limit > 0 ? LimitBar.style(magnitude: max(value, 0), limit: limit) : .plain, on: &screen)
    }
  }
}

/// Where the columns of a joint's row begin, in a panel of a given width. 80 cells hold all of
/// them.
private struct JointColumns {
  /// Units and limits are written out.
  let isWide: Bool
  let name: Int
  let position: Int
  let bar: Int
  let barWidth: Int
  let velocity: Int
  let effort: Int
  let temperature: Int
  let drive: Int
  let limited: Int

  init(width: Int) {
    isWide = width >= 116
    let spare = max(width - (isWide ? 116 : 80), 0)
    name = isWide ? 18 + min(spare / 3, 14) : 13 + min(spare / 2, 10)
    barWidth = 11 + (isWide ? 2 + min(spare - min(spare / 3, 14), 28) : spare - min(spare / 2, 10))
    position = name + 1
    bar = position + 13 + (isWide ? 8 : 0)
    velocity = bar + barWidth + 1 + (isWide ? 8 : 0)
    effort = velocity + 8 + (isWide ? 6 : 0)
    temperature = effort + 8 + (isWide ? 4 : 0)
    drive = temperature + JointRow.temperatures.count * 3 + (isWide ? 2 : 1)
    limited = drive + 9
  }
}
