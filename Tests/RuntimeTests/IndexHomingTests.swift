import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units
import Wording

/// An axis behind 100 : 1 whose drive looks for the index of its encoder, which comes every 3.6
/// degrees of the joint, and its neighbour, which lifts.
@Suite struct IndexHomingTests {
  private static let pitch = 2 * Double.pi / 100

  /// The index lies half a turn of the motor from where the joint starts.
  private func bench(
    _ joint: Int = 0, isUpwards: Bool = true,
    adjust: @escaping (inout JointConfiguration) -> Void = { _ in }
  ) throws -> CycleBench {
    try CycleBench(
      of: "canopen-axis-bench",
      adjust: { robot in
        var axis = robot.joints[joint]
        axis.isAbsolute = false
        axis.startPosition = Position(0.3)
        axis.homing.method = .index
        axis.homing.isUpwards = isUpwards
        axis.homing.position = Position(0.3 + (isUpwards ? 0.5 : -0.5) * Self.pitch)
        axis.homing.speed = Velocity(0.05)
        axis.drive.canopen.homesItself = true
        axis.drive.canopen.homingMethod = isUpwards == (axis.reducer.sign > 0) ? 34 : 33
        axis.drive.canopen.homingSpeed = AngularVelocity(5)
        axis.drive.canopen.homingCreep = AngularVelocity(5)
        axis.drive.canopen.homingAcceleration = 100
        axis.drive.canopen.homingOffset = Angle(
          axis.homing.position.value * 100 * axis.reducer.sign)
        adjust(&axis)
        robot.joints[joint] = axis
      })
  }

  /// Reset, asked, and until the robot holds with the joint homed; false when it stops instead.
  private func isHomed(_ robot: CycleBench, _ joint: Int) -> Bool {
    robot.reset() && robot.home(joint).code == .accepted && robot.isHomed()
  }

  @Test(arguments: [(0, true), (0, false), (1, true), (1, false)])
  func itsDriveMovesItToTheIndex(_ joint: Int, _ isUpwards: Bool) throws {
    let robot = try bench(joint, isUpwards: isUpwards)
    let other = robot.truth(1 - joint)
    let isHomed = isHomed(robot, joint)
    #expect(isHomed && robot.faults.isEmpty, "\(robot.cycle.fault)")
    let index = robot.configuration.joints[joint].homing.position.value
    let beyond = (robot.truth(joint) - index) * (isUpwards ? 1 : -1)
    #expect(beyond > -2e-3 && beyond < Self.pitch / 2, "it went to that index and no farther")
    #expect(robot.state(joint).isReferenced && robot.error(joint) < 2e-3)
    #expect(abs(robot.truth(1 - joint) - other) < 0.02, "the other holds")
    // It follows again, in the robot's own count.
    #expect(robot.move(joint, to: -0.2).code == .accepted)
    let holds = robot.run(until: .holding)
    #expect(holds && abs(robot.truth(joint) + 0.2) < 0.01 && robot.error(joint) < 2e-3)
    #expect(robot.faults.isEmpty)
  }

  @Test func anIndexThatNeverComesStopsTheRobotWithinATurn() throws {
    let robot = try bench()
    robot.twin.breakIndex(drive: 0)
    let isHomed = isHomed(robot, 0)
    let found = robot.cycle.fault
    #expect(!isHomed && found.code == .homingFailed && found.detail == 7, "\(found)")
    #expect(found.subject == 0 && found.value > found.limit && found.value < found.limit * 1.02)
    #expect(abs(robot.truth(0) - 0.3 - found.value) < 0.01, "it tells how far it went")
    let sentence = found.sentence(in: robot.configuration)
    #expect(
      sentence.hasPrefix("Joint turn (") && sentence.contains("its encoder's index did not come"),
      "\(sentence)")
    #expect(found.unit(in: robot.configuration) == "rad")
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && !robot.state(0).isReferenced && robot.powered.isEmpty)
    #expect(robot.count(.stopConfirmed) == 1 && robot.count(.homed) == 0)
    #expect(robot.truth(0) - 0.3 < 1.6 * Self.pitch, "and no farther")
    #expect(robot.ask(.arm).code != .accepted, "nor does it move before it is homed")
  }

  @Test func itIsHomedAgainAfterAStop() throws {
    let robot = try bench()
    let isReset = robot.reset()
    let reply = robot.ask(.home) { $0.mask = 1 }
    #expect(isReset && reply.code == .accepted)
    let isMoving = robot.run(until: .moving, limit: 2_000)
    robot.run(100)
    #expect(isMoving)
    _ = robot.ask(.stop)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.count(.homed) == 0 && robot.powered.isEmpty)
    let isHomed = isHomed(robot, 0)
    #expect(isHomed && robot.error(0) < 2e-3, "\(robot.cycle.fault)")
    // From beyond the index it is the next one that comes: told as the one before, it is not where
    // the joint says. That is why the joint is to be brought to its rest before.
    #expect(robot.truth(0) < 0.3 + Self.pitch)
  }

  @Test func whatHoldsTheJointIsToldByItsDrive() throws {
    let robot = try bench()
    robot.twin.jam(joint: 0, effort: Effort(1_000))
    let isHomed = isHomed(robot, 0)
    // 6065: its shaft does not follow what it asks of it.
    #expect(!isHomed && robot.cycle.fault.code == .driveFault, "\(robot.cycle.fault)")
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.powered.isEmpty && !robot.state(0).isReferenced)
  }
}
