import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units

@Suite struct EmergencyStopTests {
  /// Torque is off within a few cycles, the stop is latched, and only a rising edge of the reset
  /// leads out of it; nothing moves by itself.
  private func isOffAndLatched(_ robot: CycleBench, release: () -> Void) {
    robot.run(5)
    #expect(robot.powered == [], "every drive, the gripper's too")
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    #expect(robot.cycle.fault.code == .emergencyStop)
    #expect(robot.faults == [.emergencyStop])
    #expect(robot.count(.stopConfirmed) == 1)
    for joint in robot.configuration.joints.indices {
      // "Stopped" is said of an unbraked arm once it has sunk to rest, not when its drives are off.
      let limit = robot.configuration.joints[joint].velocityLimit.value * 0.03
      #expect(robot.twin.jointTruth(joint).velocity.magnitude.value < limit)
    }
    #expect(robot.ask(.arm).code == .latched)
    release()
    robot.run(500)
    #expect(robot.phase == .latched, "releasing the button is no reset")
    let enableFrames = robot.enableFrames
    #expect(robot.ask(.reset).code == .accepted)
    let isFree = robot.run(until: .disarmed, limit: 300)
    #expect(isFree)
    robot.run(300)
    #expect(robot.phase == .disarmed && robot.enableFrames == enableFrames)
  }

  @Test func theButtonTakesTorqueAwayInMidMotion() throws {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.twin.press(line: 0)
    robot.run(2)
    #expect(robot.ask(.reset).code != .accepted, "held down")
    isOffAndLatched(robot) {
      #expect(robot.ask(.reset).code == .emergencyStopOpen)
      robot.twin.release(line: 0)
    }
  }

  @Test func theCommandTakesTorqueAwayWithoutALease() throws {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    #expect(robot.ask(.emergencyStop, slot: 5).code == .accepted)
    isOffAndLatched(robot) {}
  }

  @Test func theButtonLatchesADisarmedRobot() throws {
    let robot = try CycleBench()
    let isFree = robot.reset()
    #expect(isFree)
    robot.twin.press(line: 1)
    robot.run(2)
    #expect(robot.phase == .latched)
    #expect(robot.cycle.fault.code == .emergencyStop)
  }
}
