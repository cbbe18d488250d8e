import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units
import Wording

/// A single-turn encoder knows its place within one turn; which turn it is follows from the stops.
@Suite struct TurnTests {
  /// How joint 0 is built: mirrored, with an offset, behind a rack.
  enum Gearing: String, CaseIterable, Sendable {
    case plain, mirrored, offset, linear

    /// As `Build.tried`.
    static var tried: [Gearing] {
      #if DEBUG
        [.mirrored]
      #else
        allCases
      #endif
    }

    func apply(_ joint: inout JointConfiguration) {
      switch self {
      case .plain: break
      case .mirrored: joint.reducer.sign = -1
      case .offset: joint.reducer.offset = Position(0.4)
      case .linear:
        // One metre of joint for a rad of drive: the same numbers, in m.
        joint.reducer.kind = .linear
        joint.reducer.metresPerRadian = 1
      }
    }
  }

  /// The default robot without weight, joint 0 at `start` when its drive gets power.
  private func robot(_ build: Gearing, start: Double) throws -> CycleBench {
    try CycleBench(adjust: {
      $0.safety.gravityZ = 0
      build.apply(&$0.joints[0])
      $0.joints[0].startPosition = Position(start)
    })
  }

  @Test(arguments: Gearing.tried) func theTurnBetweenTheStopsIsTaken(_ build: Gearing) throws {
    // The stops of joint 0 are at −1.45 and 3.54 rad: beyond a turn's half on one side.
    let robot = try robot(build, start: 3.3)
    let isHolding = robot.arm()
    #expect(isHolding)
    #expect(abs(robot.state(0).position.value - 3.3) < 0.01)
    #expect(abs(robot.twin.jointTruth(0).position.value - 3.3) < 0.01, "and it does not move")
    // With an offset of 0.4 rad the drive reads 2.9: its first turn.
    #expect(robot.count(.turn) == (build == .offset ? 0 : 1))
    #expect(robot.move(0, to: 0).code == .accepted)
    var largest = 0.0
    while robot.phase == .moving {
      robot.step()
      largest = max(largest, abs(robot.state(0).effort.value))
    }
    #expect(abs(robot.twin.jointTruth(0).position.value) < 0.05)
    #expect(robot.faults == [] && largest < 30, "no stop was pressed, largest effort \(largest)")
  }

  @Test(arguments: Gearing.tried) func aJointBeyondItsStopsIsNotArmed(_ build: Gearing) throws {
    // Joint 3 stands between −0.1 and 2.5 rad: 1.4 rad beyond is no place of it, in no turn.
    let robot = try CycleBench(
      adjust: {
        $0.safety.gravityZ = 0
        build.apply(&$0.joints[3])
      },
      // What the profile takes for stops is not what the joint has.
      twinAdjust: {
        $0.joints[3].lowerStop = Position(-10)
        $0.joints[3].upperStop = Position(10)
      })
    robot.run(10)
    let stop = robot.configuration.joints[3].upperStop.value
    for beyond in [1.4, 0.5] {
      robot.twin.place(joint: 3, at: Position(stop + beyond))
      robot.run(500)
      let isFree = robot.reset()
      #expect(isFree)
      let reply = robot.ask(.arm)
      #expect(reply.code == .armingFailed && reply.fault.code == .turnUnknown)
      #expect(reply.fault.subject == 3 && reply.fault.detail == 0)
      let words = reply.fault.sentence(in: robot.configuration)
      #expect(words.contains("joint4") && words.contains("stops"), "\(words)")
      #expect(robot.enableFrames == 0)
      _ = robot.ask(.stop)
      _ = robot.run(until: .latched)
    }
  }

  @Test func aJointThatTurnsFurtherThanItsEncoderIsNotArmed() throws {
    // Behind a 6 : 1 gear one turn of the encoder is 1.05 rad of the joint.
    let robot = try CycleBench(adjust: {
      $0.safety.gravityZ = 0
      $0.joints[4].reducer.kind = .planetary
      $0.joints[4].reducer.ratio = 6
    })
    let isFree = robot.reset()
    #expect(isFree)
    let reply = robot.ask(.arm)
    #expect(reply.fault.code == .turnUnknown && reply.fault.subject == 4)
    #expect(reply.fault.detail >= 2 && robot.enableFrames == 0)
    #expect(abs(reply.fault.setting - 2 * Double.pi / 6) < 1e-9)
  }

  @Test func anEncoderThatCountsItsTurnsIsBelieved() throws {
    let robot = try CycleBench(adjust: {
      $0.safety.gravityZ = 0
      $0.joints[4].reducer.kind = .planetary
      $0.joints[4].reducer.ratio = 6
      $0.joints[4].isMultiTurn = true
    })
    let isHolding = robot.arm()
    #expect(isHolding)
  }

  @Test func anEncoderThatCountsItsTurnsIsNotBelievedBeyondTheStops() throws {
    let robot = try CycleBench(
      adjust: {
        $0.safety.gravityZ = 0
        $0.joints[3].isMultiTurn = true
      },
      twinAdjust: {
        $0.joints[3].lowerStop = Position(-10)
        $0.joints[3].upperStop = Position(10)
      })
    robot.run(10)
    robot.twin.place(joint: 3, at: Position(robot.configuration.joints[3].upperStop.value + 1.4))
    robot.run(500)
    let isFree = robot.reset()
    #expect(isFree)
    let reply = robot.ask(.arm)
    #expect(reply.code == .armingFailed && reply.fault.code == .turnUnknown)
    #expect(reply.fault.subject == 3 && reply.fault.detail == 0 && robot.enableFrames == 0)
  }

  /// The turn is the only one between the stops, but the drive would run past its frame's end on
  /// the joint's way.
  @Test func aTurnThatTheFrameCannotCarryIsRefused() throws {
    let robot = try CycleBench(adjust: {
      $0.safety.gravityZ = 0
      $0.joints[0].drive.positionRange = Angle(4)
      $0.joints[0].startPosition = Position(3.3)
    })
    let isFree = robot.reset()
    #expect(isFree)
    let reply = robot.ask(.arm)
    #expect(reply.code == .armingFailed && reply.fault.code == .turnUnknown)
    #expect(reply.fault.subject == 0 && reply.fault.detail == 1 && robot.enableFrames == 0)
  }

  @Test func aRestartedDriveGetsItsTurnTold() throws {
    let robot = try robot(.plain, start: 0)
    let isHolding = robot.arm()
    #expect(isHolding)
    #expect(robot.move(0, to: 3.3).code == .accepted)
    let isThere = robot.run(until: .holding)
    #expect(isThere)
    robot.ask(.emergencyStop)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    // Its count begins anew: now it reads −2.98.
    robot.twin.reboot(drive: 0)
    robot.run(600)
    let isAgain = robot.arm()
    #expect(isAgain)
    #expect(abs(robot.state(0).position.value - 3.3) < 0.05)
    #expect(abs(robot.twin.jointTruth(0).position.value - 3.3) < 0.05)
  }

  @Test func aJointALittleOutsideItsSoftLimitsMayComeIn() throws {
    let robot = try robot(.plain, start: 0)
    robot.run(10)
    let upper = robot.configuration.joints[0].upper.value
    robot.twin.place(joint: 0, at: Position(upper + 0.03))
    robot.run(500)
    let isHolding = robot.arm()
    #expect(isHolding)
    #expect(robot.move(0, to: upper - 0.3).code == .accepted)
    let isThere = robot.run(until: .holding)
    #expect(isThere && robot.faults == [])
  }
}
