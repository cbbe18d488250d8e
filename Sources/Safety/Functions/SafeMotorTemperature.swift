public import RobotCore
import Units

/// Safe motor temperature (IEC 61800-5-2 SMT): a winding at its limit stops the robot.
///
/// The power stage has its own: `SafeDriverTemperature`.
struct SafeMotorTemperature: BitwiseCopyable, Sendable {
  static var function: SafetyFunction { @_noLocks get { .temperature } }
  /// A winding takes seconds to warm by a degree: 100 ms cost nothing, and a single frame with a
  /// wrong byte decides nothing.
  static var time: Interval { @_noLocks get { Interval(milliseconds: 100) } }
  let limit: Temperature
  private var hot: Confirmation

  @_noLocks init(_ joint: JointConfiguration) {
    limit = joint.temperatureLimit
    hot = Confirmation()
  }

  @_noLocks mutating func follow(_ state: JointState) { reset() }

  @_noLocks mutating func monitor(
    _ state: JointState, setpoint: JointCommand, _ watch: JointWatch, _ board: inout SafetyBoard
  ) -> SafetyFinding? {
    if state.isKnown {
      let measured = state.report.motorTemperature.value
      board.near(
        .temperature, used: measured / limit.value, value: measured, limit: limit.value,
        joint: watch.joint, now: watch.now)
    }
    let isHot = state.isKnown && state.report.motorTemperature >= limit
    guard
      hot.step(
        isHot, read: state.sampled, elapsed: watch.elapsed, readings: 3,
        time: SafeMotorTemperature.time)
    else { return nil }
    let fault = Fault(
      .overTemperature, subject: watch.joint, value: state.report.motorTemperature.value,
      limit: limit.value, instant: watch.now)
    return SafetyFinding(fault, by: .temperature, stop: .controlledDescent)
  }

  @_noLocks mutating func limit(
    _ command: inout JointCommand, _ state: JointState, _ watch: inout JointWatch
  ) -> Bool { false }

  /// Forgets.
  @_noLocks mutating func reset() { hot.reset() }
}

extension SafetyFunction {
  /// Safe motor temperature (IEC 61800-5-2 SMT).
  public static var temperature: SafetyFunction { @_noLocks get { SafetyFunction(rawValue: 11) } }
}

#if !hasFeature(Embedded)
  extension SafeMotorTemperature {
    static var about: SafetyAbout {
      SafetyAbout(.temperature, "temperature limit", short: "temper.", .celsius)
    }
  }

  extension SafetyFacts {
    // A motor in a hot hall has 40 °C before it moves: a limit below would stop a cold one.
    package static let temperature = Fact(
      "temperature", .quantity([.temperature], .range(40, 200)),
      "Winding temperature at which the robot stops; below the drive's own protection.",
      .core("SafeMotorTemperature"),
      .optional("a servo has none, every other drive needs it"))
  }
#endif
