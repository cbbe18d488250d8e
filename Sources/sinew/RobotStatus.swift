import FlightDeck
import RealTime
import RobotCore
import Telemetry
import Wording

/// Everything `sinew status` tells.
struct RobotStatus {
  let deck: DeckReader
  let snapshot: DeckSnapshot
  private let cycle: DeckCycle?
  /// Seconds without a new cycle though the process lives; nil when cycles come or the run is over.
  private let stalled: Double?

  init(_ deck: DeckReader) {
    self.deck = deck
    stalled = deck.stalledTime()
    snapshot = deck.snapshot
    cycle = deck.newest()
  }

  /// 69 unless cycles come.
  var exit: ExitStatus {
    snapshot.liveness == .running && stalled == nil ? .done : .unavailable
  }

  /// For people.
  var text: String {
    var lines = [headline]
    if let stalled {
      lines.append(
        "STALLED  no new cycle for \(Digits.text(stalled, 2)) s; is process "
          + "\(deck.identity.processID) stopped? What follows is old.")
    }
    if let cycle, cycle.fault != .none {
      let fault = cycle.latchedFault
      lines.append("fault    \(fault.sentence(in: deck.configuration))")
      lines.append("next     \(nextStep(fault))")
    }
    lines.append("lease    \(lease)")
    if let cycle {
      lines += supply(cycle)
      lines += joints(cycle)
    }
    lines += buses
    lines += safety
    lines.append(timing)
    return lines.map { $0 + "\n" }.joined()
  }

  private var headline: String {
    let identity = deck.identity
    let period = Double(max(identity.period, 1))
    let bench = identity.isBench ? ", bench timing" : ""
    let gone = snapshot.liveness == .running ? "" : "  (the run is over: \(snapshot.liveness.word))"
    return "\(identity.robot)  \(snapshot.phase.word)\(gone)  \(identity.world.word), "
      + "\(Digits.text(1e9 / period, 0)) Hz\(bench), process \(identity.processID), "
      + "\(snapshot.cycles) cycles"
  }

  private var lease: String {
    guard let cycle, cycle.leaseHolder != 0 else { return "free" }
    return "held by process \(cycle.leaseHolder)"
  }

  private func supply(_ cycle: DeckCycle) -> [String] {
    guard cycle.isSupplyKnown else { return [] }
    return [
      "supply   \(Digits.text(Double(cycle.supplyVoltage), 2)) V, "
        + "\(Digits.text(Double(cycle.supplyCurrent), 2)) A, "
        + (cycle.isSupplyPresent ? "present" : "below its lowest voltage")
    ]
  }

  private func joints(_ cycle: DeckCycle) -> [String] {
    let width = max(5, deck.jointNames.map(\.count).max() ?? 0)
    let columns = JointRow.quantities.compactMap { quantity in
      quantity.column.map { (shown: $0, value: quantity.value) }
    }
    let titles = columns.map { Digits.right($0.shown.title, $0.shown.width) }.joined()
    var lines = [Digits.left("joint", width) + titles + "  drive"]
    for (index, joint) in cycle.joints.enumerated() {
      let type = deck.configuration.joints[index].type
      var drive = joint.status == .fault ? "fault: \(joint.driveFault.word)" : joint.status.word
      // What it was told, and nothing that anybody measured.
      if !deck.configuration.joints[index].hasFeedback { drive += ", open loop" }
      if !joint.isFresh { drive += ", silent" }
      if !joint.isReferenced { drive += ", not referenced" }
      if joint.limitedBy != .none { drive += ", shaped by the \(joint.limitedBy.word)" }
      let figures = columns.map { column in
        // Not heard of yet: its zeros were never measured.
        let text =
          joint.isKnown ? Digits.text(column.value(joint).number, column.shown.places) : "–"
        return Digits.right(text, column.shown.width)
      }.joined()
      lines.append(
        Digits.left(deck.jointNames[index], width) + figures + "  \(drive) (\(type.positionUnit))")
    }
    return lines
  }

  private var buses: [String] {
    zip(deck.busNames, deck.buses).map { name, bus in
      "bus \(name)  \(bus.state.word), load \(Digits.text(Double(bus.load) * 100, 0)) %, "
        + "sent \(bus.sent), received \(bus.received), errors \(bus.errors), "
        + "refused on send \(bus.refused), lost on receive \(bus.missed), "
        + "cycles with frames unread \(bus.unread), "
        + "unknown \(bus.unknown), in flight \(bus.inFlight)"
    }
  }

