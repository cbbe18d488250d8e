import FlightDeck
import RealTime
import RobotCore
import Units
public import Wording

/// What happened in the seconds before a stop: from a live deck, from the deck of a killed run, or
/// from a kept box.
public struct BlackBoxReport {
  private let deck: DeckReader
  private let cycles: [DeckCycle]
  private let events: [DeckEvent]
  private let fault: FaultCard?
  private let snapshot: DeckSnapshot
  /// What of the box does not agree with its checksum.
  public let damage: DeckDamage

  /// Looks at the last `seconds` before the end, or before the last fault when `atFault`.
  public init(_ deck: DeckReader, seconds: Double, atFault: Bool = false) {
    self.deck = deck
    snapshot = deck.snapshot
    damage = deck.damage
    // Whoever asks for the last fault gets it; else the headline is what held at the end.
    let event = atFault ? deck.lastFault : deck.latchedFault
    fault = event.map { deck.faultCard(for: $0) }
    let span = Int64(max(0, min(seconds, 3_600)) * 1e9)
    // Half a second behind the fault shows what the stop did.
    let limit = atFault ? event.map { $0.cycle &+ UInt64(500_000_000 / deck.period) } : nil
    let last = min(limit ?? .max, max(deck.cycles, 1) - 1)
    let end = (deck.cycle(last) ?? deck.newest())?.time ?? 0
    cycles = deck.cycles(from: end &- span, through: last)
    let first = cycles.first?.time ?? .min
    events = deck.lastEvents(.max).filter { $0.time >= first }
  }

  /// What became of the run, in sentences.
  public var story: [String] {
    let robot = deck.identity.robot
    let seen = deck.lastSeen
    let isSimulated = deck.identity.world == .virtualTime
    let last =
      (seen > 0 ? WallTime(seen).text : "an unknown time")
      + (isSimulated ? " (the times of its cycles are simulated)" : "")
    switch snapshot.liveness {
    case .running: return ["The run of \(robot) goes on; this is its deck now."]
    case .ended: return ["The run of \(robot) ended as asked at \(last)."]
    case .endedOnFault:
      guard deck.latchedFault == nil else {
        return ["The run of \(robot) ended on a fault at \(last)."]
      }
      return ["The run of \(robot) ended at \(last). It had failed before." + formerFault]
    case .wentOn:
      return [
        "The run of \(robot) stopped and went on; this box was written after the stop, at \(last)."
      ]
    case .killed:
      return [
        "The controller of \(robot) (process \(deck.identity.processID)) was killed at \(last), in "
          + "cycle \(max(snapshot.cycles, 1) - 1), \(snapshot.phase.word). It took no leave."
          + (deck.latchedFault == nil ? formerFault : "")
      ] + afterTheKill
    }
  }

  /// A fault that was reset is not why the run is over, but worth a look.
  private var formerFault: String {
    deck.lastFault == nil
      ? ""
      : " No fault was latched then; the last one had been reset: sinew blackbox show --at-fault"
  }

  /// What the drives and the arm do once nobody commands them.
  private var afterTheKill: [String] {
    let hasTorque = cycles.last?.joints.contains { $0.status == .enabled } ?? false
    guard [.arming, .holding, .moving, .stopping].contains(snapshot.phase) || hasTorque else {
      return ["The drives carried no torque."]
    }
    let timing =
      deck.identity.isBench ? deck.configuration.benchTiming : deck.configuration.timing
    let timeout = Digits.text(timing.driveTimeout.seconds * 1e3, 0)
    let isTwin = deck.identity.world != .hardware
    var told =
      isTwin
      ? ["The run was in the embedded twin, which ended with it. This is what hardware does:"] : []
    told.append(
      "From then on nobody commanded the drives: their own time-outs of \(timeout) ms, read back "
        + "when the robot was armed, end torque (a Damiao drive then shows ERR D)."
    )
    func names(_ loading: JointLoading) -> String {
      deck.jointNames.indices.filter { deck.configuration.joints[$0].loading == loading }
        .map { deck.jointNames[$0] }.joined(separator: ", ")
    }
    let loaded = names(.gravityLoaded)
    if !loaded.isEmpty {
      told.append("No brakes: joints \(loaded) sink under gravity onto their stops.")
    }
    let braked = names(.braked)
    if !braked.isEmpty { told.append("Joints \(braked) are held by their brakes.") }
    let held = names(.selfHolding)
    if !held.isEmpty { told.append("Joints \(held) hold themselves.") }
    told.append("Look at the robot before anything else.")
    return told
  }

