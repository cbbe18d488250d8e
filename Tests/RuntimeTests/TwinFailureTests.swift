import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units

/// A twin that cannot go on is told as that: no drive, cable or supply is to blame.
@Suite struct TwinFailureTests {
  @Test(arguments: firstInDebug([false, true])) func inMidMotionItStopsAndEndsAsFailed(
    _ isFirstAJump: Bool
  )
    throws
  {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    if isFirstAJump {
      // What diverging numbers look like a moment before: a joint that jumps.
      robot.twin.place(joint: 3, at: robot.twin.jointTruth(3).position + Position(0.3))
      robot.run(3)
      #expect(robot.phase == .stopping)
    }
    for drive in robot.configuration.joints.indices { robot.twin.silence(drive: drive) }
    robot.failTwin(at: 3)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    #expect(robot.faults == [.twinDiverged], "no symptom, and no drive that does not obey")
    #expect(robot.cycle.fault.code == .twinDiverged && robot.cycle.fault.subject == 3)
    let outcome = robot.outcome
    #expect(outcome.hasFailed)
  }

  @Test func alsoWhileNothingIsEnabled() throws {
    let robot = try CycleBench()
    robot.run(10)
    robot.failTwin(at: 0)
    robot.run(5)
    #expect(robot.faults == [.twinDiverged])
    let outcome = robot.outcome
    #expect(outcome.hasFailed)
  }
}
