import Cycle
import RobotCore
import Runtime
import Testing
import Twin
import Units

/// A gripper holds its grip through every stop but those that leave no choice.
@Suite struct GripTests {
  private static let finger = CycleBench.gripper

  /// Armed, and gripping something 20 mm wide with the whole force of its spring.
  private func gripping() throws -> CycleBench {
    let robot = try CycleBench()
    let isHolding = robot.arm()
    #expect(isHolding)
    robot.move(GripTests.finger, to: 0.02)
    let isOpen = robot.run(until: .holding)
    #expect(isOpen)
    // What it grips: something holds the finger with more than the spring gives.
    robot.twin.jam(joint: GripTests.finger, effort: Effort(200))
    robot.move(GripTests.finger, to: 0.005)
    let isClosed = robot.run(until: .holding)
    #expect(isClosed)
    #expect(grip(robot) > 10)
    return robot
  }

  /// Force with which the drive is asked to close, N.
  private func grip(_ robot: CycleBench) -> Double {
    guard robot.powered.contains(GripTests.finger) else { return 0 }
    let command = robot.command(GripTests.finger)
    let error = command.position.value - robot.state(GripTests.finger).position.value
    return -command.stiffness * error
  }

  @Test func aStopResetAndArmNeverLetGo() throws {
    let robot = try gripping()
    let before = grip(robot)
    var least = before
    func watch(_ cycles: Int) {
      for _ in 0..<cycles {
        robot.step()
        least = min(least, grip(robot))
      }
    }
    robot.ask(.stop)
    while robot.phase == .stopping { watch(1) }
    #expect(robot.phase == .latched && robot.powered == [GripTests.finger])
    watch(1_000)
    robot.ask(.stop)
    while robot.phase == .stopping { watch(1) }
    #expect(robot.powered == [GripTests.finger], "a stop of a stopped robot does not let go either")
    #expect(robot.ask(.reset).code == .accepted)
    while robot.phase == .latched { watch(1) }
    #expect(robot.phase == .disarmed)
    watch(200)
    #expect(robot.ask(.arm).code == .accepted)
    while robot.phase == .arming { watch(1) }
    #expect(robot.phase == .holding && robot.powered.count == 8)
    watch(200)
    #expect(least > 0.9 * before, "least grip \(least) N of \(before) N")
  }

  @Test func theEmergencyStopLetsGo() throws {
    let robot = try gripping()
    robot.twin.press(line: 0)
    robot.run(5)
    #expect(robot.powered == [])
  }

  @Test func theEmergencyStopLetsGoAfterAStop() throws {
    let robot = try gripping()
    robot.ask(.stop)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.powered == [GripTests.finger])
    robot.twin.press(line: 0)
    robot.run(5)
    #expect(robot.powered == [])
    let isOver = robot.run(until: .latched)
    #expect(isOver && robot.cycle.fault.code == .emergencyStop)
  }

  /// A second stop of a robot without torque is torque off already, and the grip stays in it.
  @Test(arguments: [true, false]) func theEmergencyStopLetsGoWithinAStop(isLine: Bool) throws {
    let robot = try gripping()
    robot.ask(.stop)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    robot.ask(.stop)
    robot.run(5)
    #expect(robot.phase == .stopping && robot.powered == [GripTests.finger])
    if isLine { robot.twin.press(line: 0) } else { robot.ask(.emergencyStop, slot: 2) }
    robot.run(5)
    #expect(robot.powered == [])
    let isOver = robot.run(until: .latched)
    #expect(isOver && robot.count(.stopUnconfirmed) == 0)
  }

  @Test func aGripWhoseDriveFallsSilentIsGivenUp() throws {
    let robot = try gripping()
    robot.ask(.stop)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    robot.twin.silence(drive: GripTests.finger)
    robot.run(30)
    #expect(robot.phase == .stopping && robot.cycle.fault.code == .feedbackLost)
    let isOver = robot.run(until: .latched)
    #expect(isOver && robot.powered == [])
  }

  @Test func disarmLetsGoBecauseTheOperatorSaysSo() throws {
    let robot = try gripping()
    robot.ask(.stop)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    #expect(robot.ask(.disarm).code == .accepted)
    let isOver = robot.run(until: .latched)
    #expect(isOver && robot.powered == [])
    #expect(robot.cycle.fault.code == .operatorStop, "only a reset forgets the stop")
  }

  @Test func theEndOfTheRunLetsGo() throws {
    let robot = try gripping()
    robot.ask(.stop)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    robot.endRequest = 1
    robot.run(10)
    let isOver = robot.run(until: .latched)
    #expect(isOver && robot.powered == [])
  }
}
