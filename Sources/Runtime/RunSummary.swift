import Cycle
import FlightDeck
import RealTime
import RobotCore
import Safety
import Units
public import Wording

/// What a run tells at its end.
public struct RunSummary {
  /// Exit status that goes with it.
  public let status: ExitStatus
  /// The summary as one JSON object.
  public let json: JSONText
  /// The summary for people.
  public let text: String

  /// Reads the loop's figures after the last cycle.
  ///
  /// `isWhole`: the recorder, if there was one, has every cycle on the disk.
  public init(_ session: RunSession, recording: String, isWhole: Bool, blackBox: String?) {
    let loop = session.loop
    let faults = RunSummary.faults(session)
    status = RunSummary.status(session, isWhole: isWhole)
    let world = RunSummary.world(session)
    json = .object([
      ("robot", .string(session.robot)), ("world", .string(world)),
      ("bench", .bool(session.isBench)),
      ("period_ns", .integer(loop.period.nanoseconds)),
      ("cycles", .int(loop.cycles)), ("skipped", .int(loop.skipped)),
      ("overruns", .int(loop.overruns)),
      ("compute_ns", JSONText.quantiles(loop.compute)),
      ("release_lateness_ns", JSONText.quantiles(loop.lateness)),
      ("allocations", .int(loop.allocations)), ("page_faults", .int(loop.pageFaults)),
      ("tracking_error_rad", .object([("max", .number(loop.cycle.trackingError))])),
      ("tracking_error_m", .object([("max", .number(loop.cycle.linearTrackingError))])),
      ("phase", .string(loop.cycle.phase.word)),
      ("motion_begun", RunSummary.motionBegun(session)),
      ("faults", .array(faults)),
      ("faults_left_out", .int(loop.cycle.body.outputs.leftOut(.faults))),
      ("frames_left_out", .int(loop.cycle.body.outputs.leftOut(.framesOut))),
      ("events_left_out", .int(loop.cycle.body.outputs.leftOut(.events))),
      ("safety", .array(RunSummary.safety(session).map(\.json))),
      ("recording", recording.isEmpty ? .null : .string(recording)),
      ("recording_complete", recording.isEmpty ? .null : .bool(isWhole)),
      ("black_box", blackBox.map { .string($0) } ?? .null),
      ("hash", .hexadecimal(loop.deck.hash)),
    ])
    text = RunSummary.text(
      session, world: world, recording: recording, isWhole: isWhole, blackBox: blackBox)
  }

  /// Whether the motion of the command line began; null without one.
  private static func motionBegun(_ session: RunSession) -> JSONText {
    session.launch.options.motion.text.isEmpty
      ? .null : .bool(!session.loop.cycle.outcome.lacksMotion)
  }

  private static func world(_ session: RunSession) -> String {
    switch session.launch.options.world {
    case .hardware: "hardware"
    case .twin, .serveTwin: "twin"
    case .virtualTime: "virtual"
    }
  }

  private static func status(_ session: RunSession, isWhole: Bool) -> ExitStatus {
    let cycle = session.loop.cycle.outcome
    // A recording that was asked for and broke off is a failed run, however well the robot moved.
    guard cycle.hasFailed else { return isWhole ? .done : .failed }
    // A drive was never heard: a device is not there, rather than a check that failed.
    return cycle.isDriveMissing ? .unavailable : .failed
  }

  private static func faults(_ session: RunSession) -> [JSONText] {
    var list: [JSONText] = []
    for index in session.loop.cycle.body.faultLog.indices {
      let entry = session.loop.cycle.body.faultLog[index]
      let history = FaultHistory(entry.fault, in: session.loop.deck)
      list.append(
        FaultCard(
          entry.fault, stop: entry.stop, rows: history.rows, rowsJoint: history.joint, run: .over,
          in: session.launch.configuration
        ).json)
    }
    return list
  }

  /// What each safety function did.
  private static func safety(_ session: RunSession) -> [SafetyCountText] {
    SafetyFunction.all.map { function in
      let count = session.loop.cycle.safetyCount(of: function)
      let nearest = SafetyCountText.Approach(
        left: count.left, value: count.value, limit: count.limit, joint: Int(count.joint),
        time: count.instant.nanoseconds)
      return SafetyCountText(
        function, acted: count.acted, nearest: count.left.isFinite ? nearest : nil,
        in: session.launch.configuration)
    }
  }

  private static func microseconds(_ histogram: Histogram) -> String {
    // All four rounded alike: a quantile must not look larger than the maximum.
    func shown(_ nanoseconds: Int64) -> String {
      let tenths = (nanoseconds + 50) / 100
      return "\(tenths / 10).\(tenths % 10)"
    }
    func one(_ fraction: Double) -> String { shown(histogram.quantile(fraction)) }
    return "p50 \(one(0.5)) µs, p99 \(one(0.99)) µs, p99.9 \(one(0.999)) µs, "
      + "max \(shown(histogram.maximum)) µs"
  }

  private static func text(
    _ session: RunSession, world: String, recording: String, isWhole: Bool, blackBox: String?
  ) -> String {
    let loop = session.loop
    let bench = session.isBench ? " (bench timing: vcan, no latency is judged)" : ""
    let error = loop.cycle.trackingError
    var lines = [
      "\(session.robot) in \(world)\(bench): \(loop.cycles) cycles of "
        + "\(loop.period.nanoseconds / 1_000) µs, \(loop.overruns) overruns, "
        + "\(loop.skipped) skipped",
      "compute   \(microseconds(loop.compute))",
      "lateness  \(microseconds(loop.lateness))",
      "memory    \(loop.allocations) allocations, \(loop.pageFaults) page faults while armed",
      "tracking  largest error \((error * 1e4).rounded() / 1e4) rad",
      "state     \(loop.cycle.phase.word), \(loop.cycle.body.faultLog.count) faults, "
        + "hash 0x\(Digits.hexadecimal(loop.deck.hash, digits: 16))",
    ]
    for index in loop.cycle.body.faultLog.indices {
      let fault = loop.cycle.body.faultLog[index].fault
      lines.append("fault     \(fault.sentence(in: session.launch.configuration))")
      lines.append("next      \(fault.nextStep(in: session.launch.configuration, run: .over))")
    }
    if loop.cycle.body.outputs.leftOut(.faults) > 0 {
      lines.append(
        "          and \(loop.cycle.body.outputs.leftOut(.faults)) more, for which the list had no room"
      )
    }
    if loop.cycle.outcome.lacksMotion {
      lines.append(
        "motion    \(session.launch.options.motion.text) had not begun when the run ended: give it "
          + "more time (--duration), or see sinew log for what it waited for")
    }
    for count in RunSummary.safety(session) where count.acted > 0 {
      lines.append(
        "safety    \(count.word) acted \(count.acted) ×"
          + (count.nearest.isEmpty ? "" : ", nearest \(count.nearest)"))
    }
    if !recording.isEmpty {
      lines.append("recorded  \(recording)\(isWhole ? "" : ": NOT COMPLETE, see above")")
    }
    if let blackBox { lines.append("black box \(blackBox)") }
    return lines.joined(separator: "\n")
  }
}
