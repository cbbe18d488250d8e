public import RobotCore
import Units

/// The power stage of a drive at its limit stops the robot, while the drive still lets it be
/// lowered: past its own limit it takes its torque at once.
///
/// IEC 61800-5-2 has no name for it; it is the sibling of the motor's (SMT).
struct SafeDriverTemperature: BitwiseCopyable, Sendable {
  static var function: SafetyFunction { @_noLocks get { .driverTemperature } }
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
    first = .never
    last = .never
  }

  @_noLocks mutating func follow(_ state: JointState) { reset() }

  @_noLocks mutating func monitor(
    _ state: JointState, setpoint: JointCommand, _ watch: JointWatch, _ board: inout SafetyBoard
  ) -> SafetyFinding? {
    if state.isKnown {
      let measured = state.report.driverTemperature.value
      board.near(
        .driverTemperature, used: measured / limit.value, value: measured, limit: limit.value,
        joint: watch.joint, now: watch.now)
    }
    guard state.isKnown, state.report.driverTemperature >= limit else {
      hot = 0
      return nil
    }
    if hot == 0 { first = state.sampled }
    if hot == 0 || state.sampled != last {
      last = state.sampled
      if hot < SafeDriverTemperature.readings { hot += 1 }
    }
    guard hot >= SafeDriverTemperature.readings, last - first >= SafeDriverTemperature.time else {
      return nil
    }
    let fault = Fault(
      .overTemperature, subject: watch.joint, value: state.report.driverTemperature.value,
      limit: limit.value, detail: 1, instant: watch.now)
    return SafetyFinding(fault, by: .driverTemperature, stop: .controlledDescent)
  }

  @_noLocks mutating func limit(
    _ command: inout JointCommand, _ state: JointState, _ watch: inout JointWatch
  ) -> Bool { false }

  /// Forgets.
  @_noLocks mutating func reset() { hot = 0 }
}

extension SafetyFunction {
  /// The power stage of a drive at its limit.
  public static var driverTemperature: SafetyFunction {
    @_noLocks get { SafetyFunction(rawValue: 13) }
  }
}

#if !hasFeature(Embedded)
  extension SafeDriverTemperature {
    static var about: SafetyAbout {
      SafetyAbout(.driverTemperature, "drive temperature limit", short: "drv temp.", .celsius)
    }
  }

  extension SafetyFacts {
    // Damiao cuts off at 120 °C whatever is set (manual of DM-J8009P, protections): what acts
    // nearer than 5 K to that comes too late to lower an arm.
    package static let driverTemperature = Fact(
      "driver_temperature", .quantity([.temperature], .range(40, 115)),
      "Power stage temperature at which the robot stops.", .core("SafeDriverTemperature"),
      .byDefault("110 degC"))
  }
#endif
