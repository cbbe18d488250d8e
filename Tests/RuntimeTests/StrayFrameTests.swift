import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units
import Wire

/// One reading decides nothing: it must be borne out by the next.
@Suite struct StrayFrameTests {
  /// A feedback frame of a Damiao drive, as the manual packs it.
  private func feedback(
    _ robot: CycleBench, _ joint: Int, status: UInt8 = 1, position: Double? = nil,
    temperature: UInt8 = 40
  ) -> CANFrame {
    let drive = robot.configuration.joints[joint].drive
    let sign = robot.configuration.joints[joint].reducer.sign
    let place = (position ?? robot.state(joint).position.value) * sign
    let range = drive.positionRange.value
    let word = UInt32((place + range) / (2 * range) * 65_535)
    var frame = CANFrame(
      id: drive.feedbackID, length: 8, flags: CANFrame.fd | CANFrame.bitRateSwitch)
    frame.data[0] = status << 4 | UInt8(drive.commandID & 0xF)
    frame.data[1] = UInt8(word >> 8 & 0xFF)
    frame.data[2] = UInt8(word & 0xFF)
    frame.data[3] = 0x7F
    frame.data[4] = 0xF7
    frame.data[5] = 0xFF
    frame.data[6] = temperature
    frame.data[7] = temperature
    return frame
  }

  private func moving(mirrored: Bool = false) throws -> CycleBench {
    let robot = try CycleBench(adjust: { if mirrored { $0.joints[2].reducer.sign = -1 } })
    let isHolding = robot.arm()
    #expect(isHolding)
    return robot
  }

  @Test(
    arguments: firstInDebug([0x0, 0x8, 0xA, 0xD, 0xE] as [UInt8]), firstInDebug([false, true]))
  func oneFrameWithAnotherStateStopsNothing(_ status: UInt8, _ mirrored: Bool) throws {
    let robot = try moving(mirrored: mirrored)
    robot.inject = [feedback(robot, 2, status: status)]
    robot.run(200)
    #expect(robot.phase == .holding && robot.faults == [])
  }

  @Test(arguments: firstInDebug([0.9, -0.3, 6.2])) func oneFrameFromElsewhereStopsNothing(
    _ jump: Double
  ) throws {
    let robot = try moving()
    robot.inject = [
      feedback(robot, 2, position: robot.state(2).position.value + jump)
    ]
    robot.run(200)
    #expect(robot.phase == .holding && robot.faults == [])
    #expect(robot.count(.strayFrame) == 1, "but it is told")
  }

  @Test func oneHotFrameStopsNothing() throws {
    let robot = try moving()
    robot.inject = [feedback(robot, 2, temperature: 119)]
    robot.run(200)
    #expect(robot.phase == .holding && robot.faults == [])
  }

  @Test func whatEveryFrameSaysCounts() throws {
    let robot = try moving()
    robot.twin.fail(drive: 2, .overCurrent)
    let isLatched = robot.run(until: .latched, limit: 3_000)
    #expect(isLatched && robot.cycle.fault.code == .driveFault && robot.cycle.fault.subject == 2)
  }

  @Test(arguments: firstInDebug([0.9, 0.4])) func aJumpIsAJumpAndNoFollowingError(_ jump: Double)
    throws
  {
    let robot = try moving()
    robot.twin.place(joint: 2, at: robot.twin.jointTruth(2).position + Position(jump))
    let isStopping = robot.run(until: .stopping, limit: 10)
    #expect(isStopping && robot.cycle.fault.code == .positionJump)
    #expect(abs(robot.cycle.fault.value - jump) < 0.05)
  }

  @Test func oneFrameThatSaysOffIsNoEvidence() throws {
    let robot = try moving()
    robot.loseDisable = [2]
    robot.ask(.emergencyStop)
    robot.run(5)
    robot.inject = [feedback(robot, 2, status: 0)]
    let isLatched = robot.run(until: .latched, limit: 20_000)
    #expect(isLatched && robot.count(.stopConfirmed) == 0)
    #expect(robot.faults.contains(.stopUnconfirmed))
  }
}
