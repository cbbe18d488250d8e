import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units

/// Each stop kind that a profile can choose ends in its own end state, with evidence.
@Suite struct StopKindTests {
  /// In mid-motion with the kind at joint 3, and an operator who asks for a stop.
  private func stopped(_ kind: StopKind) throws -> CycleBench {
    let robot = try CycleBench(adjust: { $0.joints[3].stopKind = kind })
    let isMoving = robot.sweep()
    #expect(isMoving)
    #expect(robot.ask(.stop).code == .accepted)
    return robot
  }

  /// Everything but the gripper off, evidence from each joint, latched.
  private func endsOff(_ robot: CycleBench) {
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    #expect(robot.powered == [CycleBench.gripper])
    #expect(robot.count(.stopConfirmed) == 1 && robot.count(.stopUnconfirmed) == 0)
    for joint in robot.configuration.joints.indices {
      let limit = robot.configuration.joints[joint].velocityLimit.value * 0.03
      #expect(robot.twin.jointTruth(joint).velocity.magnitude.value < limit)
    }
    #expect(robot.cycle.fault.code == .operatorStop)
  }

  @Test func controlledDescentGoesToTheRestPoseAndOff() throws {
    let robot = try stopped(.controlledDescent)
    var least = 1.0
    while robot.phase == .stopping, robot.powered.count == 8 {
      robot.step()
      least = abs(robot.state(3).position.value)
    }
    #expect(least < 0.1, "at rest (0 rad) when torque goes")
    endsOff(robot)
  }

  @Test func controlledStopStaysWhereItStoppedUntilTheOthersAreDown() throws {
    let robot = try stopped(.controlledStop)
    robot.run(300)
    let stopped = robot.state(3).position.value
    while robot.phase == .stopping, robot.command(3).stiffness > 0 { robot.step() }
    let end = robot.state(3).position.value
    #expect(abs(end - stopped) < 0.03 && stopped > 0.05, "from \(stopped) to \(end)")
    #expect(abs(robot.state(0).position.value) < 0.1, "another joint, at its rest pose")
    endsOff(robot)
  }

  @Test func dampedHasNoStiffnessFromTheFirstCycle() throws {
    let robot = try stopped(.damped)
    robot.run(2)
    #expect(robot.command(3).stiffness == 0 && robot.command(3).damping > 0)
    #expect(robot.command(0).stiffness > 0)
    #expect(robot.powered.count == 8)
    endsOff(robot)
  }

  @Test func torqueOffIsOffAtOnceWhileTheOthersAreLowered() throws {
    let robot = try stopped(.torqueOff)
    robot.run(3)
    #expect(!robot.powered.contains(3) && robot.powered.count == 7)
    endsOff(robot)
    #expect(robot.stops == [.controlledDescent], "its own drive going off is no finding")
  }

  @Test func holdGoesOnHoldingWhereItStopped() throws {
    let robot = try stopped(.hold)
    robot.run(300)
    let stopped = robot.state(3).position.value
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    robot.run(1_000)
    #expect(robot.powered == [3, CycleBench.gripper])
    #expect(abs(robot.state(3).position.value - stopped) < 0.05 && stopped > 0.05)
    #expect(robot.count(.stopConfirmed) == 1)
  }

  @Test func aRobotThatHoldsThroughoutStopsAndHolds() throws {
    let robot = try CycleBench(adjust: {
      for joint in $0.joints.indices { $0.joints[joint].stopKind = .hold }
    })
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.ask(.stop)
    let isHolding = robot.run(until: .holding, limit: 1_000)
    #expect(isHolding)
    #expect(robot.stops == [.hold] && robot.count(.stopConfirmed) == 1)
    #expect(robot.powered.count == 8 && robot.play().code == .latched)
  }

  @Test func anOrderlyEndLeavesNothingPowered() throws {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.endRequest = 1
    let isFree = robot.run(until: .disarmed)
    #expect(isFree)
    #expect(robot.powered == [] && robot.faults == [] && robot.count(.stopConfirmed) == 1)
  }

  @Test func anArmThatHasNotYetBegunToFallIsNotStopped() throws {
    // Time enough to hang still.
    let robot = try CycleBench(adjust: { $0.safety.stopTimeout = Interval(milliseconds: 30_000) })
    let isUp = robot.raise()
    #expect(isUp)
    robot.run(500)
    robot.ask(.emergencyStop)
    var fastest = 0.0
    for _ in 0..<40_000 where robot.phase == .stopping {
      robot.step()
      fastest = max(fastest, robot.twin.jointTruth(3).velocity.magnitude.value)
    }
    #expect(fastest > 2, "it falls, and that is seen before anything is said")
    #expect(robot.count(.stopConfirmed) == 1 && robot.count(.stopUnconfirmed) == 0)
    var moved: Set<Int> = []
    for _ in 0..<1_000 {
      robot.step()
      for joint in robot.configuration.joints.indices {
        let limit = robot.configuration.joints[joint].velocityLimit.value * 0.03
        if robot.twin.jointTruth(joint).velocity.magnitude.value > limit { moved.insert(joint) }
      }
    }
    #expect(moved.isEmpty, "stopped is stopped")
  }

  @Test func aJointThatGoesOnMovingIsNamed() throws {
    // Half a second is less than the arm needs to come to rest.
    let robot = try CycleBench(adjust: { $0.safety.stopTimeout = Interval(milliseconds: 500) })
    let isUp = robot.raise()
    #expect(isUp)
    robot.ask(.emergencyStop)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.count(.stopConfirmed) == 0)
    let moving = robot.events.filter { $0.code == .stopUnconfirmed }
    #expect(moving.contains { $0.subject == 3 })
    #expect(!moving.contains { $0.subject == CycleBench.gripper }, "that one stands still")
  }

  @Test func withoutEvidenceItIsUnconfirmed() throws {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.ask(.emergencyStop)
    for drive in 0..<3 { robot.twin.silence(drive: drive) }
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    #expect(robot.count(.stopConfirmed) == 0)
    let missing = robot.events.filter { $0.code == .stopUnconfirmed }.map { $0.subject }
    #expect(missing.isEmpty == false)
  }
}
