import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units
import Wording

/// What is refused at arming, why, and that no drive was asked to enable.
@Suite struct ArmingTests {
  /// The reply named it, and nothing was sent that could bring torque.
  private func nothingEnabled(_ robot: CycleBench) {
    robot.run(300)
    #expect(robot.enableFrames == 0 && robot.powered == [])
    #expect(robot.phase == .latched || robot.phase == .disarmed)
  }

  /// Every joint lies on something that holds it; 0: nothing does any more.
  private func jamAll(_ robot: CycleBench, _ effort: Double) {
    for joint in robot.configuration.joints.indices {
      robot.twin.jam(joint: joint, effort: Effort(effort))
    }
  }

  @Test func aPressedButton() throws {
    let robot = try CycleBench()
    let isFree = robot.reset()
    #expect(isFree)
    robot.twin.press(line: 0)
    #expect(robot.ask(.arm).code == .emergencyStopOpen)
    #expect(robot.count(.refused) == 1)
    nothingEnabled(robot)
  }

  @Test func aButtonPressedWhileArming() throws {
    let robot = try CycleBench()
    let isFree = robot.reset()
    #expect(isFree)
    #expect(robot.ask(.arm).code == .accepted)
    robot.run(3)
    robot.twin.press(line: 0)
    nothingEnabled(robot)
    #expect(robot.cycle.fault.code == .emergencyStop)
  }

  @Test func beforeAReset() throws {
    let robot = try CycleBench()
    robot.run(5)
    robot.ask(.acquireLease)
    let refused = robot.ask(.arm)
    #expect(refused.code == .latched && refused.fault.code == .bootState)
    nothingEnabled(robot)
  }

