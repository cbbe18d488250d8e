import RobotCore
import Wording

extension Panel {
  /// Phase, stop, e-stop, lease, supply; below, the latched fault and what to do about it.
  static let safety = Panel(
    leastRows: 2, wantedRows: SafetyPanel.rows, generousRows: SafetyPanel.rows,
    scroll: { _ in 0 }, draw: SafetyPanel.draw)
}

/// What may happen, and why not.
private enum SafetyPanel {
  static func draw(_ state: ConsoleState, _ frame: Panel.Frame, _ screen: inout Screen) {
    let area = frame.area
    guard area.rows > 0 else { return }
    var pen = Pen(row: area.row, area: area)
    let safety = state.safety
    pen.write(safety.phase.word.uppercasedASCII, Words.style(safety.phase), on: &screen)
    if safety.stopKind != .none {
      pen.write("  stop ", .faint, on: &screen)
      pen.write(safety.stopKind.word, .caution, on: &screen)
    }
    pen.write("  e-stop ", .faint, on: &screen)
    let (line, style) = emergencyStop(safety)
    pen.write(line, style, on: &screen)
    pen.write("  lease ", .faint, on: &screen)
    pen.write(
      safety.isLeaseMine
        ? "YOURS" : safety.leaseHolder == 0 ? "free" : "process \(safety.leaseHolder)",
      safety.isLeaseMine ? .good : .plain, on: &screen)
    writeSupply(safety.supply, &pen, &screen)
    if let motion = state.motion {
      pen.write("  motion ", .faint, on: &screen)
      pen.write(motion, on: &screen)
    }
    let lines = lines(state, area.columns)
    for (index, line) in lines.prefix(max(area.rows - 1, 0)).enumerated() {
      screen.put(
        line.0, row: area.row + 1 + index, column: area.column, limit: area.right, style: line.1)
    }
  }

  /// Height with the whole fault.
  static func rows(_ state: ConsoleState, _ columns: Int) -> Int {
    1 + lines(state, columns).count
  }

  /// The fault and the next step, wrapped to `columns`.
  static func lines(_ state: ConsoleState, _ columns: Int) -> [(String, Style)] {
    guard let fault = state.safety.fault else { return [("No fault is latched.", .faint)] }
    var lines = Prose.wrapped("fault  " + fault, columns, indent: 7).map { ($0, Style.bad) }
    if let next = state.safety.nextStep {
      lines += Prose.wrapped("next   " + next, columns, indent: 7).map { ($0, .plain) }
    }
    return lines
  }

  private static func emergencyStop(_ safety: ConsoleState.Safety) -> (String, Style) {
    if safety.isEmergencyStopOpen { return ("OPEN", .bad) }
    return safety.emergencyStopLines == 0 ? ("no line", .caution) : ("closed", .good)
  }

  private static func writeSupply(
    _ supply: ConsoleState.Supply?, _ pen: inout Pen, _ screen: inout Screen
  ) {
    guard let supply else { return }
    pen.write("  supply ", .faint, on: &screen)
    let figures =
      Figures.fixed(supply.voltage, places: 1) + " V "
      + Figures.fixed(supply.current, places: 1) + " A"
    pen.write(
      supply.isPresent ? figures : figures + " LOST", supply.isPresent ? .good : .bad, on: &screen)
    let isOld = !(supply.age < 1)
    pen.write(
      " " + Figures.fixed(supply.age, places: 1) + " s old", isOld ? .caution : .faint, on: &screen)
  }
}
