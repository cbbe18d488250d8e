internal import RealTime
import RobotCore
import Units

/// Feedback freshness: a joint that leaves requests unanswered, and a bus of which all do.
///
/// The age counts from the oldest unanswered request. Time in which the host itself was late is
/// taken off: the drive may have answered, or was stopped with us; that is the overrun's finding.
struct FeedbackFreshness: BitwiseCopyable, Sendable {
  /// What is remembered of one joint.
  private struct Wait: BitwiseCopyable, Sendable {
    var bus: UInt8 = 0
    var since = Instant.zero
    var forgiven = Interval.zero
    var silence = Interval.zero

    @_noLocks init() {}
  }

  let limit: Interval
  let period: Interval
  /// How long a silence of the whole robot waits for a supply reading that is younger than it.
  ///
  /// A drive that hears nothing cannot be told anything, so waiting costs nothing then, and tells
  /// a cut supply from a dead bus. Two readings of the monitor, or zero without one.
  let patience: Interval
  private var waits: FixedList<Wait, 64>

  @_noLocks init(_ configuration: borrowing RobotConfiguration, timing: TimingConfiguration) {
    limit = timing.silenceLimit
    period = timing.period
    patience = configuration.supply.isPresent ? configuration.supply.period * 2 : .zero
    waits = FixedList(repeating: Wait(), count: configuration.joints.count)
    for index in waits.indices { waits[index].bus = configuration.joints[index].drive.bus }
  }

  @_noLocks mutating func step(
    _ inputs: SafetyInputs, states: FixedList<JointState, 64>
  ) -> SafetyFinding {
    measure(inputs, states: states)
    guard let worst = longest(), waits[worst].silence >= limit else { return SafetyFinding() }
    let silence = waits[worst].silence
    let joint = Fault(
      .feedbackLost, subject: worst, value: silence.seconds * 1e3, limit: limit.seconds * 1e3,
      instant: inputs.now)
    guard isSilent(bus: waits[worst].bus) else {
      return SafetyFinding(joint, by: .feedbackFreshness, stop: .controlledDescent)
    }
    guard inputs.isSupplyKnown, patience > .zero else {
      return SafetyFinding(joint, by: .feedbackFreshness, stop: .torqueOff)
    }
    // A reading counts once it was taken two cycles into the silence.
    let read = inputs.now - inputs.supplyAge
    let isUndecided = read < waits[worst].since + period * 2 && silence < limit + patience
    if isUndecided, isSilentEverywhere() { return SafetyFinding() }
    var finding = SafetyFinding(
      Fault(.busLost, subject: Int(waits[worst].bus), instant: inputs.now),
      by: .feedbackFreshness, stop: .torqueOff)
    finding.related = joint
    return finding
  }

  /// Forgets what was forgiven.
  @_noLocks mutating func reset() {
    for index in waits.indices {
      waits[index].since = .zero
      waits[index].forgiven = .zero
      waits[index].silence = .zero
    }
  }

  @_noLocks private mutating func measure(
    _ inputs: SafetyInputs, states: FixedList<JointState, 64>
  ) {
    // Ordinary jitter is not summed, it comes back in the next cycle; a lost cycle does not.
    let stall = inputs.lateness > period ? inputs.lateness : .zero
    for index in waits.indices where index < states.count {
      let since = states[index].waitingSince
      if since.nanoseconds != waits[index].since.nanoseconds {
        waits[index].since = since
        waits[index].forgiven = .zero
      }
      guard since.nanoseconds != 0 else {
        waits[index].silence = .zero
        continue
      }
      waits[index].forgiven = waits[index].forgiven + stall
      let late = stall > .zero ? Interval.zero : inputs.lateness
      waits[index].silence = inputs.now - since - waits[index].forgiven - late
    }
  }

  /// The joint that has been silent the longest.
  @_noLocks private func longest() -> Int? {
    guard !waits.isEmpty else { return nil }
    var worst = 0
    for index in waits.indices where waits[index].silence > waits[worst].silence { worst = index }
    return worst
  }

  /// Requests of one cycle leave one after the other, so half the limit is enough for the others.
  @_noLocks private func isSilent(_ index: Int) -> Bool {
    waits[index].silence * 2 >= limit
  }

  /// Every joint of the bus is silent, and there is more than one.
  @_noLocks private func isSilent(bus: UInt8) -> Bool {
    var count = 0
    for index in waits.indices where waits[index].bus == bus {
      guard isSilent(index) else { return false }
      count += 1
    }
    return count > 1
  }

  @_noLocks private func isSilentEverywhere() -> Bool {
    for index in waits.indices where !isSilent(index) { return false }
    return true
  }
}
