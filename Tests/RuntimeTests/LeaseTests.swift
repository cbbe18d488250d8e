import Cycle
import FlightDeck
import RobotCore
import Runtime
import Telemetry
import Testing
import Units

@Suite struct LeaseTests {
  @Test func aSecondCommanderIsRefusedWhileTheFirstLives() throws {
    let robot = try CycleBench()
    let isFree = robot.reset()
    #expect(isFree)
    let refused = robot.ask(.acquireLease, slot: 2)
    #expect(refused.code == .leaseHeld && refused.fault.value == 4_001, "and is told by whom")
    #expect(robot.ask(.arm, slot: 2).code == .leaseHeld)
    robot.run(5_000)
    #expect(robot.ask(.acquireLease, slot: 2).code == .leaseHeld, "signs of life keep it")
    #expect(robot.ask(.releaseLease).code == .accepted)
    #expect(robot.ask(.arm).code == .noLease)
    #expect(robot.ask(.acquireLease, slot: 2).code == .accepted)
  }

  @Test func aCommanderThatVanishesInMidMotionLeavesAHold() throws {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.isBeating = false
    robot.run(1_990)
    #expect(robot.phase == .moving)
    let isHolding = robot.run(until: .holding, limit: 700)
    #expect(isHolding)
    #expect(robot.stops == [.hold] && robot.count(.stopConfirmed) == 1)
    #expect(robot.cycle.fault.code == .commandTimeout)
    #expect(robot.cycle.fault.limit == 2_000 && robot.cycle.fault.value > 2_000)
    #expect(robot.powered.count == 8)
    // It is a stop: nothing moves before a reset, and the reset moves nothing.
    robot.isBeating = true
    #expect(robot.ask(.acquireLease, slot: 2).code == .accepted)
    let refused = robot.ask(.play, slot: 2) { $0.index = 0 }
    #expect(refused.code == .latched && refused.fault.code == .commandTimeout)
    #expect(robot.ask(.reset, slot: 2).code == .accepted)
    robot.run(200)
    #expect(robot.phase == .holding && robot.cycle.fault.code == .none)
    #expect(robot.ask(.play, slot: 2) { $0.index = 0 }.code == .accepted)
  }

  @Test func aLeaseGivenBackInMidMotionLeavesAHold() throws {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    let second = robot.ask(.play) { $0.index = 0 }
    #expect(second.code == .busy && second.fault.value == Double(RobotPhase.moving.rawValue))
    #expect(robot.ask(.releaseLease).code == .accepted)
    let isHolding = robot.run(until: .holding, limit: 700)
    #expect(isHolding)
    #expect(robot.stops == [.hold] && robot.powered.count == 8)
  }

  @Test func aCommanderThatVanishesWithoutAMotionStopsNothing() throws {
    let robot = try CycleBench()
    let isHolding = robot.arm()
    #expect(isHolding)
    robot.isBeating = false
    robot.run(3_000)
    #expect(robot.phase == .holding && robot.faults == [] && robot.count(.leaseEnded) == 1)
  }

  @Test func aMoveThatWouldTakeForEverIsRefused() throws {
    let robot = try CycleBench()
    let isHolding = robot.arm()
    #expect(isHolding)
    let refused = robot.ask(.move) {
      $0.mask = 1 << 3
      $0.targets[3] = 0.5
      $0.speed = 1e-9
    }
    #expect(refused.code == .unknownRequest && robot.phase == .holding)
    #expect(robot.count(.motionBegan) == 0)
  }

  @Test func aNamedMotionIsPlayedAtTheSpeedAskedFor() throws {
    func farthest(_ speed: Double) throws -> Double {
      let robot = try CycleBench()
      let isHolding = robot.arm()
      #expect(isHolding)
      let reply = robot.ask(.play) {
        $0.index = 0
        $0.speed = speed
      }
      #expect(reply.code == .accepted)
      robot.run(1_000)
      #expect(robot.phase == .moving)
      return abs(robot.state(3).position.value)
    }
    #expect(try farthest(0.1) < farthest(1) / 3)
  }

  @Test func nobodyTakesALeaseForLongerThanTenSeconds() throws {
    let robot = try CycleBench()
    robot.run(5)
    let taken = robot.ask(.acquireLease) { $0.leaseTimeout = Interval(milliseconds: 3_600_000) }
    #expect(taken.code == .accepted)
    robot.isBeating = false
    robot.run(9_900)
    #expect(robot.ask(.acquireLease, slot: 2).code == .leaseHeld)
    robot.run(200)
    #expect(robot.count(.leaseEnded) == 1)
    #expect(robot.ask(.acquireLease, slot: 2).code == .accepted)
  }

  @Test func aStopNeedsNoLease() throws {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    #expect(robot.ask(.stop, slot: 9).code == .accepted)
    #expect(robot.phase == .stopping && robot.stops == [.controlledDescent])
  }

  @Test func aHoldWithoutACommanderEndsAsTheProfileSays() throws {
    let robot = try CycleBench(adjust: { $0.safety.holdTime = Interval(milliseconds: 700) })
    let isHolding = robot.arm()
    #expect(isHolding)
    robot.run(1_500)
    #expect(robot.phase == .holding, "somebody is in command")
    robot.ask(.releaseLease)
    robot.run(600)
    #expect(robot.phase == .holding)
    robot.run(150)
    #expect(robot.phase == .stopping)
    let isFree = robot.run(until: .disarmed)
    #expect(isFree && robot.faults == [])
  }

  /// The same through the real mailbox and deck, as `sinew` does it.
  @Test func twoCommandersAtTheMailbox() throws {
    let robot = try ClosedLoop("mailbox")
    robot.run(cycles: 5)
    func commander() throws -> Commander {
      try Commander(deck: DeckReader(path: DeckPath.deck(of: robot.session.robot)))
    }
    func ask(_ one: Commander, _ request: CommandRequest) -> ReplyCode? {
      one.post(request)
      robot.run(cycles: 2)
      return one.poll()?.code
    }
    let first = try commander()
    let second = try commander()
    #expect(ask(first, CommandRequest(.acquireLease)) == .accepted)
    #expect(ask(second, CommandRequest(.acquireLease)) == .leaseHeld)
    #expect(ask(first, CommandRequest(.reset)) == .accepted)
    let isFree = robot.run(until: .disarmed, limit: 300)
    #expect(isFree)
    #expect(ask(first, CommandRequest(.arm)) == .accepted)
    let isArmed = robot.run(until: .holding, limit: 1_000)
    #expect(isArmed)
    #expect(ask(first, .play(0)) == .accepted)
    #expect(ask(second, CommandRequest(.stop)) == .accepted)
    #expect(robot.session.loop.cycle.phase == .stopping)
  }
}
