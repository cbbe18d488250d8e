public import RobotCore
import Units

/// The drives' supply: cut, sagging, too high, or its monitor silent.
///
/// One value decides nothing: it must be borne out by the next ones, or by the drives. A low value
/// while every drive is silent is a cut supply, and stands before the lost bus in the chain, so
/// that the cause is told and not the symptom. A low value while drives answer is a sag: they still
/// have torque, so the robot is brought down under control instead of being dropped.
struct SupplyMonitor: BitwiseCopyable, Sendable {
  /// A sag or a peak counts when it has lasted for so long, or for the silence limit where that is
  /// longer: a bench that hears its drives late hears of a short dip late too. A motor that starts
  /// takes a supply down for some 10 ms.
  static var time: Interval { @_noLocks get { Interval(milliseconds: 50) } }
  static var readings: Int { @_noLocks get { 3 } }
  let isPresent: Bool
  let lowest: Voltage
  let highest: Voltage
  let ageLimit: Interval
  private let patience: Interval
  private var low: Confirmation
  private var high: Confirmation

  @_noLocks init(_ supply: SupplyConfiguration, timing: TimingConfiguration) {
    isPresent = supply.isPresent
    lowest = supply.lowest
    highest = supply.highest
    ageLimit = supply.ageLimit(under: timing)
    patience = SupplyMonitor.time < timing.silenceLimit ? timing.silenceLimit : SupplyMonitor.time
    low = Confirmation()
    high = Confirmation()
  }

  /// Nothing is found while no monitor has ever answered. `isSilent`: no drive answers, and the
  /// value was read within that silence.
  @_noLocks mutating func step(
    _ inputs: SafetyInputs, isSilent: Bool, elapsed: Interval, _ board: inout SafetyBoard
  ) -> SafetyFinding {
    guard isPresent, inputs.isSupplyKnown, inputs.isEnabled else { return SafetyFinding() }
    guard inputs.supply.isFinite, inputs.supplyAge <= ageLimit else {
      let fault = Fault(
        .supplyMonitorLost, value: inputs.supplyAge.seconds * 1e3, limit: ageLimit.seconds * 1e3,
        instant: inputs.now)
      return SafetyFinding(fault, by: .supply, stop: .controlledDescent)
    }
    approach(inputs, &board)
    let read = inputs.now - inputs.supplyAge
    let isLow = inputs.supply < lowest
    let isSagging = low.step(
      isLow, read: read, elapsed: elapsed, readings: SupplyMonitor.readings, time: patience)
    if isLow, isSilent { return found(.supplyLost, lowest, inputs, stop: .torqueOff) }
    if isSagging { return found(.supplyLost, lowest, inputs, stop: .controlledDescent) }
    let isPeak = high.step(
      inputs.supply > highest, read: read, elapsed: elapsed, readings: SupplyMonitor.readings,
      time: patience)
    return isPeak
      ? found(.supplyHigh, highest, inputs, stop: .controlledDescent) : SafetyFinding()
  }

  /// The room between the two limits that is used up on the nearer side: 0 in the middle.
  @_noLocks private func approach(_ inputs: SafetyInputs, _ board: inout SafetyBoard) {
    let (value, low, high) = (inputs.supply.value, lowest.value, highest.value)
    guard high > low else { return }
    let isNearLow = value - low < high - value
    let used = 1 - 2 * (isNearLow ? value - low : high - value) / (high - low)
    board.near(.supply, used: used, value: value, limit: isNearLow ? low : high, now: inputs.now)
  }

  @_noLocks private func found(
    _ code: FaultCode, _ limit: Voltage, _ inputs: SafetyInputs, stop: StopKind
  ) -> SafetyFinding {
    let fault = Fault(
      code, value: inputs.supply.value, limit: limit.value, instant: inputs.now)
    return SafetyFinding(fault, by: .supply, stop: stop)
  }

  /// Forgets.
  @_noLocks mutating func reset() {
    low.reset()
    high.reset()
  }
}

extension SafetyFunction {
  /// The drives' supply: cut, sagging, too high, or not measured any more.
  public static var supply: SafetyFunction { @_noLocks get { SafetyFunction(rawValue: 12) } }
}

#if !hasFeature(Embedded)
  extension SupplyMonitor {
    static var about: SafetyAbout { SafetyAbout(.supply, "supply", short: "supply", .volts) }
  }

  extension SafetyFacts {
    /// Readings that may be missed in a row where the profile does not say.
    package static let supplyPeriods = 25.0
    /// s
    package static let longestSupplyAge = 10.0
    package static let supplyLowest = Fact(
      "lowest", .quantity([.voltage], .positive), "Below this the supply counts as cut.",
      .core("SupplyMonitor"))
    package static let supplyHighest = Fact(
      "highest", .quantity([.voltage], .positive), "Above this the supply is too high.",
      .core("SupplyMonitor"),
      .derived("a quarter above nominal, at most what part and drives stand"))
    package static let supplyAge = Fact(
      "age_limit", .quantity([.time], .upTo(longestSupplyAge)),
      "Older values count as lost; at least 3 periods.", .core("SupplyMonitor"),
      .derived(
        "\(NumberText.shown(supplyPeriods)) periods, at most \(NumberText.shown(longestSupplyAge)) s"
      ))
    package static let benchSupplyAge = Fact(
      "supply_age_limit", .quantity([.time], .upTo(10)),
      "Older values of the supply monitor count as lost on a bench.", .core("SupplyMonitor"),
      .derived("four times the supply's age_limit, at most 10 s"))
  }
#endif
