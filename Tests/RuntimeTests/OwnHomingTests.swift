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

  /// Homing, and so far on its way.
  private func isSeeking(_ robot: CycleBench, _ joint: Int) -> Bool {
    guard robot.reset(), robot.home(joint).code == .accepted else { return false }
    let isMoving = robot.run(until: .moving, limit: 2_000)
    robot.run(100)
    return isMoving && abs(robot.truth(joint) + 0.1) > 0.02
  }

  @Test(arguments: [(0, 19), (0, 18), (1, 21)] as [(Int, Int8)])
  func itsDriveMovesItToTheSwitch(_ joint: Int, _ method: Int8) throws {
    let robot = try bench(joint, method: method)
    let other = robot.truth(1 - joint)
    let isReset = robot.reset()
    #expect(isReset && robot.ask(.arm).fault.code == .notReferenced)
    #expect(robot.home(joint).code == .accepted)
    let isHomed = robot.isHomed()
    #expect(isHomed && robot.faults.isEmpty, "\(robot.cycle.fault)")
    #expect(abs(robot.truth(joint) - 0.2) < 0.02, "it went to the switch")
    #expect(robot.state(joint).isReferenced && robot.error(joint) < 5e-3)
    #expect(abs(robot.truth(1 - joint) - other) < 0.02, "the other holds")
    // It follows again, in the robot's own count.
    #expect(robot.move(joint, to: -0.2).code == .accepted)
    let holds = robot.run(until: .holding)
    #expect(holds && abs(robot.truth(joint) + 0.2) < 0.01 && robot.error(joint) < 5e-3)
    #expect(robot.faults.isEmpty)
  }

  @Test func thePlaceWhereItStands() throws {
    let robot = try bench(method: 35) { $0.startPosition = Position(0.2) }
    let isReset = robot.reset()
    #expect(isReset && robot.home(0).code == .accepted)
    let isHomed = robot.isHomed()
    #expect(isHomed && robot.error(0) < 5e-3 && abs(robot.truth(0) - 0.2) < 0.01)
  }

  @Test func aDriveThatMeetsItsLimitFirstSaysSo() throws {
    let robot = try bench()
    robot.twin.unmount(.home, joint: 0)
    robot.twin.mount(.positiveLimit, joint: 0, from: Position(0.1), to: Position(9))
    let isReset = robot.reset()
    #expect(isReset && robot.home(0).code == .accepted)
    let isHomed = robot.isHomed()
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
    #expect(isReset && robot.home(0).code == .accepted)
    let isHomed = robot.isHomed()
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
    #expect(abs(robot.truth(0) - 0.2) > 0.02, "it has not gone on to its switch")
    // And it can be homed after it.
    let isReset = robot.reset()
    #expect(isReset && robot.home(0).code == .accepted)
    let isHomed = robot.isHomed()
    #expect(isHomed && robot.error(0) < 5e-3, "\(robot.cycle.fault)")
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
