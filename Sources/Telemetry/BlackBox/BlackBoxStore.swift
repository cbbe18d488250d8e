import FlightDeck
public import Wording

/// All black boxes of this machine: decks that lie in the runtime folder, and kept boxes.
public enum BlackBoxStore {
  /// One box.
  public struct Entry: Sendable {
    /// Its file.
    public var path: String
    /// Robot's name, "" when the file cannot be read.
    public var robot: String
    /// What became of the run; nil when the file cannot be read.
    public var liveness: DeckLiveness?
    /// Wall time of its last cycle, ns since 1970; 0 when there is none.
    public var lastCycle: Int64
    /// The fault that was latched at the end in words, "" when there was none.
    public var fault: String
    /// What the robot did at the end, "" when the file cannot be read.
    public var phase: String
    /// What of it does not agree with its checksum.
    public var damage = DeckDamage()
    /// Why the file cannot be read, "" when it can.
    public var problem: String

    /// The entry for programs.
    public var json: JSONText {
      [
        "file": .string(path), "robot": .string(robot),
        "run": liveness.map { .string($0.word) } ?? .null,
        "last_cycle": lastCycle == 0 ? nil : .string(WallTime(lastCycle).text),
        "fault": fault.isEmpty ? nil : .string(fault),
        "damaged": damage.json,
        "problem": problem.isEmpty ? nil : .string(problem),
      ]
    }

    /// The entry as one line.
    public var text: String {
      guard problem.isEmpty else { return "\(path)  unreadable: \(problem)" }
      let time = lastCycle == 0 ? "no cycle yet" : WallTime(lastCycle).text
      let end = liveness == .killed ? "  while \(phase)" : ""
      let why = fault.isEmpty ? end : "  \(fault)"
      return "\(Digits.left(robot, 16))  \(Digits.left(time, 24))  "
        + "\(Digits.left(liveness?.word ?? "", 16))\(why)  \(path)"
        + (damage.isNone ? "" : "  \(damage.sentence)")
    }
  }

  /// Live and left-behind decks first, then kept boxes, newest first.
  public static var entries: [Entry] {
    (DeckLocation.robots.map { DeckLocation.deck(of: $0) } + BlackBox.kept).map(entry)
  }

  private static func entry(_ path: String) -> Entry {
    do {
      let deck = try DeckReader(path: path)
      let fault = deck.latchedFault.map { $0.sentence(in: deck.configuration) } ?? ""
      return Entry(
        path: path, robot: deck.identity.robot, liveness: deck.liveness,
        lastCycle: deck.lastSeen, fault: fault,
        phase: deck.snapshot.phase.word, damage: deck.damage, problem: "")
    } catch {
      return Entry(
        path: path, robot: "", liveness: nil, lastCycle: 0, fault: "", phase: "",
        problem: error.sentence)
    }
  }

  /// The box that a user means: a path, the deck of a robot, or that robot's newest kept box; with
  /// neither the newest of all.
  public static func open(path: String?, robot: String?) throws(Refusal) -> DeckReader {
    if let path { return try DeckReader(path: path) }
    if let robot, DeckLocation.robots.contains(robot) {
      return try DeckReader(path: DeckLocation.deck(of: robot))
    }
    let all = entries.filter {
      $0.problem.isEmpty && (robot == nil || $0.robot == robot)
    }
    // A deck that a run left behind says more than a live one.
    let best =
      all.filter { $0.liveness != .running }.max { $0.lastCycle < $1.lastCycle } ?? all.first
    guard let best else {
      let whose = robot.map { " of \($0)" } ?? ""
      throw Refusal(
        "No black box\(whose): neither in \(DeckLocation.folder) nor in \(BlackBox.folder). A run "
          + "leaves one when it stops on a fault or is killed.", .unavailable)
    }
    return try DeckReader(path: best.path)
  }
}
