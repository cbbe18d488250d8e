import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units

/// The end of a stop and of a run is judged by evidence, whoever asked for it.
@Suite struct StopEndTests {
  private func isFault(_ robot: CycleBench, _ code: FaultCode) -> Bool {
    robot.cycle.fault.code == code && robot.faults.contains(code) && robot.outcome.hasFault
  }

  @Test(arguments: firstInDebug([1, 8])) func drivesThatIgnoreDisableAreAFault(_ count: Int) throws
  {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.loseDisable = Set(0..<count)
    robot.ask(.stop)
    let isLatched = robot.run(until: .latched, limit: 20_000)
    #expect(isLatched && isFault(robot, .stopUnconfirmed))
    // The gripper keeps its grip through a stop: it is not told to go off before the run's end.
    let told = min(count, 7)
    #expect(Int(robot.cycle.fault.detail) == told && robot.cycle.fault.subject == 0)
    #expect(robot.count(.stopUnconfirmed) == told)
  }

  @Test func aDriveThatIsOnAtTheEndIsAFault() throws {
    let robot = try CycleBench(twinTimeout: .zero)
    robot.run(5)
    robot.enableFromOutside(1)
    robot.run(5)
    robot.endRequest = 1
    for _ in 0..<10 where !robot.hasSeenEnd { robot.step() }
    #expect(robot.hasSeenEnd && isFault(robot, .enabledAtEnd) && robot.cycle.fault.subject == 1)
  }

  @Test func aStopThatDoesNotEndIsAFault() throws {
    let robot = try CycleBench(adjust: { $0.safety.descentSpeed = 0.01 })
    let isUp = robot.raise()
    #expect(isUp)
    #expect(robot.ask(.disarm).code == .accepted)
    let isLatched = robot.run(until: .latched, limit: 20_000)
    #expect(isLatched && isFault(robot, .stopEscalated))
    #expect(robot.cycle.fault.detail == UInt16(StopKind.controlledDescent.rawValue))
    #expect(robot.stops == [.controlledDescent, .damped])
    #expect(robot.count(.sank) > 0, "that the arm fell is told")
  }

  /// What comes up during a stop that an operator asked for makes the run end as failed.
  @Test(arguments: [FaultCode.driveFault, .positionJump])
  func aFindingDuringAnOperatorsStopIsAFault(
    _ code: FaultCode
  ) throws {
    let robot = try CycleBench()
    let isUp = robot.raise()
    #expect(isUp)
    #expect(robot.ask(.stop).code == .accepted)
    robot.run(50)
    #expect(robot.phase == .stopping)
    if code == .driveFault {
      robot.twin.fail(drive: 4, .overCurrent)
    } else {
      robot.twin.place(joint: 1, at: robot.twin.jointTruth(1).position + Position(0.25))
    }
    let isLatched = robot.run(until: .latched, limit: 20_000)
    #expect(isLatched && isFault(robot, code))
  }

  @Test func anOrdinaryEndIsNoFault() throws {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.endRequest = 1
    let isOff = robot.run(until: .disarmed)
    robot.run(2)
    #expect(isOff && robot.faults == [] && !robot.outcome.hasFailed)
  }

  /// A joint without a brake whose rest pose lies beyond what its weight keeps.
  @Test(arguments: firstInDebug([0.0, 0.04])) func whatSinksWithoutABrakeIsToldAndNoFault(
    _ rest: Double
  ) throws {
    let robot = try CycleBench(adjust: {
      // Joint 3 lifts the forearm: its rest pose is to hold it up, 0.9 rad from where it hangs.
      $0.joints[3].restPosition = Position(0.9 + rest)
      $0.joints[3].lower = Position(0.9)
      $0.joints[3].lowerStop = Position(0.85)
      $0.joints[3].startPosition = Position(0.95)
      for index in $0.waypoints.indices { $0.waypoints[index].positions[3] = 1.2 }
    })
    for joint in robot.configuration.joints.indices {
      robot.twin.jam(joint: joint, effort: Effort(100))
    }
    robot.run(600)
    let isHolding = robot.arm()
    #expect(isHolding)
    for joint in robot.configuration.joints.indices {
      robot.twin.jam(joint: joint, effort: .zero)
    }
    robot.run(100)
    #expect(robot.ask(.disarm).code == .accepted)
    _ = robot.run(until: .disarmed, limit: 20_000)
    #expect(robot.phase == .disarmed && robot.faults == [])
  }

  @Test func aMotionThatCannotBePlannedEndsTheRun() throws {
    let robot = try CycleBench(adjust: { $0.motions[0].speed = 0 })
    robot.autostart()
    for _ in 0..<20_000 where !robot.hasAutostartFailed || robot.phase == .stopping {
      robot.step()
    }
    #expect(robot.hasAutostartFailed && robot.phase == .latched)
    #expect(robot.faults == [.motionImpossible] && robot.powered == [])
  }
}
