import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units

/// Joints that do not know their place find it in the twin's robot, and nothing else moves.
@Suite struct HomingTests {
  /// A wrist joint.
  private static let homed = 6

  private func bench(
    _ method: HomingMethod, adjust: (inout JointConfiguration) -> Void = { _ in }
  ) throws -> CycleBench {
    try CycleBench(adjust: { robot in
      var joint = robot.joints[Self.homed]
      joint.isAbsolute = false
      // A wrist that hangs free would fall from where it starts.
      joint.loading = .selfHolding
      joint.startPosition = Position(0.4)
      joint.homing.method = method
      joint.homing.isUpwards = true
      joint.homing.speed = Velocity(0.5)
      joint.homing.effort = Effort(1)
      joint.homing.position = method == .stop ? joint.upperStop : Position(0.8)
      adjust(&joint)
      robot.joints[Self.homed] = joint
    })
  }

  @Test func withoutItsPlaceAJointIsNotArmed() throws {
    let robot = try bench(.stop)
    let isReset = robot.reset()
    #expect(isReset && robot.error(Self.homed) > 0.1)
    let reply = robot.ask(.arm)
    #expect(reply.code == .armingFailed && reply.fault.code == .notReferenced)
    #expect(Int(reply.fault.subject) == Self.homed)
  }

  @Test(arguments: [HomingMethod.stop, .switch]) func itFindsItsPlace(_ method: HomingMethod) throws
  {
    let robot = try bench(method)
    let isReset = robot.reset()
    #expect(isReset && robot.home(Self.homed).code == .accepted)
    let isHomed = robot.isHomed()
    #expect(isHomed && robot.faults.isEmpty, "\(robot.cycle.fault)")
    #expect(robot.state(Self.homed).isReferenced && robot.error(Self.homed) < 0.02)
    robot.run(500)
    let joint = robot.configuration.joints[Self.homed]
    let place = robot.state(Self.homed).position
    #expect(place < joint.upper + Position(0.02) && robot.error(Self.homed) < 0.02)
    // Its limits hold again, and it may be moved.
    #expect(robot.move(Self.homed, to: 0.2).code == .accepted)
    let holds = robot.run(until: .holding)
    #expect(holds && abs(robot.twin.jointTruth(Self.homed).position.value - 0.2) < 0.03)
  }

  @Test func theOthersStayWhereTheyAre() throws {
    let robot = try bench(.stop)
    let isReset = robot.reset()
    #expect(isReset)
    let before = (0..<6).map { robot.twin.jointTruth($0).position.value }
    _ = robot.home(Self.homed)
    let isHomed = robot.isHomed()
    #expect(isHomed)
    for (joint, place) in before.enumerated() {
      #expect(abs(robot.twin.jointTruth(joint).position.value - place) < 0.05)
    }
  }

  @Test func aSwitchThatNeverComesStopsTheRobot() throws {
    let robot = try bench(.switch)
    robot.deadSwitches = 1
    let isReset = robot.reset()
    #expect(isReset && robot.home(Self.homed).code == .accepted)
    let isHomed = robot.isHomed()
    #expect(!isHomed)
    let found = robot.cycle.fault
    #expect(found.code == .homingFailed && Int(found.subject) == Self.homed)
    #expect(found.detail == 1 || found.detail == 3)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && !robot.state(Self.homed).isReferenced)
    #expect(robot.stops.first == .damped, "it does not know where its rest pose is")
  }

  @Test func aSwitchThatIsClosedAlreadyIsNamedBeforeAnythingMoves() throws {
    let robot = try bench(.switch) { $0.startPosition = Position(0.9) }
    let isReset = robot.reset()
    let before = robot.twin.jointTruth(Self.homed).position.value
    #expect(isReset && robot.home(Self.homed).code == .accepted)
    let isHomed = robot.isHomed()
    #expect(!isHomed && robot.cycle.fault.code == .homingFailed && robot.cycle.fault.detail == 2)
    // It sags on its spring, as its weight is reckoned for a place where it is not.
    #expect(abs(robot.twin.jointTruth(Self.homed).position.value - before) < 0.05)
  }

  @Test func anOperatorSaysThatItStandsAtItsMark() throws {
    let robot = try bench(.mark) {
      $0.startPosition = Position(0.3)
      $0.homing.position = Position(0.3)
    }
    let isReset = robot.reset()
    #expect(isReset && robot.home(Self.homed).code == .notHomed)
    #expect(robot.home(Self.homed, .homeHere).code == .accepted)
    #expect(robot.state(Self.homed).isReferenced && robot.powered.isEmpty)
    robot.run(100)
    #expect(robot.error(Self.homed) < 0.01)
    #expect(robot.ask(.arm).code == .accepted)
    let holds = robot.run(until: .holding, limit: 1_000)
    #expect(holds)
  }

  @Test func aDriveThatRestartsHasLostItsPlace() throws {
    let robot = try bench(.stop)
    let isReset = robot.reset()
    #expect(isReset && robot.home(Self.homed).code == .accepted)
    let isHomed = robot.isHomed()
    #expect(isHomed)
    _ = robot.ask(.disarm)
    let isOff = robot.run(until: .disarmed)
    #expect(isOff && robot.state(Self.homed).isReferenced)
    robot.twin.reboot(drive: Self.homed)
    robot.run(2_000)
    #expect(!robot.state(Self.homed).isReferenced)
    // A reset gives it back to absolute encoders only.
    _ = robot.ask(.reset)
    let isResetAgain = robot.run(until: .disarmed, limit: 500)
    #expect(isResetAgain)
    #expect(robot.ask(.arm).fault.code == .notReferenced)
  }

  @Test func aStopEndsTheSearch() throws {
    let robot = try bench(.stop)
    let isReset = robot.reset()
    #expect(isReset && robot.home(Self.homed).code == .accepted)
    let isMoving = robot.run(until: .moving, limit: 2_000)
    #expect(isMoving)
    robot.run(50)
    _ = robot.ask(.stop)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.count(.homed) == 0 && robot.count(.stopConfirmed) == 1)
  }
}
