import Glibc
import RobotCore
public import Wording

extension Commander {
  /// Longest time that `stop`, `arm`, `disarm` and `reset` wait for their end, ns.
  public static let actionTimeout: Int64 = 30_000_000_000

  /// Clears a latched stop. Starts no motion.
  public func reset() throws(Refusal) -> CommandOutcome {
    try requireNotInterrupted("The reset")
    var outcome = try act(
      CommandRequest(.reset), "Reset: the robot may be armed.", goesOn: "The reset"
    ) { deck, _ in
      deck.snapshot.phase == .latched ? nil : true
    }
    // After a stop that ended in a hold.
    if outcome.status == .done, outcome.phase == .holding {
      outcome.sentence =
        "Reset: the robot holds its position under power; motions may be asked for."
    }
    return outcome
  }

  /// Enables the drives and waits until the robot holds its position. When the operator breaks off
  /// the robot is stopped, and the outcome says what came of that.
  public func arm() throws(Refusal) -> CommandOutcome {
    try requireNotInterrupted("The arming")
    var stopAsked: Int64?
    var outcome = try act(
      CommandRequest(.arm), "Armed: the robot holds its position under power."
    ) { deck, events in
      if let asked = stopAsked {
        let ends: [EventCode] = [.stopConfirmed, .stopUnconfirmed]
        if events.contains(where: { ends.contains($0.code) }) { return false }
        // Backed out before there was anything to stop.
        let isOff = [.latched, .disarmed].contains(deck.snapshot.phase)
        return isOff && monotonicNow() - asked > 1_000_000_000 ? false : nil
      }
      if self.interruptions() > 0 {
        stopAsked = monotonicNow()
        self.post(CommandRequest(.stop))
        return nil
      }
      return Commander.reached([.holding], in: events, failing: [.latched, .disarmed, .stopping])
    }
    guard stopAsked != nil else { return outcome }
    let isUnconfirmed = outcome.events.contains { $0.code == .stopUnconfirmed }
    outcome.sentence =
      isUnconfirmed
      ? "The arming was cancelled. " + unconfirmed(outcome.events)
      : "The arming was cancelled: the robot is \(outcome.phase.word), torque is off. Before the next "
        + "try: sinew reset"
    return outcome
  }

  /// Rest pose, then torque off; waits for its end.
  public func disarm() throws(Refusal) -> CommandOutcome {
    try requireNotInterrupted("The disarming")
    return try act(
      CommandRequest(.disarm), "Disarmed: torque is off.", goesOn: "The disarming"
    ) { _, events in
      // What a stop left holding is let go without leaving the latch.
      if !events.contains(where: { $0.code == .fault }),
        events.contains(where: { $0.code == .stopConfirmed })
      {
        return true
      }
      return Commander.reached([.disarmed], in: events, failing: [.latched])
    }
  }

  /// Stops as the profile says, or with `isEmergency` torque off at once. Needs no lease.
  public func stop(isEmergency: Bool = false) throws(Refusal) -> CommandOutcome {
    beginStop(isEmergency: isEmergency)
    return try finishStop()
  }

  /// Asks for a stop and returns at once; `finishStop` waits for its end. With several robots each
  /// is asked before the first one is waited for.
  public func beginStop(isEmergency: Bool = false) {
    deck.rewindEvents(to: deck.snapshot.events)
    stopping = (isEmergency ? .emergencyStop : .stop, monotonicNow())
    post(CommandRequest(stopping.kind))
  }

  /// Waits for the end of the stop that `beginStop` asked for.
  public func finishStop() throws(Refusal) -> CommandOutcome {
    try accept(answer(within: Commander.answerTimeout))
    var events: [DeckEvent] = []
    let result = try wait(
      stopping.began, Commander.actionTimeout, &events, goesOn: "The stop"
    ) { _, events in
      if events.contains(where: { $0.code == .stopUnconfirmed }) { return false }
      if events.contains(where: { $0.code == .stopConfirmed }) { return true }
      return nil
    }
    return outcome(stopping.kind, "Stopped.", result, events, stopping.began)
  }

