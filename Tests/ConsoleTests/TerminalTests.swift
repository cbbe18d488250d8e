import Foundation
import Testing

/// The programs that were built with the tests.
enum BuiltProgram {
  /// Path of `sinew`; nil when it is not beside the tests.
  static var sinew: String? {
    let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path = URL(filePath: own ?? "/").deletingLastPathComponent().appending(path: "sinew").path()
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }
}

/// `sinew console` in a real terminal: however it ends, the terminal is as it was.
@Suite(.enabled(if: BuiltProgram.sinew != nil, "sinew is not built"), .serialized)
struct TerminalTests {
  /// Leaves the alternate screen, as xterm's rmcup.
  private static let leave = "\u{1B}[?1049l"

  /// A program built with a sanitizer is told the same as the tests are.
  private static let sanitizer = ["ASAN_OPTIONS", "TSAN_OPTIONS"].compactMap { name in
    ProcessInfo.processInfo.environment[name].map { "\(name)=\($0)" }
  }

  private func opened(
    _ variables: [String] = ["TERM=xterm", "LC_ALL=C.UTF-8"], _ arguments: [String] = []
  ) throws -> (terminal: PseudoTerminal, deck: SyntheticDeck, folder: URL) {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "console-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let deck = try SyntheticDeck(path: folder.appending(path: "sinew-synthetic.deck").path())
    deck.publish()
    let program = try #require(BuiltProgram.sinew)
    let terminal = try PseudoTerminal(
      program, ["console"] + arguments,
      environment: variables + ["SINEW_RUNTIME_DIR=\(folder.path())", "PATH=/usr/bin:/bin"]
        + TerminalTests.sanitizer)
    return (terminal, deck, folder)
  }

  @Test(arguments: ["q", "\u{3}", "SIGTERM", "SIGHUP", "SIGSEGV", "SIGABRT"])
  func everyEndLeavesACleanTerminal(end: String) throws {
    let (terminal, deck, folder) = try opened()
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(terminal.wait(for: "joint3"))
    #expect(!terminal.isAsBefore, "the console takes keys one by one")
    let signals = [
      "SIGTERM": SIGTERM, "SIGHUP": SIGHUP, "SIGSEGV": SIGSEGV, "SIGABRT": SIGABRT,
    ]
    if let signal = signals[end] { terminal.signal(signal) } else { terminal.type(end) }
    let status = terminal.end()
    let isCrash = end == "SIGSEGV" || end == "SIGABRT"
    #expect(status == (isCrash ? 256 + (signals[end] ?? 0) : 0))
    let isLeft = terminal.output.contains(TerminalTests.leave)
    #expect(isLeft)
    #expect(terminal.isAsBefore)
    _ = deck
  }

  @Test func aNewSizeIsUsed() throws {
    let (terminal, deck, folder) = try opened()
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(terminal.wait(for: "joint3"))
    terminal.resize(rows: 50, columns: 200)
    // Only the wide table names the lower limits.
    #expect(terminal.wait(for: "LOWER"))
    terminal.type("q")
    #expect(terminal.end() == 0)
    #expect(terminal.isAsBefore)
    _ = deck
  }

  @Test(arguments: [["TERM=dumb"], ["TERM=no-such-terminal"], []])
  func terminalsWithoutACursorGetPlainLines(variables: [String]) throws {
    let (terminal, deck, folder) = try opened(variables + ["LC_ALL=C"])
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(terminal.wait(for: "latched"))
    deck.end(1)
    deck.die()
    #expect(terminal.wait(for: "RUN ENDED"))
    #expect(terminal.end() == 0)
    let hasControl = terminal.output.contains("\u{1B}")
    #expect(!hasControl)
    #expect(terminal.isAsBefore)
  }

  @Test func coloursCanBeSwitchedOff() throws {
    let colour = "\u{1B}[32m"
    for (variables, arguments, expected) in [
      ([], [], true), (["NO_COLOR=1"], [], false), ([], ["--no-color"], false),
    ] as [([String], [String], Bool)] {
      let (terminal, deck, folder) = try opened(
        variables + ["TERM=xterm-256color", "LC_ALL=C.UTF-8"], arguments)
      defer { try? FileManager.default.removeItem(at: folder) }
      #expect(terminal.wait(for: "joint3"))
      terminal.type("q")
      #expect(terminal.end() == 0)
      let hasColour = terminal.output.contains(colour)
      #expect(hasColour == expected)
      _ = deck
    }
  }

  @Test func oncePrintsAPageAndTouchesNothing() throws {
    let (terminal, deck, folder) = try opened(["TERM=xterm", "LC_ALL=C"], ["--once"])
    defer { try? FileManager.default.removeItem(at: folder) }
    // The one cycle of this deck stays the only one.
    #expect(terminal.end() == 69)
    let (hasPage, hasControl) = (
      terminal.output.contains("joint3"), terminal.output.contains("\u{1B}")
    )
    #expect(hasPage && !hasControl)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
    #expect(names == ["sinew-synthetic.deck"], "looking leaves nothing behind")
    _ = deck
  }
}
