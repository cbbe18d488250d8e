import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Units

/// Overruns within the window, answered by the profile's policy.
@Suite struct OverrunTests {
  /// In mid-motion, then late for so many cycles.
  private func late(_ policy: OverrunPolicy, cycles: Int) throws -> CycleBench {
    let robot = try CycleBench(adjust: { $0.timing.overrunPolicy = policy })
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.isLate = true
    robot.run(cycles)
    robot.isLate = false
    return robot
  }

  @Test func countOnlyCounts() throws {
    let robot = try late(.count, cycles: 100)
    robot.run(100)
    #expect(robot.phase == .moving && robot.faults == [] && robot.stops == [])
  }

  @Test func fewerThanTheLimitAreNothing() throws {
    let robot = try late(.controlledStop, cycles: 9)
    robot.run(100)
    #expect(robot.phase == .moving && robot.stops == [])
  }

  @Test func holdStopsAndHoldsUntilAReset() throws {
    let robot = try late(.hold, cycles: 12)
    let isHolding = robot.run(until: .holding, limit: 1_000)
    #expect(isHolding)
    #expect(robot.stops == [.hold] && robot.faults == [.overrun])
    #expect(robot.powered.count == 8 && robot.count(.stopConfirmed) == 1)
    #expect(robot.cycle.fault.value == 10 && robot.cycle.fault.limit == 10)
    #expect(robot.play().code == .latched)
    #expect(robot.ask(.reset).code == .accepted)
    #expect(robot.play().code == .accepted)
    robot.run(100)
    #expect(robot.phase == .moving, "the reset emptied the window")
  }

  @Test func aHoldThatBeginsWhileArmingHoldsWithItsWholeSpring() throws {
    let robot = try CycleBench(adjust: { $0.timing.overrunPolicy = .hold })
    let isFree = robot.reset()
    #expect(isFree)
    robot.isLate = true
    robot.run(12)
    robot.isLate = false
    #expect(robot.ask(.arm).code == .accepted)
    let isHolding = robot.run(until: .holding, limit: 3_000)
    #expect(isHolding && robot.faults == [.overrun])
    #expect(robot.command(0).stiffness == robot.configuration.joints[0].stiffness)
    #expect(robot.ask(.reset).code == .accepted && robot.play().code == .accepted)
    robot.run(500)
    #expect(robot.phase == .moving && robot.faults == [.overrun])
  }

  @Test func controlledStopGoesToRestAndLatches() throws {
    let robot = try late(.controlledStop, cycles: 12)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    #expect(robot.stops == [.controlledDescent] && robot.faults == [.overrun])
  }
}
