import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units
import Wire

/// Freshness measures how old what is known is, and not whether answers come.
@Suite struct LateAnswerTests {
  private func robot(_ build: Build) throws -> CycleBench {
    try CycleBench(adjust: {
      build.adjust(&$0)
      $0.timing.driveTimeout = Interval(milliseconds: 1_000)
    })
  }

  @Test(arguments: Build.tried) func oldAnswersForbidArming(_ build: Build) throws {
    let robot = try robot(build)
    robot.replyDelay = Interval(milliseconds: 40)
    robot.run(400)
    robot.ask(.acquireLease)
    let reply = robot.ask(.reset)
    #expect(reply.code == .conditionHolds && reply.fault.code == .feedbackLate)
    #expect(reply.fault.value >= 39 && reply.fault.limit == 15)
    let worst = robot.configuration.joints.indices.map { robot.silence($0) }.max() ?? 0
    #expect(worst > 15, "and the deck says so")
    #expect(robot.powered == [])
  }

  @Test(arguments: Build.tried) func aJointWhoseAnswersGetOldStops(_ build: Build) throws {
    let robot = try robot(build)
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.delayedJoints = [build.joint]
    // Slowly, so that it is never silent.
    for step in 1...40 {
      robot.replyDelay = Interval(microseconds: Int64(step) * 1_000)
      robot.run(4)
    }
    robot.run(100)
    #expect(robot.faults.first == .feedbackLate)
    #expect(robot.cycle.fault.subject == build.joint && robot.cycle.fault.value >= 15)
    #expect(robot.stops.first == .controlledDescent)
  }

  /// Later than the silence limit, and earlier than an unanswered ping is given up: the round trip
  /// alone tells it.
  @Test func answersALittleTooOldStop() throws {
    let robot = try robot(.plain)
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.delayedJoints = [2]
    for step in 1...18 {
      robot.replyDelay = Interval(microseconds: Int64(step) * 1_000)
      robot.run(8)
    }
    robot.run(100)
    #expect(robot.faults.first == .feedbackLate && robot.cycle.fault.subject == 2)
    #expect((15...20).contains(robot.cycle.fault.value), "\(robot.cycle.fault.value)")
  }

  /// Commands are answered and pings never: how old the answers are is not known any more.
  @Test func aDriveThatAnswersNoPingStops() throws {
    let robot = try robot(.plain)
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.lostRegisters = [robot.configuration.joints[2].drive.feedbackID: Set(0...255)]
    robot.run(100)
    #expect(robot.faults.first == .feedbackLate && robot.cycle.fault.subject == 2)
    // The silence limit and a round of pings: `TimingConfiguration.answerLimit`.
    #expect(robot.cycle.fault.value >= 31, "\(robot.cycle.fault.value)")
  }

  @Test func delayThatBeginsInMidMotionStops() throws {
    let robot = try robot(.plain)
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.replyDelay = Interval(milliseconds: 450)
    robot.run(60)
    #expect(robot.phase != .moving && !robot.faults.isEmpty)
  }

  @Test func aReadBackThatTakesTooLongForbidsArming() throws {
    let robot = try robot(.plain)
    let isFree = robot.reset()
    #expect(isFree && robot.ask(.arm).code == .accepted)
    robot.replyDelay = Interval(milliseconds: 20)
    let isLatched = robot.run(until: .latched, limit: 1_000)
    #expect(isLatched && robot.enableFrames == 0)
    #expect([.feedbackLate, .feedbackLost].contains(robot.cycle.fault.code))
  }

  /// A hostile gateway loses, but nothing is old.
  @Test(arguments: firstInDebug([0.05, 0.1])) func lossIsNoDelay(_ share: Double) throws {
    let robot = try robot(.plain)
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.twin.loseFrames(commands: share / 2, replies: share)
    robot.run(3_000)
    #expect(robot.phase == .moving && robot.faults == [])
  }

  @Test func eachBusCarriesOnePingInEverySecondCycle() throws {
    let robot = try robot(.twoBuses)
    let isHolding = robot.arm()
    #expect(isHolding)
    var most = 0
    var all = 0
    for _ in 0..<400 {
      robot.step()
      var pings = [0, 0]
      for index in robot.cycle.body.outputs.frames.indices
      where robot.cycle.body.outputs.frames[index].id == 0x7FF {
        pings[Int(robot.cycle.body.outputs.frames[index].bus)] += 1
      }
      most = max(most, pings.max() ?? 0)
      all += pings[0] + pings[1]
    }
    #expect(most == 1 && (390...400).contains(all), "\(all)")
  }
}

extension CycleBench {
  /// What the deck says of a joint's silence, ms.
  func silence(_ joint: Int) -> Double {
    state(joint).silence(at: cycle.inputs.received).seconds * 1e3
  }
}
