import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units
import Wire

/// Who else speaks to the drives, and drives that answer too often.
@Suite struct TalkTests {
  private func robot(_ build: Build) throws -> CycleBench {
    try CycleBench(adjust: build.adjust)
  }

  private func bus(of joint: Int, _ robot: CycleBench) -> Int {
    Int(robot.configuration.joints[joint].drive.bus)
  }

  /// A command for a joint, at an id offset of the other modes.
  private func command(_ robot: CycleBench, _ joint: Int, offset: UInt32 = 0) -> CANFrame {
    var frame = CANFrame(
      id: robot.configuration.joints[joint].drive.commandID + offset, length: 8,
      flags: CANFrame.fd | CANFrame.bitRateSwitch)
    frame.data[0] = 0x7F
    frame.data[1] = 0xFF
    frame.data[7] = 0xF1
    return frame
  }

  @Test(arguments: Build.tried) func aSecondCommanderStopsAtOnce(_ build: Build) throws {
    let robot = try robot(build)
    let isHolding = robot.arm()
    #expect(isHolding)
    let joint = build.joint
    robot.intrude(command(robot, joint), bus: bus(of: joint, robot))
    robot.run(20)
    #expect(robot.phase == .holding && robot.count(.foreignFrame) == 1, "one is an event")
    robot.intrude(command(robot, joint), bus: bus(of: joint, robot))
    robot.run(5)
    #expect(robot.phase == .stopping && robot.faults == [.foreignCommander])
    #expect(Int(robot.cycle.fault.subject) == bus(of: joint, robot))
    #expect(robot.cycle.fault.value == 2)
    #expect(
      UInt32(robot.cycle.fault.detail) == robot.configuration.joints[joint].drive.commandID)
    #expect(robot.stops == [.controlledDescent])
  }

  @Test(arguments: firstInDebug([UInt32(0x100), 0x200, 0x300]))
  func theIdsOfTheOtherModesAreOursToo(
    _ offset: UInt32
  ) throws {
    let robot = try robot(.plain)
    let isHolding = robot.arm()
    #expect(isHolding)
    for _ in 0..<2 { robot.intrude(command(robot, 2, offset: offset)) }
    robot.run(3)
    #expect(robot.faults == [.foreignCommander])
  }

  @Test func aRegisterWrittenByAnotherIsACommandAndAPollIsNone() throws {
    let robot = try robot(.plain)
    let isHolding = robot.arm()
    #expect(isHolding)
    var frame = CANFrame(id: 0x7FF, length: 8, flags: CANFrame.fd | CANFrame.bitRateSwitch)
    frame.data[0] = 3
    frame.data[2] = 0xCC
    for _ in 0..<60 {
      robot.intrude(frame)
      robot.run(1)
    }
    #expect(robot.phase == .holding && robot.faults == [], "it is asked, and it answers")
    frame.data[2] = 0x55
    frame.data[3] = 25
    for _ in 0..<2 { robot.intrude(frame) }
    // The bus was nearly full before the other's questions: they wait for their turn.
    robot.run(40)
    #expect(robot.faults == [.foreignCommander])
  }

  @Test func aSecondCommanderForbidsResetAndArming() throws {
    let robot = try robot(.plain)
    let isFree = robot.reset()
    #expect(isFree)
    for _ in 0..<3 {
      robot.intrude(command(robot, 1))
      robot.run(1)
    }
    robot.run(3)
    let reply = robot.ask(.arm)
    #expect(reply.code == .armingFailed && reply.fault.code == .foreignCommander)
    robot.run(2_000)
    #expect(robot.ask(.arm).code == .accepted, "two seconds after the last")
    let isHolding = robot.run(until: .holding, limit: 1_000)
    #expect(isHolding)
  }

  @Test func aSecondCommanderWhileArmingEndsIt() throws {
    let robot = try robot(.plain)
    let isFree = robot.reset()
    #expect(isFree && robot.ask(.arm).code == .accepted)
    robot.run(2)
    for _ in 0..<2 { robot.intrude(command(robot, 1)) }
    robot.run(4)
    #expect(robot.phase == .latched && robot.faults == [.foreignCommander])
    #expect(robot.enableFrames == 0)
  }

  @Test(arguments: Build.tried) func twoDrivesOnOneIdForbidArming(_ build: Build) throws {
    let robot = try robot(build)
    robot.doubled = 1
    robot.run(60)
    robot.ask(.acquireLease)
    let reply = robot.ask(.reset)
    #expect(reply.code == .conditionHolds && reply.fault.code == .doubleAnswers)
    #expect(reply.fault.value > reply.fault.limit)
  }

  @Test(arguments: Build.tried) func drivesThatBeginToAnswerTwiceStop(_ build: Build) throws {
    let robot = try robot(build)
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.doubled = 1
    robot.run(50)
    #expect(robot.faults == [.doubleAnswers] && robot.stops == [.controlledDescent])
  }

  @Test func lossesHideNoSecondSetOfDrives() throws {
    let robot = try robot(.plain)
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.twin.loseFrames(commands: 0.05, replies: 0.05)
    robot.run(2_000)
    #expect(robot.faults == [])
    robot.doubled = 1
    robot.run(100)
    #expect(robot.faults == [.doubleAnswers])
  }

  @Test(arguments: firstInDebug([0.05, 0.2])) func aFrameDoubledNowAndThenIsNoFault(_ share: Double)
    throws
  {
    let robot = try robot(.plain)
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.doubled = share
    robot.run(3_000)
    #expect(robot.phase == .moving && robot.faults == [])
  }
}
