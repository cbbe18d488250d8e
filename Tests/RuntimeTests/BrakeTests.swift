import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units

/// A holding brake in the loop: it opens when its joint is carried, and holds before torque goes.
@Suite struct BrakeTests {
  /// The shoulder, which carries the whole arm.
  private static let braked = 1
  private let engage = Interval(milliseconds: 60)
  private let release = Interval(milliseconds: 90)

  private func bench(
    _ kind: StopKind = .controlledDescent, all: Bool = false
  ) throws -> CycleBench {
    try CycleBench(adjust: { robot in
      for joint in robot.joints.indices where all || joint == Self.braked {
        robot.joints[joint].loading = .braked
        robot.joints[joint].stopKind = kind
        robot.joints[joint].isGripper = false
        robot.joints[joint].brake.output = .line
        robot.joints[joint].brake.engageTime = engage
        robot.joints[joint].brake.releaseTime = release
      }
    })
  }

  private func isReleased(_ robot: CycleBench, _ joint: Int = Self.braked) -> Bool {
    robot.cycle.body.outputs.releasedBrakes >> UInt64(joint) & 1 == 1
  }

  /// Until the brake's output changes; how many cycles that took, nil: it did not.
  private func cycles(_ robot: CycleBench, until released: Bool) -> Int? {
    for cycle in 0..<20_000 {
      if isReleased(robot) == released { return cycle }
      robot.step()
    }
    return nil
  }

  private var period: Interval { Interval(milliseconds: 1) }

  @Test func itOpensWhenItsJointIsCarriedAndNothingMovesBeforeItIsFree() throws {
    let robot = try bench()
    let isReset = robot.reset()
    #expect(isReset && !isReleased(robot))
    #expect(robot.ask(.arm).code == .accepted)
    let opened = cycles(robot, until: true)
    #expect(opened != nil && robot.phase == .arming)
    // Carried in full: the ramp is over.
    let stiffness = robot.configuration.joints[Self.braked].stiffness
    #expect(robot.command(Self.braked).stiffness == stiffness)
    #expect(robot.twin.driveStatus(Self.braked) == .enabled)
    robot.run(Int(release.nanoseconds / period.nanoseconds) - 1)
    #expect(robot.phase == .arming)
    let holds = robot.run(until: .holding, limit: 10)
    #expect(holds && isReleased(robot))
    robot.run(2_000)
    #expect(robot.cycle.body.faultLog.isEmpty && robot.phase == .holding)
  }

  @Test(arguments: [StopKind.controlledDescent, .brake, .controlledStop])
  func torqueStaysUntilTheBrakeHolds(_ kind: StopKind) throws {
    let robot = try bench(kind)
    let isMoving = robot.sweep()
    #expect(isMoving && isReleased(robot))
    #expect(robot.ask(.stop).code == .accepted)
    #expect(isReleased(robot), "not before it has come to rest")
    let closed = cycles(robot, until: false)
    #expect(closed != nil && robot.phase == .stopping)
    let place = robot.twin.jointTruth(Self.braked).position.value
    for _ in 0..<Int(engage.nanoseconds / period.nanoseconds) - 2 {
      robot.step()
      #expect(robot.command(Self.braked).stiffness > 0)
    }
    #expect(robot.powered.contains(Self.braked))
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && !robot.powered.contains(Self.braked))
    #expect(robot.count(.stopConfirmed) == 1 && robot.count(.stopUnconfirmed) == 0)
    let end = robot.twin.jointTruth(Self.braked).position.value
    #expect(abs(end - place) < 0.02, "from \(place) to \(end)")
  }

  @Test func aRobotWhoseJointsAllHaveBrakesStopsWithThem() throws {
    let robot = try bench(.brake, all: true)
    let isMoving = robot.sweep()
    #expect(isMoving)
    #expect(robot.ask(.stop).code == .accepted)
    #expect(robot.stops == [.brake])
    robot.run(300)
    let places = robot.configuration.joints.indices.map {
      robot.twin.jointTruth($0).position.value
    }
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.powered.isEmpty && robot.count(.stopConfirmed) == 1)
    #expect(robot.cycle.body.outputs.releasedBrakes == 0)
    for (joint, place) in places.enumerated() {
      #expect(abs(robot.twin.jointTruth(joint).position.value - place) < 0.02)
    }
  }

  @Test func anEmergencyStopTakesTorqueAndCurrentTogether() throws {
    let robot = try bench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    #expect(robot.ask(.emergencyStop).code == .accepted)
    #expect(!isReleased(robot))
    let isLatched = robot.run(until: .latched)
    #expect(isLatched && robot.powered.isEmpty)
  }

  @Test func aBrakeThatDoesNotReleaseIsNamed() throws {
    let robot = try bench()
    robot.hasStuckBrakes = true
    let isArmed = robot.arm()
    #expect(isArmed && robot.play().code == .accepted)
    let isLatched = robot.run(until: .latched, limit: 20_000)
    #expect(isLatched)
    let found = robot.cycle.fault
    #expect(found.code == .brakeStuck && Int(found.subject) == Self.braked)
    #expect(abs(found.value) > 1, "what its drive presses with: \(found.value) N·m")
  }

  @Test("a brake that its drive works is named too; what blocks the joint later is not the brake")
  func aDrivesOwnBrake() throws {
    for isLater in [false, true] {
      let robot = try CycleBench(adjust: { $0.joints[Self.braked].loading = .braked })
      let isArmed = robot.arm()
      #expect(isArmed)
      if !isLater { robot.twin.jam(joint: Self.braked, effort: Effort(1_000)) }
      #expect(robot.play().code == .accepted)
      robot.run(isLater ? 1_000 : 0)
      robot.twin.jam(joint: Self.braked, effort: Effort(1_000))
      let isLatched = robot.run(until: .latched, limit: 20_000)
      #expect(isLatched && Int(robot.cycle.fault.subject) == Self.braked)
      #expect((robot.cycle.fault.code == .brakeStuck) == !isLater, "\(robot.cycle.fault)")
    }
  }

  @Test func aJointThatIsBlockedLaterIsNotItsBrakesFault() throws {
    let robot = try bench()
    let isMoving = robot.sweep()
    #expect(isMoving)
    robot.run(1_500)
    // The brake loses its current in mid-motion: it has been free before.
    robot.hasStuckBrakes = true
    robot.twin.switchBrakes(0)
    let isLatched = robot.run(until: .latched, limit: 20_000)
    #expect(isLatched && robot.faults.first == .followingError)
  }
}
