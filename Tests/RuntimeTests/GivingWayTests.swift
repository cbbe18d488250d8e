import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units

/// What stops because something is in its way yields to it.
@Suite struct GivingWayTests {
  /// Armed, joint `joint` on its way to `target`, and something holds it there.
  private func blocked(_ joint: Int, to target: Double, mirrored: Bool) throws -> CycleBench {
    let robot = try CycleBench(adjust: {
      if mirrored { $0.joints[joint].reducer.sign = -1 }
    })
    let isHolding = robot.arm()
    #expect(isHolding)
    #expect(robot.move(joint, to: target).code == .accepted)
    for _ in 0..<4_000 where abs(robot.state(joint).position.value) < abs(target) / 2 {
      robot.step()
    }
    robot.twin.jam(joint: joint, effort: Effort(200))
    return robot
  }

  @Test(arguments: firstInDebug([false, true])) func aBlockedJointPressesNoMore(_ mirrored: Bool)
    throws
  {
    let robot = try blocked(3, to: 1.6, mirrored: mirrored)
    let isStopping = robot.run(until: .stopping)
    #expect(isStopping && robot.cycle.fault.code == .followingError)
    let before = abs(robot.state(3).effort.value)
    #expect(before > 15, "it pressed with \(before)")
    #expect(robot.command(3).stiffness == 0, "in the very cycle")
    robot.run(30)
    var most = 0.0
    while robot.phase == .stopping {
      most = max(most, abs(robot.state(3).effort.value))
      #expect(robot.command(3).stiffness == 0)
      robot.step()
    }
    #expect(most < before / 2, "then with \(most)")
    #expect(robot.count(.givesWay) == 1, "what moves freely is led down")
    #expect(robot.powered == [CycleBench.gripper])
  }

  @Test func aPersonInTheWayOfAnOrdinaryStopIsYieldedTo() throws {
    // On the way down, after an operator's stop, and not while moving.
    let robot = try CycleBench()
    let isUp = robot.raise()
    #expect(isUp)
    #expect(robot.ask(.stop).code == .accepted)
    robot.run(300)
    robot.twin.jam(joint: 3, effort: Effort(200))
    for _ in 0..<3_000 where robot.count(.givesWay) == 0 { robot.step() }
    #expect(robot.count(.givesWay) == 1)
    robot.run(30)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.cycle.fault.code == .followingError)
    #expect(robot.outcome.hasFailed)
  }

  @Test func whatMeetsTheSameThingYieldsToo() throws {
    let robot = try CycleBench()
    let isUp = robot.raise()
    #expect(isUp && robot.move(1, to: 0.8).code == .accepted)
    let isAside = robot.run(until: .holding)
    #expect(isAside)
    #expect(robot.ask(.stop).code == .accepted)
    robot.run(300)
    robot.twin.jam(joint: 3, effort: Effort(200))
    for _ in 0..<3_000 where robot.count(.givesWay) == 0 { robot.step() }
    robot.twin.jam(joint: 1, effort: Effort(200))
    var farthest = 0.0
    for _ in 0..<3_000 where robot.phase == .stopping && robot.count(.givesWay) < 2 {
      farthest = max(
        farthest, (robot.command(1).position - robot.state(1).position).magnitude.value)
      robot.step()
    }
    let limit = robot.configuration.joints[1].followingErrorLimit.value
    #expect(farthest < limit / 2, "long before the limit of \(limit): \(farthest)")
    #expect(robot.phase == .stopping && robot.count(.givesWay) == 2, "before the stop has ended")
    #expect(robot.command(1).stiffness == 0 && robot.command(3).stiffness == 0)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
  }

  @Test func aGripDoesNotGiveWay() throws {
    let robot = try CycleBench()
    let isHolding = robot.arm()
    #expect(isHolding)
    robot.twin.jam(joint: CycleBench.gripper, effort: Effort(500))
    #expect(robot.move(CycleBench.gripper, to: 0.02).code == .accepted)
    robot.run(1_500)
    robot.ask(.stop)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.count(.givesWay) == 0)
    #expect(robot.powered == [CycleBench.gripper])
  }
}