  /// The whole report as lines; `rows` table rows per joint at most, `joint` a single joint.
  public func text(rows: Int = 20, joint: Int? = nil) -> String {
    var lines = damage.isNone ? story : [damage.sentence] + story
    if let fault {
      lines.append("")
      lines.append(String(fault.text.dropLast()))
    }
    lines.append("")
    lines.append("events")
    for event in events.suffix(40) { lines.append("  " + EventLine.text(event, in: deck)) }
    if events.isEmpty { lines.append("  none in this time") }
    for index in deck.jointNames.indices where joint == nil || joint == index {
      lines.append("")
      lines += table(of: index, rows: rows)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func table(of joint: Int, rows: Int) -> [String] {
    let type = deck.configuration.joints[joint].type
    var lines = [
      "\(deck.jointNames[joint])  (\(type.positionUnit), \(type.velocityUnit), "
        + "\(type.effortUnit), newest last)",
      "  before end s  phase      position    velocity      effort     command  drive",
    ]
    let end = cycles.last?.time ?? 0
    for cycle in thinned(rows) {
      guard cycle.joints.indices.contains(joint) else { continue }
      let state = cycle.joints[joint]
      let time = Digits.text(Double(cycle.time &- end) / 1e9, 3)
      // Not heard of yet: its zeros were never measured.
      func number(_ value: Double, _ digits: Int, _ width: Int) -> String {
        Digits.right(state.isKnown ? Digits.text(value, digits) : "–", width)
      }
      lines.append(
        Digits.right(time, 14) + "  " + Digits.left(cycle.phase.word, 8)
          + number(state.position, 4, 11) + number(Double(state.velocity), 3, 12)
          + number(Double(state.effort), 3, 12) + number(state.commandPosition, 4, 12) + "  "
          + (state.status == .fault ? state.driveFault.word : state.status.word)
          + (state.isFresh ? "" : ", silent"))
    }
    return lines
  }

  private func thinned(_ rows: Int) -> [DeckCycle] {
    guard rows > 1, cycles.count > rows, let last = cycles.last else { return cycles }
    return (0..<(rows - 1)).map { cycles[$0 * (cycles.count - 1) / (rows - 1)] } + [last]
  }

  /// The report for programs, every cycle of the time asked for.
  public var json: JSONText {
    [
      "robot": .string(deck.identity.robot), "file": .string(deck.path),
      "run": .string(snapshot.liveness.word), "process": .int(deck.identity.processID),
      "cycles": .int(snapshot.cycles), "phase": .string(snapshot.phase.word),
      "story": .array(story.map { .string($0) }), "fault": fault?.json ?? .null,
      "events": .array(events.map { EventLine.json($0, in: deck) }),
      "damaged": damage.json,
      "joints": .array(deck.jointNames.map { .string($0) }),
      "history": .array(cycles.map(BlackBoxReport.json)),
    ]
  }

  private static func json(_ cycle: DeckCycle) -> JSONText {
    return JSONText.object([
      ("cycle", .int(cycle.cycle)), ("time_ns", .integer(cycle.time)),
      ("realtime_ns", .integer(cycle.realtime)), ("phase", .string(cycle.phase.word)),
    ]).adding(
      JointRow.quantities.filter { $0.lists.contains(.history) }.map { quantity in
        (quantity.key, .array(cycle.joints.map { $0.json(quantity) }))
      })
  }
}
