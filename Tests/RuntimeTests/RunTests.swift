import CMallocProbe
import RobotCore
import Runtime
import Testing
import Twin
import Units

@Suite struct RunTests {
  @Test func theArmArmsMovesAndGoesToRest() throws {
    let robot = try ClosedLoop("moves", motion: "sweep")
    let isMoving = robot.run(until: .moving)
    #expect(isMoving)
    #expect(robot.twin.failure == nil)
    robot.run(cycles: 4_000)
    #expect(robot.faults == [])
    let error = robot.session.loop.cycle.trackingError
    #expect(error > 0.0005 && error < 0.15)
    robot.session.loop.requestEnd(1)
    let isDown = robot.run(until: .disarmed)
    #expect(isDown)
    #expect(robot.faults == [])
  }
}
