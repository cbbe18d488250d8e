internal import RealTime
public import RobotCore
import Units

/// Feedback freshness: a joint that leaves requests unanswered, a bus of which all do, and a joint
/// that answers late.
///
/// The age counts from the oldest unanswered request, `waitingSince`; time in which the host itself
/// did not run has been taken off there.
struct FeedbackFreshness: ~Copyable {
  /// What is remembered of one joint.
  struct Wait: BitwiseCopyable, Sendable {
    var bus: UInt8 = 0
    /// It says something: else it can be neither silent nor late.
    var hasFeedback = true
    var silence = Interval.zero

    @_noLocks init() {}
  }

  let limit: Interval
  /// The same of a question that names its answer, which is asked again when it may be lost.
  let answerLimit: Interval
  let period: Interval
  /// How long a silence of the whole robot waits for a supply reading that is younger than it.
  ///
  /// A drive that hears nothing cannot be told anything, so waiting costs nothing then, and tells
  /// a cut supply from a dead bus. Two readings of the monitor, or zero without one.
  let patience: Interval
  private var waits: Table<Wait>

  init(_ configuration: borrowing RobotConfiguration, timing: TimingConfiguration) {
    limit = timing.silenceLimit
    answerLimit = timing.answerLimit
    period = timing.period
    patience = configuration.supply.isPresent ? configuration.supply.period * 2 : .zero
    waits = Table(repeating: Wait(), count: configuration.joints.count)
    for index in waits.indices {
      waits[index].bus = configuration.joints[index].drive.bus
      waits[index].hasFeedback = configuration.joints[index].hasFeedback
    }
  }

  /// Everything it remembers, to or from a snapshot.
  @_noLocks mutating func exchange(_ pass: inout SnapshotPass) { pass.exchange(&waits) }

  @_noLocks func step(
    _ inputs: SafetyInputs, states: borrowing Table<JointState>, _ board: inout SafetyBoard
  ) -> SafetyFinding {
    let longest = longest(inputs)
    if let longest { approach(longest, inputs, &board) }
    guard let worst = longest, waits[worst].silence >= limit else {
      return lateAnswer(inputs, states: states)
    }
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
    let isUndecided =
      read < states[worst].waitingSince + period * 2 && silence < limit + patience
    if isUndecided, isSilentEverywhere() { return SafetyFinding() }
    var finding = SafetyFinding(
      Fault(.busLost, subject: Int(waits[worst].bus), instant: inputs.now),
      by: .feedbackFreshness, stop: .torqueOff)
    finding.related = joint
    return finding
  }

  @_noLocks private func approach(
    _ joint: Int, _ inputs: SafetyInputs, _ board: inout SafetyBoard
  ) {
    guard waits[joint].silence > .zero else { return }
    let (silence, most) = (waits[joint].silence.seconds * 1e3, limit.seconds * 1e3)
    board.near(
      .feedbackFreshness, used: silence / most, value: silence, limit: most, joint: joint,
      now: inputs.now)
  }

  /// The joint with torque whose answers are the oldest. A joint that is falling silent is none of
  /// them: what it owes then is a silence.
  @_noLocks private func lateAnswer(
    _ inputs: SafetyInputs, states: borrowing Table<JointState>
  ) -> SafetyFinding {
    var worst = -1
    var longest = Interval.zero
    for index in waits.indices
    where index < states.count && waits[index].hasFeedback && inputs.isPowered(index) {
      guard !isSilent(index) else { continue }
      let age = states[index].lateness(
        at: inputs.now, silenceLimit: limit, answerLimit: answerLimit)
      guard age > longest else { continue }
      worst = index
      longest = age
    }
    guard worst >= 0 else { return SafetyFinding() }
    return SafetyFinding(
      Fault(
        .feedbackLate, subject: worst, value: longest.seconds * 1e3, limit: limit.seconds * 1e3,
        instant: inputs.now),
      by: .feedbackFreshness, stop: .controlledDescent)
  }

  /// Forgets every wait.
  @_noLocks mutating func reset() {
    for index in waits.indices { waits[index].silence = .zero }
  }

  /// No joint answers, and the supply's last value was read two cycles into that silence or later.
  @_noLocks func isSilentSince(reading inputs: SafetyInputs) -> Bool {
    guard isSilentEverywhere() else { return false }
    var shortest = Interval(nanoseconds: .max)
    for index in waits.indices
    where waits[index].hasFeedback && waits[index].silence < shortest {
      shortest = waits[index].silence
    }
    return inputs.supplyAge + period * 2 <= shortest
  }

  /// How long each joint has been silent; to be called before `step`.
  @_noLocks mutating func measure(
    _ inputs: SafetyInputs, states: borrowing Table<JointState>
  ) {
    // Jitter of this cycle: the answer may be as late as we are.
    let late = inputs.lateness > period ? Interval.zero : inputs.lateness
    for index in waits.indices where index < states.count {
      let since = states[index].waitingSince
      waits[index].silence =
        since == .never ? .zero : inputs.now - since - late
    }
  }

  /// The joint with torque that has been silent the longest.
  @_noLocks private func longest(_ inputs: SafetyInputs) -> Int? {
    var worst: Int?
    for index in waits.indices where waits[index].hasFeedback && inputs.isPowered(index) {
      if let known = worst, waits[index].silence <= waits[known].silence {
        continue
      }
      worst = index
    }
    return worst
  }

  /// Requests of one cycle leave one after the other, so half the limit is enough for the others.
  @_noLocks private func isSilent(_ index: Int) -> Bool {
    waits[index].silence * 2 >= limit
  }

  /// Every joint of the bus is silent, and there is more than one.
  @_noLocks private func isSilent(bus: UInt8) -> Bool {
    var count = 0
    for index in waits.indices where waits[index].hasFeedback && waits[index].bus == bus {
      guard isSilent(index) else { return false }
      count += 1
    }
    return count > 1
  }

  @_noLocks private func isSilentEverywhere() -> Bool {
    var count = 0
    for index in waits.indices where waits[index].hasFeedback {
      guard isSilent(index) else { return false }
      count += 1
    }
    return count > 0
  }
}

extension SafetyFunction {
  /// A joint or a bus that does not answer, or answers late.
  public static var feedbackFreshness: SafetyFunction {
    @_noLocks get { SafetyFunction(rawValue: 4) }
  }
}

#if !hasFeature(Embedded)
  extension FeedbackFreshness {
    static var about: SafetyAbout {
      SafetyAbout(
        .feedbackFreshness, "feedback freshness", short: "freshness", .milliseconds)
    }
  }

  extension SafetyFacts {
    /// Periods without an answer, where the profile does not say; one lost reply is not a fault.
    package static let silentPeriods = 15.0
    /// s
    package static let longestSilence = 1.0
    package static let silenceLimit = Fact(
      "silence_limit", .quantity([.time], .upTo(longestSilence)),
      "Age of the oldest unanswered request at which a joint is silent; at least 3 periods.",
      .core("FeedbackFreshness"), silence(periods: silentPeriods))

    /// The default of a robot or bench that waits for so many periods.
    package static func silence(periods: Double) -> Fact.Need {
      .derived(
        "\(NumberText.shown(periods)) periods, at most \(NumberText.shown(longestSilence)) s")
    }
  }
#endif
