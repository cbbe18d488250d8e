import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units

/// What is told of a stop is its cause and not a symptom.
@Suite struct CauseTests {
  @Test(arguments: [0, 20, 60]) func aCutSupplyIsToldAsSuch(_ period: Int64) throws {
    let robot = try CycleBench()
    robot.supplyPeriod = Interval(milliseconds: period)
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.twin.cutSupply()
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    #expect(robot.cycle.fault.code == .supplyLost)
    #expect(robot.cycle.fault.value < robot.cycle.fault.limit)
    #expect(robot.faults == [.supplyLost, .stopUnconfirmed], "no symptom stays beside it")
    #expect(robot.powered == [])
  }

  @Test func aDeadBusIsToldAsSuch() throws {
    let robot = try CycleBench()
    robot.supplyPeriod = Interval(milliseconds: 20)
    let isMoving = robot.sweep()
    #expect(isMoving)
    for drive in robot.configuration.joints.indices { robot.twin.silence(drive: drive) }
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    #expect(robot.cycle.fault.code == .busLost)
    #expect(
      robot.faults == [.busLost, .feedbackLost, .stopUnconfirmed],
      "the bus, who was silent the longest, and that nothing proves the stop")
    #expect(robot.stops == [.torqueOff])
    // Nothing was heard of the drives: no evidence, and it says so for each.
    #expect(robot.count(.stopUnconfirmed) == 8 && robot.count(.stopConfirmed) == 0)
    #expect(robot.powered == [], "by their own time-outs")
  }

  @Test func aLinkThatIsDownIsNamedWithoutASupplyMonitorToo() throws {
    let robot = try CycleBench { $0.supply.isPresent = false }
    let isMoving = robot.sweep()
    #expect(isMoving)
    for drive in robot.configuration.joints.indices { robot.twin.silence(drive: drive) }
    robot.linkResult = -100
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.faults == [.busLost, .feedbackLost, .stopUnconfirmed])
    #expect(robot.cycle.fault.value == Double(BusState.stopped.rawValue))
  }

  /// In mid-motion, and joint 4 falls silent: the stop has begun.
  private func silentJoint() throws -> CycleBench {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.twin.silence(drive: 4)
    let isStopping = robot.run(until: .stopping, limit: 100)
    #expect(isStopping)
    return robot
  }

  @Test func aSilentJointIsDisabledWhileTheOthersAreLowered() throws {
    let robot = try silentJoint()
    #expect(robot.cycle.fault.code == .feedbackLost && robot.cycle.fault.subject == 4)
    robot.run(20)
    #expect(robot.powered.contains(3), "the others are brought down under control")
    robot.twin.unsilence(drive: 4)
    robot.run(20)
    #expect(robot.phase == .stopping && !robot.powered.contains(4))
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    #expect(robot.stops == [.controlledDescent])
  }

  @Test func aJumpDropsTheReferenceAndStops() throws {
    let robot = try CycleBench()
    let isHolding = robot.arm()
    #expect(isHolding)
    robot.twin.place(joint: 3, at: Position(1.5))
    let isStopping = robot.run(until: .stopping, limit: 20)
    #expect(isStopping)
    #expect(robot.cycle.fault.code == .positionJump && robot.cycle.fault.subject == 3)
    #expect(robot.stops == [.damped])
    #expect(!robot.state(3).isReferenced)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    #expect(!robot.state(3).isReferenced, "until a reset")
    robot.ask(.reset)
    let isFree = robot.run(until: .disarmed, limit: 300)
    #expect(isFree && robot.state(3).isReferenced)
  }

  @Test func whatIsMoreSevereWinsAndNothingMilderFollows() throws {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.ask(.stop, slot: 3)
    robot.run(50)
    #expect(robot.stops == [.controlledDescent] && robot.phase == .stopping)
    robot.ask(.stop, slot: 4)
    #expect(robot.stops == [.controlledDescent], "as severe as the one under way")
    robot.twin.press(line: 0)
    robot.run(3)
    robot.twin.release(line: 0)
    #expect(robot.stops == [.controlledDescent, .torqueOff])
    robot.ask(.stop, slot: 3)
    robot.ask(.disarm)
    robot.run(50)
    #expect(robot.stops == [.controlledDescent, .torqueOff] && robot.powered == [])
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    #expect(robot.ask(.arm).code == .latched && robot.play().code == .latched)
    #expect(robot.cycle.fault.code == .emergencyStop, "an operator's wish is no cause")
    #expect(robot.outcome.hasFailed)
  }

  @Test func anOperatorsStopReplacesNoFault() throws {
    let robot = try silentJoint()
    func causes() -> [FaultCode] {
      robot.events.filter { $0.code == .fault }.compactMap {
        FaultCode(rawValue: UInt16($0.detail))
      }
    }
    #expect(robot.ask(.stop).code == .accepted)
    #expect(causes() == [.feedbackLost], "nothing else that a card could be made of")
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.cycle.fault.code == .feedbackLost)
    #expect(robot.ask(.stop).code == .accepted)
    #expect(robot.ask(.emergencyStop).code == .accepted)
    let isOver = robot.run(until: .latched)
    #expect(isOver && robot.cycle.fault.code == .feedbackLost && robot.cycle.fault.subject == 4)
    #expect(robot.faults.filter { $0 != .stopUnconfirmed } == [.feedbackLost])
  }

  @Test func anOperatorsStopOnTheWayToRestIsOne() throws {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    #expect(robot.ask(.disarm).code == .accepted)
    robot.run(20)
    #expect(robot.ask(.stop).code == .accepted)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.cycle.fault.code == .operatorStop)
    #expect(robot.stops == [.controlledDescent, .controlledDescent], "each with its answer")
  }

  @Test func aFaultOnTheWayToRestIsNotForgotten() throws {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    #expect(robot.ask(.disarm).code == .accepted)
    robot.run(20)
    robot.twin.overheat(drive: 2)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched, "and not disarmed")
    #expect([.overTemperature, .driveFault].contains(robot.cycle.fault.code))
    #expect(robot.cycle.fault.subject == 2)
  }
}
