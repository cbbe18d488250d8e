import RobotCore
import Units

/// The power stage of a drive at its limit stops the robot, while the drive still lets it be
/// lowered: past its own limit it takes its torque at once.
///
/// IEC 61800-5-2 has no name for it; it is the sibling of the motor's (SMT).
struct SafeDriverTemperature: BitwiseCopyable, Sendable {
  /// A power stage of some 10 g heats up in seconds; one frame may be anything. Three readings that
  /// are not the same frame, over a tenth of a second.
  static var readings: Int { @_noLocks get { 3 } }
  static var time: Interval { @_noLocks get { Interval(milliseconds: 100) } }
  let limit: Temperature
  /// Readings in a row at the limit.
  private var hot: Int
  private var first: Instant
  private var last: Instant

  @_noLocks init(_ joint: JointConfiguration) {
    limit = joint.drive.driverTemperatureLimit
    hot = 0
    first = .zero
    last = .zero
  }

  @_noLocks mutating func step(_ state: JointState, joint: Int, now: Instant) -> SafetyFinding {
    guard state.isKnown, state.driverTemperature >= limit else {
      hot = 0
      return SafetyFinding()
    }
    if hot == 0 { first = state.sampled }
    if hot == 0 || state.sampled != last {
      last = state.sampled
      if hot < SafeDriverTemperature.readings { hot += 1 }
    }
    guard hot >= SafeDriverTemperature.readings, last - first >= SafeDriverTemperature.time else {
      return SafetyFinding()
    }
    let fault = Fault(
      .overTemperature, subject: joint, value: state.driverTemperature.value, limit: limit.value,
      detail: 1, instant: now)
    return SafetyFinding(fault, by: .temperature, stop: .controlledDescent)
  }

  /// Forgets.
  @_noLocks mutating func reset() { hot = 0 }
}
