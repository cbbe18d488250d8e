import Foundation
import RobotCore
import Telemetry
import Wording

/// The terminal console: attach, look, and only with a lease act.
public enum ConsoleApplication {
  /// What a user can choose.
  public struct Options: Sendable {
    /// Name of the robot; nil: the only one that has a deck.
    public var robot: String?
    /// Prints one page and ends.
    public var once = false
    /// Never uses colours; `NO_COLOR` in the environment does the same.
    public var isPlain = false
    /// Ends when the run ends, and says that leaving ends the run: for `sinew run` on a terminal.
    public var endsWithRun = false

    /// Looks at the only robot there is.
    public init(robot: String? = nil) { self.robot = robot }
  }

  /// Runs until the user leaves. The status that the program ends with.
  ///
  /// Looks only; a lease is taken when the user asks for it. Without a terminal on both sides, and
  /// on one that cannot place a cursor, one plain line a second is printed until the run ends.
  public static func run(robot: String? = nil, once: Bool = false) -> Int32 {
    var options = Options(robot: robot)
    options.once = once
    return run(options)
  }

  /// The same with every choice.
  public static func run(_ options: Options) -> Int32 {
    let hasUnicode = Terminal.hasUnicode()
    do {
      let deck = try DeckLocation.open(robot: options.robot)
      if options.once {
        return try printPage(deck, hasUnicode: hasUnicode).rawValue
      }
      return try watch(deck, options, hasUnicode: hasUnicode).rawValue
    } catch {
      FileHandle.standardError.write(Data("sinew: \(error.sentence)\n".utf8))
      return error.status.rawValue
    }
  }

  /// Seconds on a clock that never stands still.
  static func seconds() -> Double {
    let elapsed = start.duration(to: .now).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
  }

  private static let start = ContinuousClock.now

  /// One page; the status is that of `sinew status`.
  private static func printPage(
    _ deck: DeckReader, hasUnicode: Bool
  ) throws(Refusal) -> ExitStatus {
    let view = DeckView(deck, staleAfter: (seconds: 0.25, periods: 3))
    _ = view.state(now: seconds(), lease: nil)
    // A rate and a verdict on staleness need two looks.
    Thread.sleep(forTimeInterval: max(0.3, Double(deck.identity.period) * 4e-9))
    let state = view.state(now: seconds(), lease: nil)
    let size = Terminal.measured() ?? environmentSize
    let page = Page.drawn(
      state, rows: size.rows, columns: size.columns, hasUnicode: hasUnicode, isStill: true)
    try StandardOutput.write(page.text)
    return state.liveness == .running ? .done : .unavailable
  }

  /// `LINES` and `COLUMNS`, or the smallest usual terminal.
  private static var environmentSize: (rows: Int, columns: Int) {
    func number(_ name: String, _ usual: Int) -> Int {
      let text = ProcessInfo.processInfo.environment[name] ?? ""
      guard let value = Int(text), (1...1_000).contains(value) else { return usual }
      return value
    }
    return (number("LINES", 24), number("COLUMNS", 80))
  }

  private static func watch(
    _ deck: DeckReader, _ options: Options, hasUnicode: Bool
  ) throws(Refusal) -> ExitStatus {
    guard Terminal.isInteractive else { return try PlainWatch.run(deck, hasUnicode: hasUnicode) }
    let forbidden = ProcessInfo.processInfo.environment["NO_COLOR"] ?? ""
    do {
      let terminal = try Terminal(wantsColour: !options.isPlain && forbidden.isEmpty)
      var session = ConsoleSession(deck, options, hasUnicode: hasUnicode)
      return session.run(on: terminal)
    } catch {
      return try PlainWatch.run(deck, hasUnicode: hasUnicode)
    }
  }
}