  /// Moves or plays, and waits for its end. `isCancelled` is asked now and then: true ends the
  /// motion in a hold.
  public func move(
    _ request: CommandRequest, isCancelled: () -> Bool = { false }
  ) throws(Refusal) -> CommandOutcome {
    var isHolding = false
    var outcome = try act(request, "The motion has reached its end.", timeout: .max) { _, events in
      if events.contains(where: { $0.code == .motionEnded }) { return true }
      if isHolding {
        let phases = events.drop { $0.code != .stopBegan }
        return Commander.reached([], in: Array(phases), failing: [.holding, .latched, .disarmed])
      }
      let ends: [EventCode] = [.stopBegan, .fault, .leaseEnded]
      if events.contains(where: { ends.contains($0.code) }) { return false }
      if isCancelled() {
        isHolding = true
        self.post(CommandRequest(.hold))
      }
      return nil
    }
    if isHolding, outcome.status != .done, !outcome.events.contains(where: { $0.code == .fault }) {
      outcome.sentence =
        outcome.phase == .holding
        ? "The motion was cancelled: the robot has stopped and holds its position under power."
        : "The motion was cancelled; the robot is \(outcome.phase.word)."
    }
    return outcome
  }

  /// Has joints find their places and waits until all have; the robot then holds its position. With
  /// `isHere` they stand at their marks, and nothing moves. `isCancelled` is asked now and then:
  /// true stops the robot.
  public func home(
    _ mask: UInt64, isHere: Bool, isCancelled: () -> Bool = { false }
  ) throws(Refusal) -> CommandOutcome {
    try requireNotInterrupted("The homing")
    let wanted = mask.nonzeroBitCount
    var isStopped = false
    return try act(
      CommandRequest.home(mask, isHere: isHere),
      isHere ? "Homed: the joints stand at their marks." : "Homed: the robot holds its position.",
      timeout: isHere ? Commander.actionTimeout : .max
    ) { _, events in
      let ends: [EventCode] = [.stopConfirmed, .stopUnconfirmed]
      if isStopped { return events.contains { ends.contains($0.code) } ? false : nil }
      if events.contains(where: { $0.code == .fault || $0.code == .leaseEnded }) { return false }
      let found = events.count { $0.code == .homed }
      if isHere { return found >= wanted ? true : nil }
      if found >= wanted, events.contains(where: { $0.code == .motionEnded }) { return true }
      if isCancelled() {
        isStopped = true
        self.post(CommandRequest(.stop))
      }
      return nil
    }
  }

  /// Nothing is asked once the operator has broken off.
  private func requireNotInterrupted(_ what: String) throws(Refusal) {
    guard interruptions() == 0 else {
      throw Refusal(
        "\(what) was cancelled before it was asked for; the robot is \(deck.snapshot.phase.word).",
        .failed)
    }
  }

  /// The end of the way: true when one of `goals` was reached, false when one of `failures` was,
  /// nil while neither was.
  private static func reached(
    _ goals: [RobotPhase], in events: [DeckEvent], failing failures: [RobotPhase]
  ) -> Bool? {
    for event in events where event.code == .phase {
      guard let phase = RobotPhase(rawValue: UInt8(truncatingIfNeeded: event.detail)) else {
        continue
      }
      if goals.contains(phase) { return true }
      if failures.contains(phase) { return false }
    }
    return nil
  }

  /// Takes the lease unless it is held, asks, waits for `end` to say how it went, gives the lease
  /// back.
  private func act(
    _ request: CommandRequest, _ done: String,
    timeout: Int64 = Commander.actionTimeout, goesOn: String? = nil,
    until end: (DeckReader, [DeckEvent]) -> Bool?
  ) throws(Refusal) -> CommandOutcome {
    let held = holdsLease
    if !held { try acquireLease() }
    let start = monotonicNow()
    deck.rewindEvents(to: deck.snapshot.events)
    var events: [DeckEvent] = []
    do {
      try require(request)
      let result = try wait(start, timeout, &events, goesOn: goesOn, until: end)
      if !held { try releaseLease() }
      return outcome(request.kind, done, result, events, start)
    } catch {
      if !held { _ = try? releaseLease() }
      throw error
    }
  }

