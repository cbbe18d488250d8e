import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units

/// The process did not run for a while: an overrun, and nobody's silence.
@Suite struct HostAwayTests {
  /// Drives with a long time-out of their own: what stops here is the loop's own finding.
  private func moving() throws -> CycleBench {
    let robot = try CycleBench(adjust: {
      $0.timing.driveTimeout = Interval(milliseconds: 1_000)
    })
    let isMoving = robot.sweep()
    #expect(isMoving)
    return robot
  }

  @Test(arguments: [5, 20, 200]) func aLateWakeUpIsNobodysSilence(milliseconds: Int64) throws {
    let robot = try moving()
    robot.sleepIn(Interval(milliseconds: milliseconds))
    robot.run(50)
    #expect(robot.phase == .moving && robot.faults == [])
  }

  @Test func aJointThatStaysSilentIsFoundAllTheSame() throws {
    let robot = try moving()
    robot.twin.silence(drive: 2)
    robot.sleepIn(Interval(milliseconds: 20))
    robot.run(30)
    #expect(robot.faults == [.feedbackLost])
    #expect(robot.cycle.fault.subject == 2)
  }

  @Test func standstillIsNotSeenWhileNobodyLooks() throws {
    let robot = try CycleBench()
    let isRaised = robot.raise()
    #expect(isRaised)
    robot.ask(.emergencyStop)
    robot.run(3)
    // Without torque the arm falls; the loop sees its beginning only.
    robot.sleepIn(Interval(milliseconds: 320))
    robot.run(3)
    #expect(robot.phase == .stopping && robot.count(.stopConfirmed) == 0)
    let isOver = robot.run(until: .latched)
    #expect(isOver)
    for joint in robot.configuration.joints.indices where robot.count(.stopUnconfirmed) == 0 {
      #expect(robot.twin.jointTruth(joint).velocity.magnitude.value < 0.08, "it has seen it stop")
    }
  }
}
