import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units
import Wire

/// Each bus has its own room, and what is left unread is told of the bus.
@Suite struct BusRoomTests {
  /// Joints 0…3 on bus 1, the others on bus 0.
  private func moving() throws -> CycleBench {
    let robot = try CycleBench(adjust: Build.twoBuses.adjust)
    let isMoving = robot.sweep()
    #expect(isMoving)
    return robot
  }

  @Test(arguments: firstInDebug([0, 1])) func aBabblerIsNamedAndNoJointIsBlamed(_ bus: Int) throws {
    let robot = try moving()
    robot.babble[bus] = 400
    robot.run(30)
    #expect(robot.phase == .stopping && robot.faults == [.busFlooded])
    #expect(Int(robot.cycle.fault.subject) == bus && robot.cycle.fault.value >= 15)
    #expect(robot.stops == [.controlledDescent])
    #expect(robot.count(.unread) == 1)
    for joint in robot.configuration.joints.indices
    where Int(robot.configuration.joints[joint].drive.bus) != bus {
      #expect(robot.silence(joint) < 5, "the other bus is as young as ever")
    }
  }

  @Test func aBurstIsOnlyCounted() throws {
    let robot = try moving()
    robot.babble[0] = 200
    robot.run(3)
    robot.babble[0] = 0
    robot.run(200)
    #expect(robot.phase == .moving && robot.faults == [])
    #expect(robot.cycle.buses.accounts[0].unread > 0 && robot.cycle.buses.accounts[1].unread == 0)
  }

  @Test func aFloodedBusForbidsArming() throws {
    let robot = try CycleBench()
    let isFree = robot.reset()
    #expect(isFree)
    robot.babble[0] = 300
    robot.run(40)
    let reply = robot.ask(.arm)
    #expect(reply.fault.code == .busFlooded || reply.code == .jointNotFresh)
    #expect(robot.powered == [])
  }
}

/// What a controller, or somebody in its name, says of itself.
@Suite struct BusStateTests {
  private var busOff: CANFrame {
    CANFrame(id: 0x40, length: 8, flags: CANFrame.error)
  }

  @Test func aForgedBusOffChangesNothing() throws {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.forge(busOff)
    robot.run(5)
    #expect(robot.cycle.buses.accounts[0].state == .active && robot.count(.busState) == 2)
    #expect(robot.phase == .moving && robot.faults == [])
  }

  @Test func aBusThatIsOffForbidsArmingUntilOurFramesPass() throws {
    let robot = try CycleBench()
    let isFree = robot.reset()
    #expect(isFree)
    robot.confirms = false
    robot.forge(busOff)
    robot.run(5)
    #expect(robot.cycle.buses.accounts[0].state == .busOff, "what is heard is no proof")
    let reply = robot.ask(.arm)
    #expect(reply.code == .armingFailed && reply.fault.code == .busLost && reply.fault.value == 3)
    robot.forge(CANFrame(id: 0x100, length: 8, flags: CANFrame.error))
    robot.run(2)
    #expect(robot.cycle.buses.accounts[0].state == .busOff, "nor is a word of the controller")
  }

  @Test func theCountersOfTheControllerAreShown() throws {
    let robot = try CycleBench()
    var frame = CANFrame(id: 0x04, length: 8, flags: CANFrame.error)
    frame.data[1] = 0x20
    frame.data[6] = 136
    frame.data[7] = 9
    robot.forge(frame)
    robot.run(2)
    #expect(robot.cycle.buses.accounts[0].state == .passive)
    #expect(robot.cycle.buses.accounts[0].transmitErrors == 136)
    #expect(robot.cycle.buses.accounts[0].receiveErrors == 9)
  }

  @Test func aLinkThatGoesDownIsTold() throws {
    let robot = try CycleBench()
    robot.run(5)
    robot.linkResult = -100
    robot.run(1)
    #expect(robot.count(.busState) == 1)
  }
}
