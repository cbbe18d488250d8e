import Wording

extension Panel {
  /// Rate, overruns, allocations; lateness and compute as figures and histogram.
  static let cycle = Panel(
    leastRows: 3, wantedRows: { _, columns in columns < 80 ? 4 : 3 },
    generousRows: { _, columns in columns < 40 ? 4 : 22 }, takesAnyRoom: false, scroll: { _ in 0 },
    draw: CyclePanel.draw
  )
}

/// How the cycle keeps time.
private enum CyclePanel {
  static func draw(_ state: ConsoleState, _ frame: Panel.Frame, _ screen: inout Screen) {
    let area = frame.area
    guard area.rows > 0 else { return }
    let timing = state.timing
    var pen = Pen(row: area.row, area: area)
    pen.write("CYCLE ", .heading, on: &screen)
    writeRate(state, &pen, &screen)
    var rows = (area.row + 1)..<(area.row + area.rows)
    if area.columns < 80, let row = rows.popFirst() { pen = Pen(row: row, area: area) }
    writeCounts(timing, &pen, &screen)
    pen.write("  " + Figures.count(timing.cycles) + " cycles", .faint, on: &screen)
    if let row = rows.popFirst() { drawFigures("lateness", timing.lateness, row, area, &screen) }
    if let row = rows.popFirst() { drawFigures("compute ", timing.compute, row, area, &screen) }
    if rows.count >= 8 { drawHistogram(timing, rows.dropFirst(), area, &screen) }
  }

  private static func writeRate(_ state: ConsoleState, _ pen: inout Pen, _ screen: inout Screen) {
    let wanted = state.timing.period > 0 ? 1e9 / Double(state.timing.period) : 0
    let places = wanted < 1_000 ? 1 : 0
    guard let rate = state.timing.rate else {
      pen.write("of " + Figures.fixed(wanted, places: 0) + " Hz", on: &screen)
      return
    }
    let isOff = state.world != .virtualTime && !((rate - wanted).magnitude < wanted * 0.02)
    pen.write(Figures.fixed(rate, places: places) + " Hz", isOff ? .caution : .good, on: &screen)
    pen.write(" of " + Figures.fixed(wanted, places: 0), .faint, on: &screen)
  }

  private static func writeCounts(
    _ timing: ConsoleState.Timing, _ pen: inout Pen, _ screen: inout Screen
  ) {
    func count(_ value: UInt64, _ word: String, _ style: Style) {
      let noun = value == 1 ? word : word + "s"
      pen.write("  \(Figures.count(value)) \(noun)", value > 0 ? style : .plain, on: &screen)
    }
    count(timing.overruns, "overrun", .caution)
    count(timing.allocations, "alloc", .bad)
    count(timing.pageFaults, "page fault", .caution)
  }

  private static func drawFigures(
    _ name: String, _ distribution: ConsoleState.Distribution, _ row: Int, _ area: Area,
    _ screen: inout Screen
  ) {
    var pen = Pen(row: row, area: area)
    pen.write(name, .faint, on: &screen)
    guard distribution.total > 0 else {
      pen.write("  not measured", .faint, on: &screen)
      return
    }
    let figures = [
      ("p50", distribution.p50), ("p99", distribution.p99), ("p99.9", distribution.p999),
      ("max", distribution.maximum),
    ]
    for (label, value) in figures {
      pen.write("  \(label)", .faint, on: &screen)
      pen.write(Digits.right(Digits.duration(value), 9), on: &screen)
    }
    if area.columns >= 78 {
      pen.write(" " + Sparkline.text(distribution.octaves, from: 10, through: 20), on: &screen)
    }
  }

  /// Both distributions side by side, one row an octave, lengths by the logarithm of the count.
  private static func drawHistogram(
    _ timing: ConsoleState.Timing, _ rows: Range<Int>, _ area: Area, _ screen: inout Screen
  ) {
    let width = (area.columns - 13) / 2
    guard width >= 8, var row = rows.first else { return }
    screen.put(
      "    below    " + Digits.left("lateness", width) + "compute (bars: log of the count)",
      row: row,
      column: area.column, limit: area.right, style: .faint)
    let counts = max(timing.lateness.octaves.count, timing.compute.octaves.count)
    let used = (0..<counts).filter {
      count(timing.lateness, $0) > 0 || count(timing.compute, $0) > 0
    }
    guard let lowest = used.first, let highest = used.last else { return }
    // The tail is what matters: when there is no room for all, the shortest go.
    for octave in max(lowest, highest - rows.count + 2)...highest {
      row += 1
      var pen = Pen(row: row, area: area)
      pen.write(Digits.right(Digits.duration(1 << Int64(octave)), 12) + " ", .faint, on: &screen)
      pen.write(
        Digits.left(bar(timing.lateness, octave, width - 2), width), .good, on: &screen)
      pen.write(bar(timing.compute, octave, width - 2), .good, on: &screen)
    }
  }

  private static func count(_ distribution: ConsoleState.Distribution, _ octave: Int) -> UInt64 {
    distribution.octaves.indices.contains(octave) ? distribution.octaves[octave] : 0
  }

  private static func bar(
    _ distribution: ConsoleState.Distribution, _ octave: Int, _ width: Int
  ) -> String {
    let most = distribution.octaves.max() ?? 0
    let share = Sparkline.share(count(distribution, octave), of: most)
    return String(repeating: "█", count: Int((share * Double(width)).rounded(.up)))
  }
}

/// A row of blocks whose heights follow the logarithm of counts, so that one late cycle among a
/// million is still seen.
enum Sparkline {
  private static let blocks: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// Entries `from` … `through`; what lies outside is added to the ends.
  static func text(_ counts: [UInt64], from: Int, through: Int) -> String {
    var shown = Array(repeating: UInt64(0), count: through - from + 1)
    for (index, count) in counts.enumerated() {
      let place = min(max(index, from), through) - from
      shown[place] = Figures.sum(shown[place], count)
    }
    let most = shown.max() ?? 0
    return String(
      shown.map { count in
        count == 0 ? blocks[0] : blocks[max(1, Int((share(count, of: most) * 8).rounded()))]
      })
  }

  /// 0 for none, 1 for `most`, between them by the number of binary digits.
  static func share(_ count: UInt64, of most: UInt64) -> Double {
    guard count > 0, most > 0 else { return 0 }
    func digits(_ value: UInt64) -> Double { Double(64 - value.leadingZeroBitCount) }
    return digits(count) / digits(most)
  }
}
