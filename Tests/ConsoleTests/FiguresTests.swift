import Testing

@testable import Console

/// Numbers, names and bars in columns.
@Suite struct FiguresTests {
  @Test func numbersKeepTheirWidthAndNeverLie() {
    #expect(Figures.fixed(1.23456, places: 4, width: 8, signed: true) == " +1.2346")
    #expect(Figures.fixed(-123.456, places: 4, width: 8, signed: true) == "-123.456")
    #expect(Figures.fixed(123_456_789, places: 4, width: 8) == "########")
    #expect(Figures.fixed(.nan, places: 4, width: 8) == "     nan")
    #expect(Figures.fixed(-.infinity, places: 4, width: 8) == "    -inf")
    #expect(Figures.fixed(-0.00001, places: 2, width: 6, signed: true) == " +0.00")
    #expect(Figures.count(1_234_567) == "1 234 567")
    #expect(Figures.count(0) == "0")
    #expect(Figures.clock(3_725.9) == "1:02:05")
    #expect(Figures.clock(.nan) == "-")
  }

  @Test func namesStayDifferent() {
    let names = ["openarm_right_joint1", "openarm_right_joint2", "openarm_right_finger_joint1"]
    #expect(JointNames.shown(names, width: 13) == ["joint1", "joint2", "finger_joint1"])
    #expect(JointNames.shown(["a", "b"], width: 3) == ["a", "b"])
    #expect(JointNames.shown(["abcdefghij"], width: 6) == ["ab…hij"])
    #expect(JointNames.shown([], width: 6) == [])
  }

  @Test func barsShowWhereAValueStands() {
    #expect(LimitBar.text(0, lower: -1, upper: 1, width: 7) == "├──■──┤")
    #expect(LimitBar.text(-1, lower: -1, upper: 1, width: 7) == "├■─┼──┤")
    #expect(LimitBar.text(1.01, lower: -1, upper: 1, width: 7) == "├──┼─▶┤")
    #expect(LimitBar.text(-9, lower: -1, upper: 1, width: 7) == "├◀─┼──┤")
    #expect(LimitBar.text(.nan, lower: -1, upper: 1, width: 7) == "├──┼──┤")
    #expect(LimitBar.text(0, lower: 1, upper: -1, width: 7) == "├──┼──┤")
    #expect(LimitBar.style(0.95, lower: -1, upper: 1) == .caution)
    #expect(LimitBar.style(1.1, lower: -1, upper: 1) == .bad)
    #expect(LimitBar.style(0, lower: -1, upper: 1) == .good)
  }

  @Test func oneLateCycleIsSeenAmongMillions() {
    var counts = Array(repeating: UInt64(0), count: 20)
    counts[5] = 10_000_000
    counts[12] = 1
    let text = Sparkline.text(counts, from: 4, through: 13)
    #expect(text == " █      ▁ ")
  }

  @Test func sentencesWrapAtBlanks() {
    #expect(Prose.wrapped("one two three", 8) == ["one two", "three"])
    #expect(
      Prose.wrapped("fault  abcdefghijkl", 10, indent: 2) == ["fault ", "  abcdefgh", "  ijkl"])
    #expect(Prose.wrapped("", 10) == [""])
  }

  @Test func controlCharactersNeverReachTheTerminal() {
    var screen = Screen(rows: 1, columns: 20)
    screen.put("a\u{1B}[2J\u{9B}\u{7F}\u{202E}b", row: 0, column: 0)
    #expect(screen.text(row: 0) == "a?[2J??b")
    screen.put("\u{1F916}x", row: 0, column: 18)
    #expect(screen[0, 18].scalar == "\u{1F916}")
    #expect(screen[0, 19].scalar == "\0")
  }
}
