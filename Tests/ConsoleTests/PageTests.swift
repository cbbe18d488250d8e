import Console
import Testing

/// Whole pages, as an operator sees them.
@Suite struct PageTests {
  @Test(arguments: [(24, 80), (50, 200)])
  func holding(rows: Int, columns: Int) throws {
    let screen = Page.drawn(Samples.arm(), rows: rows, columns: columns)
    try Snapshot.check(screen, "holding-\(columns)x\(rows)")
  }

  @Test(arguments: [(24, 80), (50, 200)])
  func stopped(rows: Int, columns: Int) throws {
    let screen = Page.drawn(Samples.stopped(), rows: rows, columns: columns)
    try Snapshot.check(screen, "stopped-\(columns)x\(rows)")
  }

  @Test(arguments: [(24, 80), (50, 200)])
  func manyJoints(rows: Int, columns: Int) throws {
    var interaction = Interaction()
    let state = Samples.many()
    for _ in 0..<20 { _ = interaction.press(.down, state) }
    let screen = Page.drawn(state, interaction, rows: rows, columns: columns)
    try Snapshot.check(screen, "many-\(columns)x\(rows)")
  }

  @Test(arguments: [(24, 80), (50, 200)])
  func brokenNumbers(rows: Int, columns: Int) throws {
    let screen = Page.drawn(Samples.broken(), rows: rows, columns: columns)
    try Snapshot.check(screen, "broken-\(columns)x\(rows)")
  }

  @Test func asciiOnly() throws {
    let screen = Page.drawn(Samples.broken(), rows: 24, columns: 80, hasUnicode: false)
    #expect(screen.text.utf8.allSatisfy { $0 == 10 || (0x20..<0x7F).contains($0) })
    try Snapshot.check(screen, "ascii-80x24")
  }

  @Test func runsThatAreOver() throws {
    var state = Samples.arm()
    state.liveness = .killed
    try Snapshot.check(Page.drawn(state, rows: 24, columns: 80), "killed-80x24")
    state.liveness = .ended(onFault: false)
    #expect(Page.drawn(state, rows: 24, columns: 80).text.contains("RUN ENDED as asked"))
    state.liveness = .ended(onFault: true)
    #expect(Page.drawn(state, rows: 24, columns: 80).text.contains("RUN ENDED ON A FAULT"))
    state.liveness = .stale(seconds: 2.34)
    state.lostCycles = 12_345
    try Snapshot.check(Page.drawn(state, rows: 24, columns: 80), "stale-80x24")
  }

  @Test func printedPageHasNoKeys() throws {
    let screen = Page.drawn(Samples.arm(), rows: 24, columns: 80, isStill: true)
    #expect(!screen.text.contains("q quit"))
    try Snapshot.check(screen, "once-80x24")
  }

  @Test func openBoxes() throws {
    var interaction = Interaction()
    let state = Samples.arm()
    _ = interaction.press(.character("?"), state)
    try Snapshot.check(Page.drawn(state, interaction, rows: 24, columns: 80), "help-80x24")
    _ = interaction.press(.escape, state)
    _ = interaction.press(.character("m"), state)
    _ = interaction.press(.down, state)
    try Snapshot.check(Page.drawn(state, interaction, rows: 24, columns: 80), "motions-80x24")
  }

  /// Eight joints, their bus, the cycle and some events fit the smallest usual terminal.
  @Test func eightJointsFitEightyByTwentyFour() {
    let text = Page.drawn(Samples.arm(), rows: 24, columns: 80).text
    for index in 1...7 { #expect(text.contains("joint\(index) ")) }
    for part in ["finger_joint1", "error-active", "lateness", "compute", "overran", "q quit"] {
      #expect(text.contains(part), "\(part) is missing")
    }
  }

  /// No size traps, and nothing is drawn off the page.
  @Test func everySizeIsDrawn() {
    var interaction = Interaction()
    let state = Samples.broken()
    for mode in ["?", "m", "x"] as [Unicode.Scalar] {
      _ = interaction.press(.character(mode), state)
      for rows in [1, 2, 3, 5, 8, 13, 24, 70] {
        for columns in [1, 2, 5, 20, 40, 79, 81, 116, 194, 195, 400] {
          let screen = Page.drawn(state, interaction, rows: rows, columns: columns)
          #expect(screen.rows == rows && screen.columns == columns)
          _ = Page.drawn(Samples.many(), interaction, rows: rows, columns: columns)
          _ = Page.drawn(ConsoleState(), interaction, rows: rows, columns: columns)
        }
      }
    }
  }
}
