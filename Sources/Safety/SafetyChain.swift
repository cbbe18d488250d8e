public import RealTime
public import RobotCore
import Units

/// Every safety function, in the order they act. The strictest verdict wins; among equals the
/// earlier one, so a cause stands before its symptoms.
///
/// Sits last before the wire: `monitor` looks at what was measured, `limit` shapes what will be
/// sent. Stateful but never latching; the runtime latches what it is told.
public struct SafetyChain: ~Copyable {
  /// A host that was away for longer than this many periods gets no longer step for it.
  private static var longestStep: Int64 { @_noLocks get { 4 } }
  private let period: Interval
  private var previous: Instant
  private var elapsed: Interval
  private let emergencyStop: EmergencyStop
  private var supply: SupplyMonitor
  private var freshness: FeedbackFreshness
  private let outputs: OutputMonitor
  private let commandTimeout: CommandTimeout
  private var overruns: OverrunWindow
  private var joints: Table<JointGuard>
  /// What each function has done, and how near the robot came to its limit.
  public private(set) var board = SafetyBoard()

  /// Takes its limits from a checked configuration and the timing set in force.
  public init(
    _ configuration: borrowing RobotConfiguration, timing: TimingConfiguration
  ) {
    period = timing.period
    previous = .never
    elapsed = timing.period
    emergencyStop = EmergencyStop()
    supply = SupplyMonitor(configuration.supply, timing: timing)
    freshness = FeedbackFreshness(configuration, timing: timing)
    outputs = OutputMonitor(timing)
    commandTimeout = CommandTimeout()
    overruns = OverrunWindow(timing)
    joints = Table(
      repeating: JointGuard(JointConfiguration()), count: configuration.joints.count)
    for index in joints.indices { joints[index] = JointGuard(configuration.joints[index]) }
  }

  /// Everything it remembers, to or from a snapshot.
  @_noLocks public mutating func exchange(_ pass: inout SnapshotPass) {
    pass.exchange(&previous)
    pass.exchange(&elapsed)
    pass.exchange(&supply)
    freshness.exchange(&pass)
    overruns.exchange(&pass)
    pass.exchange(&joints)
    board.exchange(&pass)
  }

  /// Feedback side: what is measured. Call once per cycle, before `limit`.
  ///
  /// `setpoints` are the commands last asked for, one per joint. While nothing is enabled only the
  /// emergency stop is reported; the other functions start over when torque comes on.
  @_noLocks public mutating func monitor(
    _ inputs: SafetyInputs, states: borrowing Table<JointState>,
    setpoints: borrowing Table<JointCommand>
  ) -> SafetyFinding {
    measureTime(inputs.now - inputs.lateness)
    board.begin()
    var finding = counted(emergencyStop.step(inputs))
    finding.raise(to: counted(overruns.step(inputs, &board)))
    guard inputs.isEnabled else {
      supply.reset()
      freshness.reset()
      for index in joints.indices where index < states.count {
        joints[index].follow(states[index])
      }
      return finding
    }
    freshness.measure(inputs, states: states)
    let isSilent = freshness.isSilentSince(reading: inputs)
    finding.raise(to: counted(supply.step(inputs, isSilent: isSilent, elapsed: elapsed, &board)))
    finding.raise(to: counted(freshness.step(inputs, states: states, &board)))
    finding.raise(to: counted(outputs.step(inputs, &board)))
    finding.raise(to: counted(commandTimeout.step(inputs, &board)))
    let count = least(states.count, setpoints.count)
    for index in joints.indices where index < count {
      guard inputs.isPowered(index) else {
        joints[index].follow(states[index])
        continue
      }
      joints[index].monitor(
        states[index], setpoint: setpoints[index], joint: index, now: inputs.now,
        elapsed: elapsed, isSearching: inputs.isSearching(index), &board, &finding)
    }
    return finding
  }

  /// What a function of the whole robot found, written down.
  @_noLocks private mutating func counted(_ finding: SafetyFinding) -> SafetyFinding {
    if finding.verdict == .stop { board.acts(finding.function) }
    return finding
  }

  /// Command side, last before encode: shapes the commands in place.
  ///
  /// `limitedBy[i]` names the function that shaped joint i's command, `.none` when none did.
  @_noLocks public mutating func limit(
    _ inputs: SafetyInputs, states: borrowing Table<JointState>,
    commands: inout Table<JointCommand>, limitedBy: inout Table<SafetyFunction>
  ) -> SafetyFinding {
    var finding = SafetyFinding()
    let count = least(least(states.count, commands.count), limitedBy.count)
    for index in joints.indices where index < count {
      limitedBy[index] = .none
      guard inputs.isPowered(index) else {
        _ = joints[index].limitDisabled(
          &commands[index], state: states[index], joint: index, now: inputs.now,
          function: &limitedBy[index], &board, &finding)
        continue
      }
      joints[index].limit(
        &commands[index], state: states[index], joint: index, now: inputs.now,
        elapsed: elapsed, isSearching: inputs.isSearching(index), function: &limitedBy[index],
        &board, &finding)
    }
    return finding
  }

  @_noLocks private func least(_ a: Int, _ b: Int) -> Int { a < b ? a : b }

  /// Forgets windows, latches and last commands. Call on reset. The joints in `powered` (bit i:
  /// joint i) carry torque and keep theirs: a reset must not shake what they hold.
  @_noLocks public mutating func reset(keeping powered: UInt64 = 0) {
    overruns.reset()
    supply.reset()
    freshness.reset()
    for index in joints.indices where powered >> UInt64(index) & 1 == 0 { joints[index].reset() }
  }

  /// A joint has found its place: its limits and its last command begin there.
  @_noLocks public mutating func placed(_ joint: Int, _ state: JointState) {
    joints[joint].follow(state)
  }

  /// Nominal time since the last cycle, never shorter than a period and never longer than four.
  @_noLocks private mutating func measureTime(_ now: Instant) {
    let gap = now - previous
    let longest = period * SafetyChain.longestStep
    elapsed = gap < period ? period : (gap > longest ? longest : gap)
    if previous == .never { elapsed = period }
    previous = now
  }
}

#if !hasFeature(Embedded)
  extension SafetyChain {
    /// What each function is called, in the order in which they act.
    static var abouts: [SafetyAbout] {
      [
        EmergencyStop.about, OverrunWindow.about, SupplyMonitor.about, FeedbackFreshness.about,
        OutputMonitor.about, CommandTimeout.about, NonFiniteGuard.about,
      ] + JointFunctions.abouts
    }
  }
#endif
