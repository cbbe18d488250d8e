import RobotCore
import Wording

extension Panel {
  /// Phase, stop, e-stop, lease, supply; below, the latched fault and what to do about it, and what
  /// the safety functions have done: in short, and with plenty of room each of them.
  static let safety = Panel(
    leastRows: 2, wantedRows: SafetyPanel.rows, generousRows: SafetyPanel.allRows,
    scroll: { _ in 0 }, draw: SafetyPanel.draw)
}

/// What may happen, and why not.
private enum SafetyPanel {
  /// A label and what it says now.
  private typealias Piece = (label: String, text: String, style: Style, note: String)

  static func draw(_ state: ConsoleState, _ frame: Panel.Frame, _ screen: inout Screen) {
    let area = frame.area
    guard area.rows > 0 else { return }
    var rows = area.row..<(area.row + area.rows)
    for line in head(state, area.columns) {
      guard let row = rows.popFirst() else { return }
      var pen = Pen(row: row, area: area)
      for piece in line {
        if pen.column > area.column { pen.write("  ", on: &screen) }
        pen.write(piece.label, .faint, on: &screen)
        pen.write(piece.text, piece.style, on: &screen)
        pen.write(piece.note, .faint, on: &screen)
      }
    }
    let told = lines(state, area.columns)
    let each = counts(state)
    let rest = told + (rows.count >= told.count + each.count ? each : summary(state))
    for line in rest {
      guard let row = rows.popFirst() else { return }
      screen.put(line.0, row: row, column: area.column, limit: area.right, style: line.1)
    }
  }

  /// Height with the whole fault.
  static func rows(_ state: ConsoleState, _ columns: Int) -> Int {
    head(state, columns).count + lines(state, columns).count + summary(state).count
  }

  /// Height with every safety function.
  static func allRows(_ state: ConsoleState, _ columns: Int) -> Int {
    head(state, columns).count + lines(state, columns).count + counts(state).count
  }

  /// Which function the robot came nearest to, and how many acted; one line, none while nothing was
  /// held against a limit.
  private static func summary(_ state: ConsoleState) -> [(String, Style)] {
    let counts = state.safety.counts
    let nearest = counts.filter { $0.left != nil }.min { ($0.left ?? 1) < ($1.left ?? 1) }
    guard let nearest else { return [] }
    let acted = counts.filter { $0.acted > 0 }
    let times = acted.isEmpty ? "none acted" : "\(acted.count) acted"
    return [("nearest  \(nearest.name), \(nearest.nearest); \(times)", style(nearest))]
  }

  /// A line for each function that acted or has a limit.
  private static func counts(_ state: ConsoleState) -> [(String, Style)] {
    let counts = state.safety.counts.filter { $0.acted > 0 || $0.left != nil }
    let width = counts.map(\.name.count).max() ?? 0
    return counts.map { count in
      let acted = count.acted == 0 ? "never" : "\(Figures.count(count.acted)) ×"
      return (
        "acted \(Digits.right(acted, 7))  \(Digits.left(count.name, width))  \(count.nearest)",
        style(count)
      )
    }
  }

  /// A tenth of a limit is what a controller overshoots by.
  private static func style(_ count: ConsoleState.Count) -> Style {
    count.acted > 0 || (count.left ?? 1) < 0.1 ? .caution : .faint
  }

  /// The pieces in as many rows as they need.
  private static func head(_ state: ConsoleState, _ columns: Int) -> [[Piece]] {
    var lines: [[Piece]] = [[]]
    var used = 0
    for piece in pieces(state) {
      let width = piece.label.count + piece.text.count + piece.note.count
      if used > 0, used + 2 + width > columns {
        lines.append([])
        used = 0
      }
      used += width + (used > 0 ? 2 : 0)
      lines[lines.count - 1].append(piece)
    }
    return lines
  }

  private static func pieces(_ state: ConsoleState) -> [Piece] {
    let safety = state.safety
    var pieces: [Piece] = [
      ("", safety.phase.word.uppercasedASCII, Words.style(safety.phase), "")
    ]
    if safety.stopKind != .none { pieces.append(("stop ", safety.stopKind.word, .caution, "")) }
    let (line, style) = emergencyStop(safety)
    pieces.append(("e-stop ", line, style, ""))
    let holder =
      safety.isLeaseMine
      ? "YOURS" : safety.leaseHolder == 0 ? "free" : "process \(safety.leaseHolder)"
    pieces.append(("lease ", holder, safety.isLeaseMine ? .good : .plain, ""))
    if let supply = safety.supply { pieces.append(piece(of: supply)) }
    if let motion = state.motion { pieces.append(("motion ", motion, .good, "")) }
    return pieces
  }

  private static func piece(of supply: ConsoleState.Supply) -> Piece {
    let figures =
      Figures.fixed(supply.voltage, places: 1) + " V "
      + Figures.fixed(supply.current, places: 1) + " A"
    let age = " " + Figures.fixed(supply.age, places: 1) + " s old"
    guard supply.isPresent else { return ("supply ", figures + " LOST", .bad, age) }
    return ("supply ", figures, supply.age < 1 ? .good : .caution, age)
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
}
