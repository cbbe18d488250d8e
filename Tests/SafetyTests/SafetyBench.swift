import RealTime
import RobotCore
import Safety
import Units

/// A robot of three arm joints and a gripper on two buses, healthy and enabled, with its chain.
struct SafetyBench: ~Copyable {
  static let gripper = 3
  var configuration: RobotConfiguration
  var timing: TimingConfiguration
  var chain: SafetyChain
  var inputs = SafetyInputs()
  var states = Table(repeating: JointState(), count: 4)
  var commands = Table(repeating: JointCommand(), count: 4)
  var limitedBy = Table(repeating: SafetyFunction.none, count: 4)

  init(_ change: (inout RobotConfiguration) -> Void = { _ in }) {
    var robot = RobotConfiguration()
    robot.supply.isPresent = true
    for index in 0..<4 { robot.joints.append(SafetyBench.joint(bus: index < 2 ? 0 : 1)) }
    robot.joints[3].isGripper = true
    robot.joints[3].stopKind = .hold
    change(&robot)
    configuration = robot
    timing = robot.timing
    chain = SafetyChain(robot, timing: robot.timing)
    inputs.now = Instant(nanoseconds: 1_000_000_000)
    inputs.isEnabled = true
    inputs.isSupplyKnown = true
    inputs.supply = Voltage(24)
    for index in states.indices {
      states[index].isKnown = true
      states[index].status = .enabled
      states[index].report.motorTemperature = Temperature(40)
      states[index].report.driverTemperature = Temperature(40)
      commands[index].stiffness = 20
      commands[index].damping = 1
    }
  }

  static func joint(bus: UInt8) -> JointConfiguration {
    var joint = JointConfiguration()
    joint.drive.bus = bus
    joint.lower = Position(-1)
    joint.upper = Position(1)
    joint.lowerStop = Position(-1.1)
    joint.upperStop = Position(1.1)
    joint.velocityLimit = Velocity(2)
    joint.accelerationLimit = Acceleration(10)
    joint.effortLimit = Effort(5)
    joint.followingErrorLimit = Position(0.1)
    joint.followingErrorTime = Interval(milliseconds: 20)
    joint.stopDamping = 0.5
    joint.motionVelocity = Velocity(1)
    joint.motionAcceleration = Acceleration(4)
    joint.stiffness = 20
    joint.damping = 1
    return joint
  }

  /// Puts a joint somewhere, estimate and raw value alike.
  mutating func place(_ joint: Int, at position: Double) {
    states[joint].position = Position(position)
    states[joint].rawPosition = Position(position)
  }

  mutating func monitor() -> SafetyFinding {
    chain.monitor(inputs, states: states, setpoints: commands)
  }

  mutating func limit() -> SafetyFinding {
    chain.limit(inputs, states: states, commands: &commands, limitedBy: &limitedBy)
  }

  /// Goes on by one period.
  mutating func wait(_ milliseconds: Int64 = 1) {
    inputs.now = inputs.now + Interval(milliseconds: milliseconds)
    for index in states.indices where states[index].waitingSince == .never {
      states[index].sampled = inputs.now
    }
  }

  /// What is found first within so many cycles of 1 ms; `.allow` when nothing is.
  mutating func monitor(for cycles: Int) -> SafetyFinding {
    for _ in 0..<cycles {
      let finding = monitor()
      if finding.verdict == .stop { return finding }
      wait()
    }
    return SafetyFinding()
  }

  /// A second look at the same, one measurement later: one reading decides nothing.
  mutating func monitorAgain() -> SafetyFinding {
    let first = monitor()
    guard first.verdict != .stop else { return first }
    wait()
    return monitor()
  }

  /// One whole cycle that wants joint 0 at `target`; the joint then is where it was sent.
  mutating func cycle(to target: Double, velocity: Double = 0) -> SafetyFinding {
    commands[0].position = Position(target)
    commands[0].velocity = Velocity(velocity)
    let seen = monitor()
    guard seen.verdict != .stop else { return seen }
    let shaped = limit()
    place(0, at: commands[0].position.value)
    wait()
    return shaped
  }
}
