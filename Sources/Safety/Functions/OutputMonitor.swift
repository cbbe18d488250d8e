public import RobotCore
import Units

/// The outputs of servos: a chip that cannot be told what is wanted.
///
/// Nobody knows what its servos do then, but that the last pulses may go on. The rest of the body
/// is brought down in order; the servos are told off as soon as their chip can be told anything.
struct OutputMonitor: BitwiseCopyable, Sendable {
  /// One lost transfer is no finding; servos hold on without a new pulse for longer than this.
  static var limit: Interval { @_noLocks get { Interval(milliseconds: 250) } }
  private let limit: Interval

  /// A bench, whose threads wait for the same host as the loop, gets its silence limit.
  @_noLocks init(_ timing: TimingConfiguration) {
    limit = OutputMonitor.limit < timing.silenceLimit ? timing.silenceLimit : OutputMonitor.limit
  }

  /// What is found while drives carry torque.
  @_noLocks func step(_ inputs: SafetyInputs, _ board: inout SafetyBoard) -> SafetyFinding {
    guard inputs.isEnabled, inputs.outputJoint >= 0 else { return SafetyFinding() }
    board.near(
      .outputs, used: inputs.outputAge.seconds / limit.seconds,
      value: inputs.outputAge.seconds * 1e3, limit: limit.seconds * 1e3,
      joint: Int(inputs.outputJoint), now: inputs.now)
    guard inputs.hasOutputRestarted || inputs.outputAge > limit else { return SafetyFinding() }
    let fault = Fault(
      .outputLost, subject: Int(inputs.outputJoint), value: inputs.outputAge.seconds * 1e3,
      limit: limit.seconds * 1e3, detail: Int(inputs.outputError), instant: inputs.now)
    return SafetyFinding(fault, by: .outputs, stop: .controlledDescent)
  }
}

extension SafetyFunction {
  /// Chips that make the pulses of servos do as they are told.
  public static var outputs: SafetyFunction { @_noLocks get { SafetyFunction(rawValue: 14) } }
}

#if !hasFeature(Embedded)
  extension OutputMonitor {
    static var about: SafetyAbout {
      SafetyAbout(.outputs, "servo outputs", short: "outputs", .milliseconds)
    }
  }
#endif
