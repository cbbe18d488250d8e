import RobotCore
import Units

/// Safe motor temperature (IEC 61800-5-2 SMT): a winding at its limit stops the robot.
///
/// The power stage has its own: `SafeDriverTemperature`.
struct SafeMotorTemperature: BitwiseCopyable, Sendable {
  let limit: Temperature

  @_noLocks init(_ joint: JointConfiguration) { limit = joint.temperatureLimit }

  @_noLocks func step(_ state: JointState, joint: Int, now: Instant) -> SafetyFinding {
    guard state.isKnown, state.motorTemperature >= limit else { return SafetyFinding() }
    let fault = Fault(
      .overTemperature, subject: joint, value: state.motorTemperature.value, limit: limit.value,
      instant: now)
    return SafetyFinding(fault, by: .temperature, stop: .controlledDescent)
  }
}