  /// The functions that acted or that the robot came near to.
  private var safety: [String] {
    deck.safety.map { $0.text(in: deck.configuration) }
      .filter { $0.acted > 0 || !$0.nearest.isEmpty }
      .map { count in
        "safety   \(count.word): acted \(count.acted)"
          + (count.nearest.isEmpty ? "" : ", nearest \(count.nearest)")
      }
  }

  private var timing: String {
    let lateness = deck.lateness
    let compute = deck.compute
    return "timing   lateness p50 \(Digits.duration(lateness.quantile(0.5))), p99 "
      + "\(Digits.duration(lateness.quantile(0.99))), max \(Digits.duration(lateness.maximum)); "
      + "compute p50 \(Digits.duration(compute.quantile(0.5))), p99 "
      + "\(Digits.duration(compute.quantile(0.99))); overruns \(snapshot.overruns)"
  }

  /// For programs.
  var json: JSONText {
    let fault = cycle.flatMap { $0.fault == .none ? nil : $0.latchedFault }
    return [
      "robot": .string(deck.identity.robot),
      "run": .string(stalled == nil ? snapshot.liveness.word : "stalled"),
      "phase": .string(snapshot.phase.word), "world": .string(deck.identity.world.word),
      "process": .int(deck.identity.processID), "period_ns": .integer(deck.identity.period),
      "cycles": .int(snapshot.cycles), "overruns": .int(snapshot.overruns),
      "allocations": .int(snapshot.allocations), "page_faults": .int(snapshot.pageFaults),
      "hash": .hexadecimal(snapshot.hash),
      "lease_holder": (cycle?.leaseHolder ?? 0) == 0 ? nil : .int(cycle?.leaseHolder ?? 0),
      "fault": fault.map(json) ?? .null,
      "supply": cycle.map(supplyJSON) ?? .null,
      "joints": .array(cycle?.joints.enumerated().map(json) ?? []),
      "buses": .array(zip(deck.busNames, deck.buses).map(RobotStatus.json)),
      "safety": .array(deck.safety.map { $0.text(in: deck.configuration).json }),
      "release_lateness_ns": JSONText.quantiles(deck.lateness),
      "compute_ns": JSONText.quantiles(deck.compute),
    ]
  }

  /// A reset is refused while the stop is under way.
  private func nextStep(_ fault: Fault) -> String {
    let next = fault.nextStep(in: deck.configuration, run: snapshot.liveness.runState)
    let isStopping = snapshot.phase == .stopping && snapshot.liveness == .running
    return (isStopping ? "A stop is under way; at its end: " : "") + next
  }

  private func json(_ fault: Fault) -> JSONText {
    let unit = fault.unit(in: deck.configuration)
    return [
      "code": .string(fault.code.word), "value": .number(fault.value),
      "limit": .number(fault.limit),
      "setting": fault.profileNumber(in: deck.configuration).map { .number($0) } ?? nil,
      "unit": unit.isEmpty ? nil : .string(unit),
      "register": fault.register(in: deck.configuration).map { .int($0.number) } ?? nil,
      "joint": deck.jointNames.indices.contains(fault.joint)
        ? .string(deck.jointNames[fault.joint]) : nil,
      "sentence": .string(fault.sentence(in: deck.configuration)),
      "next_step": .string(nextStep(fault)),
    ]
  }

  private func supplyJSON(_ cycle: DeckCycle) -> JSONText {
    guard cycle.isSupplyKnown else { return nil }
    return [
      "voltage": .number(cycle.supplyVoltage), "current": .number(cycle.supplyCurrent),
      "age_s": .number(cycle.supplyAge), "present": .bool(cycle.isSupplyPresent),
    ]
  }

  private func json(_ index: Int, _ joint: JointRow) -> JSONText {
    let isOpenLoop = !deck.configuration.joints[index].hasFeedback
    return JSONText.object([
      ("name", .string(deck.jointNames[index])), ("open_loop", .bool(isOpenLoop)),
    ]).adding(joint.members(of: .status))
  }

  private static func json(_ name: String, _ bus: DeckBus) -> JSONText {
    [
      "name": .string(name), "state": .string(bus.state.word), "load": .number(bus.load),
      "sent": .int(bus.sent), "received": .int(bus.received), "confirmed": .int(bus.confirmed),
      "errors": .int(bus.errors), "unknown": .int(bus.unknown),
      "refused": .int(bus.refused), "lost_on_receive": .int(bus.missed),
      "unread_cycles": .int(bus.unread),
      "in_flight": .int(bus.inFlight), "tx_errors": .int(bus.transmitErrors),
      "rx_errors": .int(bus.receiveErrors),
    ]
  }
}