  /// `goesOn`: what is not broken off by a Ctrl-C, because breaking off would not be safer. The
  /// second one leaves it to the runtime, which needs nobody for it.
  private func wait(
    _ start: Int64, _ timeout: Int64, _ events: inout [DeckEvent], goesOn: String? = nil,
    until end: (DeckReader, [DeckEvent]) -> Bool?
  ) throws(Refusal) -> Bool {
    var isTold = false
    while true {
      _ = poll()
      if let goesOn, interruptions() > 0 {
        if interruptions() > 1 {
          throw Refusal(
            "\(goesOn) was not waited for: it goes on in the runtime. See: sinew status", .failed)
        }
        if !isTold { remark("\(goesOn) goes on to its end; Ctrl-C again: do not wait for it.") }
        isTold = true
      }
      while let event = deck.nextEvent() { events.append(event) }
      if let result = end(deck, events) { return result }
      guard deck.liveness == .running else {
        throw Refusal(
          "The run of \(deck.identity.robot) went away (\(deck.liveness.word)) before the action "
            + "ended; see: sinew blackbox show", .unavailable)
      }
      guard monotonicNow() - start < timeout else {
        throw Refusal(
          "The action has not ended within \(Digits.duration(timeout)); the robot is "
            + "\(deck.snapshot.phase.word). See: sinew log", .failed)
      }
      usleep(2_000)
    }
  }

  private func outcome(
    _ kind: RequestKind, _ done: String, _ result: Bool, _ events: [DeckEvent], _ start: Int64
  ) -> CommandOutcome {
    // A fault says more than the stop that answers it. A refusal is another commander's: its own
    // comes as the answer.
    let bad: [EventCode] = [.fault, .stopUnconfirmed, .leaseEnded, .stopBegan]
    let reason = bad.lazy.compactMap { code in events.first { $0.code == code } }.first
    let isStop = kind == .stop || kind == .emergencyStop
    let told =
      tellReadBack(events) ?? reason.map { tell($0) } ?? "The action was not carried out."
    let stopped =
      events.first { $0.code == .stopConfirmed }.map { $0.sentence(in: deck.configuration) } ?? done
    return CommandOutcome(
      request: kind, phase: deck.snapshot.phase,
      milliseconds: Double(monotonicNow() - start) / 1e6, events: events,
      sentence: result
        ? (isStop ? stopped : done)
        : isStop ? unconfirmed(events) : told, status: result ? .done : .failed)
  }

  /// An event in words; a fault with its next step.
  private func tell(_ event: DeckEvent) -> String {
    let sentence = event.sentence(in: deck.configuration)
    if event.code == .stopBegan {
      // Without a fault beside it: somebody's disarm, or the run's time is over.
      return "\(sentence) A disarm or the end of the run cut the action off; see: sinew log"
    }
    guard event.code == .fault else { return sentence }
    let run = deck.liveness.runState
    return sentence + " Next: " + event.fault.nextStep(in: deck.configuration, run: run)
  }

  /// Every register that arming found other than the profile says: who sets a robot up gets the
  /// whole list from one try.
  private func tellReadBack(_ events: [DeckEvent]) -> String? {
    let found = events.filter { event in
      guard event.code == .fault else { return false }
      switch event.fault.code {
      case .configurationMismatch, .driveTimeoutOff, .registerSilent, .objectRefused: return true
      default: return false
      }
    }
    guard found.count > 1, found.count == events.count(where: { $0.code == .fault }) else {
      return nil
    }
    return "\(found.count) findings:\n  " + found.map { tell($0) }.joined(separator: "\n  ")
  }

  private func unconfirmed(_ events: [DeckEvent]) -> String {
    events.filter { $0.code == .stopUnconfirmed }.map { $0.sentence(in: deck.configuration) }
      .joined(separator: " ")
  }
}
