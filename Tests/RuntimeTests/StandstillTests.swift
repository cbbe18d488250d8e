import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units

/// What counts as standing still, with an encoder that is never quite quiet.
@Suite struct StandstillTests {
  /// A drive derives its velocity from counts. At rest between two counts of a 14-bit encoder it
  /// reports more than the standstill limit now and then; the slower the cycle, the less the
  /// observer takes out of it. Such a joint stands: it may be armed, and its stop is confirmed.
  @Test(arguments: [1, 20]) func atRestBetweenTwoCounts(milliseconds: Int64) throws {
    let count = 2 * Double.pi / 16_384
    let robot = try CycleBench { robot in
      robot.timing.period = Interval(milliseconds: milliseconds)
      robot.timing.silenceLimit = Interval(milliseconds: max(20, 40 * milliseconds))
      robot.timing.driveTimeout = Interval(milliseconds: 1_000)
      robot.timing.exchangeTimeout = Interval(milliseconds: 1_000)
      for joint in robot.joints.indices where robot.joints[joint].isAbsolute {
        robot.joints[joint].startPosition = Position(count / 2)
      }
    }
    for joint in robot.configuration.joints.indices {
      robot.twin.jam(joint: joint, effort: Effort(100))
    }
    let elbow = 2
    let limit =
      robot.configuration.joints[elbow].velocityLimit.value
      * robot.configuration.safety.standstillSpeed
    var fastest = 0.0
    let isFree = robot.reset()
    #expect(isFree)
    for _ in 0..<(10_000 / milliseconds) {
      robot.step()
      fastest = max(fastest, robot.state(elbow).rawVelocity.magnitude.value)
    }
    #expect(fastest > limit, "else the noise that this test is about is not there")
    for _ in 0..<5 {
      #expect(robot.ask(.arm).code == .accepted)
      let isArmed = robot.run(until: .holding, limit: 1_000)
      #expect(isArmed)
      robot.ask(.disarm)
      let isOff = robot.run(until: .disarmed)
      #expect(isOff)
    }
    #expect(robot.faults == [])
  }
}
