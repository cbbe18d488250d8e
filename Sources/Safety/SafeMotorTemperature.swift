import RobotCore
import Units

/// Safe motor temperature (IEC 61800-5-2 SMT): a winding at its limit stops the robot.
///
/// The power stage has its own: `SafeDriverTemperature`.
struct SafeMotorTemperature: BitwiseCopyable, Sendable {
  /// A winding takes seconds to warm by a degree: 100 ms cost nothing, and a single frame with a
  /// wrong byte decides nothing.
  static var time: Interval { @_noLocks get { Interval(milliseconds: 100) } }
  let limit: Temperature
  private var hot: Confirmation

  @_noLocks init(_ joint: JointConfiguration) {
    limit = joint.temperatureLimit
    hot = Confirmation()
  }

  @_noLocks mutating func step(
    _ state: JointState, joint: Int, now: Instant, elapsed: Interval
  ) -> SafetyFinding {
    let isHot = state.isKnown && state.motorTemperature >= limit
    guard
      hot.step(
        isHot, read: state.sampled, elapsed: elapsed, readings: 3, time: SafeMotorTemperature.time)
    else { return SafetyFinding() }
    let fault = Fault(
      .overTemperature, subject: joint, value: state.motorTemperature.value, limit: limit.value,
      instant: now)
    return SafetyFinding(fault, by: .temperature, stop: .controlledDescent)
  }

  /// Forgets.
  @_noLocks mutating func reset() { hot.reset() }
}
