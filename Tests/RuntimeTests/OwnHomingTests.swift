import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units
import Wording

/// An axis whose drive finds its zero by itself, with the switch at the drive's inputs, and its
/// neighbour, which lifts.
@Suite struct OwnHomingTests {
  private func bench(
    _ joint: Int = 0, method: Int8 = 19,
    adjust: @escaping (inout JointConfiguration) -> Void = { _ in }
  ) throws -> CycleBench {
    try CycleBench(
      of: "canopen-axis-bench",
      adjust: { robot in
        var axis = robot.joints[joint]
        axis.isAbsolute = false
        axis.startPosition = Position(-0.1)
        axis.homing.method = .drive
        axis.homing.position = Position(0.2)
        axis.homing.time = Interval(milliseconds: 20_000)
        axis.drive.canopen.homesItself = true
        axis.drive.canopen.homingMethod = method
        // At the motor, behind 100 : 1.
        axis.drive.canopen.homingSpeed = AngularVelocity(30)
        axis.drive.canopen.homingCreep = AngularVelocity(5)
        axis.drive.canopen.homingOffset = Angle(3)
        adjust(&axis)
        robot.joints[joint] = axis
      })
  }

  private func truth(_ robot: CycleBench, _ joint: Int) -> Double {
    robot.twin.jointTruth(joint).position.value
  }

  private func error(_ robot: CycleBench, _ joint: Int) -> Double {
    abs(robot.state(joint).position.value - truth(robot, joint))
  }

  private func home(_ robot: CycleBench, _ joint: Int) -> Reply {
    robot.ask(.home) { $0.mask = 1 << UInt64(joint) }
  }

  /// Until the robot holds with a joint homed; false when it stops instead.
  private func isHomed(_ robot: CycleBench) -> Bool {
    for _ in 0..<10_000 {
      robot.step()
      if robot.phase == .latched || robot.phase == .stopping { return false }
      if robot.phase == .holding, robot.count(.homed) == 1 { return true }
    }
    return false
  }

  /// Homing, and so far on its way.
  private func isSeeking(_ robot: CycleBench, _ joint: Int) -> Bool {
    guard robot.reset(), home(robot, joint).code == .accepted else { return false }
    let isMoving = robot.run(until: .moving, limit: 2_000)
    robot.run(100)
    return isMoving && abs(truth(robot, joint) + 0.1) > 0.02
  }

  @Test(arguments: [(0, 19), (0, 18), (1, 21)] as [(Int, Int8)])
  func itsDriveMovesItToTheSwitch(_ joint: Int, _ method: Int8) throws {
    let robot = try bench(joint, method: method)
    let other = truth(robot, 1 - joint)
    let isReset = robot.reset()
    #expect(isReset && robot.ask(.arm).fault.code == .notReferenced)
    #expect(home(robot, joint).code == .accepted)
    let isHomed = isHomed(robot)
    #expect(isHomed && robot.faults.isEmpty, "\(robot.cycle.fault)")
    #expect(abs(truth(robot, joint) - 0.2) < 0.02, "it went to the switch")
    #expect(robot.state(joint).isReferenced && error(robot, joint) < 5e-3)
    #expect(abs(truth(robot, 1 - joint) - other) < 0.02, "the other holds")
    // It follows again, in the robot's own count.
    #expect(robot.move(joint, to: -0.2).code == .accepted)
    let holds = robot.run(until: .holding)
    #expect(holds && abs(truth(robot, joint) + 0.2) < 0.01 && error(robot, joint) < 5e-3)
    #expect(robot.faults.isEmpty)
  }

  @Test func thePlaceWhereItStands() throws {
    let robot = try bench(method: 35) { $0.startPosition = Position(0.2) }
    let isReset = robot.reset()
    #expect(isReset && home(robot, 0).code == .accepted)
    let isHomed = isHomed(robot)
    #expect(isHomed && error(robot, 0) < 5e-3 && abs(truth(robot, 0) - 0.2) < 0.01)
  }

  @Test func aDriveThatMeetsItsLimitFirstSaysSo() throws {
    let robot = try bench()
    robot.twin.unmount(.home, joint: 0)
    robot.twin.mount(.positiveLimit, joint: 0, from: Position(0.1), to: Position(9))
    let isReset = robot.reset()
    #expect(isReset && home(robot, 0).code == .accepted)
    let isHomed = isHomed(robot)
    let found = robot.cycle.fault
    #expect(!isHomed && found.code == .homingFailed && found.detail == 4 && found.subject == 0)
    let sentence = found.sentence(in: robot.configuration)
    #expect(
      sentence.hasPrefix("Joint turn (") && sentence.contains("own homing went wrong (status word")
        && sentence.contains("operation enabled"), "\(sentence)")
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && !robot.state(0).isReferenced && robot.powered.isEmpty)
    #expect(robot.count(.stopConfirmed) == 1)
  }

  @Test func aDriveThatGoesOnLookingIsStopped() throws {
    let robot = try bench {
      $0.homing.time = Interval(milliseconds: 1_000)
      $0.drive.canopen.homingSpeed = AngularVelocity(10)
    }
    robot.twin.unmount(.home, joint: 0)
    let isReset = robot.reset()
    #expect(isReset && home(robot, 0).code == .accepted)
    let isHomed = isHomed(robot)
    let found = robot.cycle.fault
    #expect(!isHomed && found.code == .homingFailed && found.detail == 6, "\(found)")
    #expect(found.limit == 1 && found.unit(in: robot.configuration) == "s")
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.powered.isEmpty)
  }

  @Test func aStopEndsItAtRest() throws {
    let robot = try bench()
    let isSeeking = isSeeking(robot, 0)
    #expect(isSeeking)
    _ = robot.ask(.stop)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.count(.homed) == 0 && robot.count(.stopConfirmed) == 1)
    #expect(robot.powered.isEmpty && abs(robot.twin.jointTruth(0).velocity.value) < 0.01)
    #expect(abs(truth(robot, 0) - 0.2) > 0.02, "it has not gone on to its switch")
    // And it can be homed after it.
    let isReset = robot.reset()
    #expect(isReset && home(robot, 0).code == .accepted)
    let isHomed = isHomed(robot)
    #expect(isHomed && error(robot, 0) < 5e-3, "\(robot.cycle.fault)")
  }

  @Test func anEmergencyStopInTheMiddleOfItTakesTheTorque() throws {
    let robot = try bench()
    let isSeeking = isSeeking(robot, 0)
    #expect(isSeeking)
    #expect(robot.ask(.emergencyStop, slot: 5).code == .accepted)
    robot.run(20)
    #expect(robot.powered.isEmpty)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.cycle.fault.code == .emergencyStop)
  }

  @Test func aDriveThatRestartsInTheMiddleOfItIsNamed() throws {
    let robot = try bench()
    let isSeeking = isSeeking(robot, 0)
    #expect(isSeeking)
    robot.twin.reboot(drive: 0)
    let isLatched = robot.run(until: .latched)
    // It is silent for longer than it may be, and comes back as one that has begun anew.
    #expect(isLatched && robot.faults == [.feedbackLost, .driveFault], "\(robot.faults)")
    #expect(robot.powered.isEmpty && robot.count(.homed) == 0)
  }
}