  @Test func aSilentJoint() throws {
    let robot = try CycleBench()
    let isFree = robot.reset()
    #expect(isFree)
    robot.twin.silence(drive: 5)
    robot.run(40)
    let refused = robot.ask(.arm)
    #expect(refused.code == .jointNotFresh && refused.fault.subject == 5)
    #expect(refused.fault.value > refused.fault.limit)
    let noted = robot.events.last { $0.code == .refused }
    #expect(
      noted.map { Int($0.detail) }
        == Int(ReplyCode.jointNotFresh.rawValue) | Int(FaultCode.feedbackLost.rawValue) << 8)
    nothingEnabled(robot)
  }

  @Test func anotherDriveThanTheProfiles() throws {
    // The twin is built for another range than the cycle expects: registers differ.
    let robot = try CycleBench(twinAdjust: { $0.joints[2].drive.positionRange = Angle(10) })
    let isFree = robot.reset()
    #expect(isFree)
    #expect(robot.ask(.arm).code == .accepted)
    nothingEnabled(robot)
    #expect(robot.cycle.fault.code == .configurationMismatch)
    #expect(robot.cycle.fault.subject == 2)
  }

  @Test func aDriveWhoseTimeoutIsOff() throws {
    let robot = try CycleBench(twinTimeout: .zero)
    let isFree = robot.reset()
    #expect(isFree)
    robot.ask(.arm)
    nothingEnabled(robot)
    #expect(robot.cycle.fault.code == .driveTimeoutOff)
  }

  @Test func framesThatMayStillBeInFlight() throws {
    let robot = try CycleBench()
    let isFree = robot.reset()
    #expect(isFree)
    robot.confirms = false
    #expect(robot.ask(.arm).code == .accepted)
    nothingEnabled(robot)
    #expect(robot.cycle.fault.code == .fenceUp && robot.cycle.fault.value > 0)
    #expect(robot.count(.fenceDown) == 0)
  }

  @Test(arguments: [false, true]) func aDriveFoundEnabled(isFedByAnother: Bool) throws {
    let robot = try CycleBench(twinTimeout: isFedByAnother ? .zero : nil)
    robot.enableFromOutside(1)
    robot.run(10)
    robot.ask(.acquireLease)
    let refused = robot.ask(.reset)
    #expect(refused.code == .conditionHolds && refused.fault.code == .foundEnabled)
    #expect(refused.fault.subject == 1 && robot.count(.foundEnabled) == 1)
    robot.run(400)
    // A drive that nobody feeds stops by its own time-out; one that stays on is refused for good.
    #expect(robot.powered == (isFedByAnother ? [1] : []))
    let again = robot.ask(.reset).code
    #expect(again == (isFedByAnother ? .conditionHolds : .accepted))
    #expect(robot.cycle.fault.code == (isFedByAnother ? .foundEnabled : .bootState))
    #expect(robot.enableFrames == 0)
    guard isFedByAnother else { return }
    robot.ask(.stop)
    robot.run(10)
    #expect(robot.powered == [], "`sinew stop` disables it")
  }

  @Test func severalDrivesFoundEnabledAreOneFinding() throws {
    let robot = try CycleBench(twinTimeout: .zero)
    for joint in [1, 2, 5] { robot.enableFromOutside(joint) }
    robot.run(40)
    robot.enableFromOutside(6)
    robot.run(1_000)
    #expect(robot.powered == [1, 2, 5, 6])
    #expect(robot.faults == [.foundEnabled])
    let found = robot.cycle.fault
    #expect(found.subject == 1 && found.detail == 4 && found.value > found.limit)
    #expect(found.sentence(in: robot.configuration).contains("and 3 more: the drives were"))
  }

  @Test func aDisarmDuringAStopIsTriedAgainLater() throws {
    let robot = try CycleBench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.ask(.stop)
    let reply = robot.ask(.disarm)
    #expect(reply.code == .busy && reply.fault.value == Double(RobotPhase.stopping.rawValue))
  }

  @Test func oneDriveThatDoesNotEnableTakesAllBack() throws {
    let robot = try CycleBench()
    let isEnabling = robot.enable()
    #expect(isEnabling)
    robot.twin.silence(drive: 6)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched)
    #expect(robot.powered.filter { $0 != 6 } == [])
    #expect(robot.stops == [.torqueOff])
  }

  @Test func aSupplyCutWhileDrivesAreEnabledIsNamed() throws {
    let robot = try CycleBench()
    let isEnabling = robot.enable()
    #expect(isEnabling)
    robot.twin.silence(drive: 6)
    robot.twin.cutSupply()
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.cycle.fault.code == .supplyLost && robot.stops == [.torqueOff])
  }

  @Test func theCommandLineTakesNoLeaseFromAnybody() throws {
    let robot = try CycleBench()
    robot.twin.press(line: 0)
    robot.autostart()
    robot.run(10)
    #expect(robot.ask(.acquireLease).code == .accepted)
    robot.twin.release(line: 0)
    robot.run(500)
    #expect(robot.phase == .latched && robot.enableFrames == 0)
    #expect(robot.ask(.reset).code == .accepted, "the lease is still the commander's")
    robot.run(3_000)
    #expect(robot.hasAutostartFailed && robot.enableFrames == 0)
    #expect(robot.ask(.arm).code == .accepted)
  }

  @Test func theMotionOfTheCommandLineSeesAnArmThatFallsAtStart() throws {
    let robot = try CycleBench()
    robot.twin.place(joint: 3, at: Position(1.5))
    robot.autostart()
    robot.run(150)
    #expect(robot.enableFrames == 0)
  }

  @Test func aDriveThatMissedItsEnableIsAskedAgain() throws {
    let robot = try CycleBench()
    let isEnabling = robot.enable()
    #expect(isEnabling)
    #expect(robot.enableFrames == 8)
    robot.twin.silence(drive: 6)
    robot.run(4)
    robot.twin.unsilence(drive: 6)
    let isHolding = robot.run(until: .holding, limit: 600)
    #expect(isHolding && robot.faults == [] && robot.powered.count == 8)
    #expect(robot.enableFrames == 9, "nobody else is asked twice")
  }

  // MARK: A moving arm

  @Test func aFallingArmIsNotCaught() throws {
    // The stop gives up before the arm hangs still.
    let robot = try CycleBench(adjust: { $0.safety.stopTimeout = Interval(milliseconds: 300) })
    let isUp = robot.raise()
    #expect(isUp)
    robot.ask(.emergencyStop)
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.count(.stopUnconfirmed) > 0)
    robot.ask(.reset)
    let isFree = robot.run(until: .disarmed, limit: 300)
    #expect(isFree)
    let enableFrames = robot.enableFrames
    var refusals = 0
    var reply = robot.ask(.arm)
    while reply.code == .armingFailed, refusals < 20_000 {
      refusals += 1
      #expect(reply.fault.code == .moving && reply.fault.value > reply.fault.limit)
      reply = robot.ask(.arm)
    }
    #expect(refusals > 250, "also while it turns round")
    #expect(reply.code == .accepted && robot.enableFrames == enableFrames)
    for joint in robot.configuration.joints.indices {
      let limit = robot.configuration.joints[joint].velocityLimit.value * 0.03
      #expect(robot.twin.jointTruth(joint).velocity.magnitude.value < limit)
    }
    let isArmed = robot.run(until: .holding, limit: 1_000)
    #expect(isArmed)
  }

  @Test func aDriveThatLosesItsPlaceWhileArmingIsNotEnabled() throws {
    let robot = try CycleBench()
    let isFree = robot.reset()
    #expect(isFree)
    #expect(robot.ask(.arm).code == .accepted)
    robot.run(1)
    // Its drive loses its place while its registers are read.
    robot.twin.place(joint: 3, at: Position(1.5))
    nothingEnabled(robot)
    #expect(robot.cycle.fault.code == .positionJump)
  }

  @Test func anArmThatIsPushedWhileArmingIsNotEnabled() throws {
    let robot = try CycleBench()
    let isFree = robot.reset()
    #expect(isFree)
    #expect(robot.ask(.arm).code == .accepted)
    // Somebody moves it by hand while its registers are read: 0.5 rad/s, no jump.
    var place = robot.state(3).position.value
    for _ in 0..<300 {
      place += 0.0005
      robot.twin.place(joint: 3, at: Position(place))
      robot.step()
    }
    #expect(robot.enableFrames == 0 && robot.powered == [] && robot.phase == .latched)
    #expect(robot.faults == [.moving] && robot.cycle.fault.subject == 3)
  }

  @Test func theMotionOfTheCommandLineWaitsForStandstill() throws {
    let robot = try CycleBench()
    robot.twin.place(joint: 3, at: Position(0.4))
    robot.run(100)
    #expect(robot.state(3).velocity.magnitude.value > 0.08, "it falls")
    robot.autostart()
    robot.run(20)
    #expect(robot.phase == .latched && robot.enableFrames == 0 && robot.faults == [])
    robot.run(300)
    // Something stops it.
    jamAll(robot, 100)
    let isArming = robot.run(until: .arming, limit: 1_500)
    #expect(isArming && robot.faults == [])
  }

  @Test func theMotionOfTheCommandLineDoesNotWaitForEver() throws {
    let robot = try CycleBench()
    robot.twin.place(joint: 3, at: Position(1.5))
    robot.run(100)
    robot.autostart()
    for pose in 0..<30 {
      robot.run(100)
      if robot.phase == .latched {
        robot.twin.place(joint: 3, at: Position(pose % 2 == 0 ? 1.2 : 1.5))
      }
    }
    #expect(robot.faults == [.moving] && robot.enableFrames == 0)
    #expect(robot.hasAutostartFailed)
  }

  // MARK: Found outside its limits

  @Test func aJointThatSankPastItsLimitComesBackIn() throws {
    let robot = try CycleBench()
    let upper = robot.configuration.joints[3].upper.value
    robot.twin.place(joint: 3, at: Position(upper + 0.02))
    // It lies on something until it is held.
    jamAll(robot, 100)
    robot.run(600)
    let isHolding = robot.arm()
    #expect(isHolding, "it can be armed where it was found")
    jamAll(robot, 0)
    let found = robot.state(3).position.value
    #expect(found > upper)
    let out = robot.move(3, to: upper + 0.04)
    #expect(out.code == .targetOutOfRange)
    // Against a push from outside its command stays where it was found.
    let sent = robot.command(3).position.value
    #expect(sent < upper + 0.021, "sent to \(sent), found at \(found), limit \(upper)")
    #expect(robot.move(3, to: upper - 0.3).code == .accepted)
    let isThere = robot.run(until: .holding)
    #expect(isThere && robot.faults == [])
    #expect(abs(robot.state(3).position.value - (upper - 0.3)) < 0.05)
    // Back inside, the limit counts again.
    #expect(robot.move(3, to: upper + 0.01).code == .targetOutOfRange)
  }
}
