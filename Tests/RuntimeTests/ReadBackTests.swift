import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units
import Wording

/// What the registers of the drives say at arming: everything that differs, in one pass.
@Suite struct ReadBackTests {
  /// Asks for arming; true when it ended latched and no drive was asked to enable.
  private func isRefused(_ robot: CycleBench) -> Bool {
    guard robot.reset(), robot.ask(.arm).code == .accepted else { return false }
    _ = robot.run(until: .latched, limit: 5_000)
    return robot.phase == .latched && robot.enableFrames == 0 && robot.powered == []
  }

  private func log(_ robot: CycleBench) -> [Fault] {
    robot.cycle.body.faultLog.indices.map { robot.cycle.body.faultLog[$0].fault }
  }

  @Test func everyRegisterThatDiffersIsAFindingOfOnePass() throws {
    let robot = try CycleBench(twinAdjust: {
      $0.joints[2].drive.positionRange = Angle(12.51)
      $0.joints[2].drive.torqueRange = Torque(5)
      $0.joints[5].drive.gearRatio = 3
      $0.buses[0].dataBitRate = 8_000_000
    })
    let refused = isRefused(robot)
    #expect(refused)
    let found = log(robot)
    let at = found.map { [Int($0.subject), Int($0.detail)] }
    #expect(Set(at) == Set([[2, 21], [2, 23], [5, 20]] + (0..<8).map { [$0, 35] }))
    #expect(at.count == 11 && found.allSatisfy { $0.code == .configurationMismatch })
    // The first is the latched one.
    let latched = robot.cycle.fault
    #expect(latched.subject == found[0].subject && latched.detail == found[0].detail)
    let range = try #require(found.first { $0.detail == 21 })
    #expect(abs(range.value - 12.51) < 1e-5 && range.limit == 12.5)
    let sentence = range.sentence(in: robot.configuration)
    #expect(sentence.contains("PMAX (register 21) holds 12.510 rad"), "\(sentence)")
    let rate = try #require(found.first { $0.detail == 35 })
    #expect(
      rate.sentence(in: robot.configuration).contains(
        "can_br (register 35) holds 10 (CAN FD, data 8 Mbit/s); the profile says 9 (CAN FD, data 5 "
      )
    )
    let noted = robot.events.filter {
      $0.code == .fault && $0.detail == FaultCode.configurationMismatch.rawValue
    }
    #expect(noted.count == 11, "each stands in the log once")
    #expect(noted.allSatisfy { $0.faultDetail != 0 && $0.value != Double($0.faultDetail) })
  }

  @Test func aTimeoutThatDiffersIsToldInMilliseconds() throws {
    let robot = try CycleBench(twinTimeout: Interval(microseconds: 100_050))
    let refused = isRefused(robot)
    #expect(refused)
    let fault = robot.cycle.fault
    #expect(fault.code == .configurationMismatch && fault.detail == 9)
    #expect(abs(fault.value - 100.05) < 1e-9 && fault.limit == 100)
    #expect(log(robot).count == 8)
    let sentence = fault.sentence(in: robot.configuration)
    #expect(sentence.contains("TIMEOUT (register 9) holds 100.05 ms; the profile says 100.00 ms"))
  }

  @Test func aTimeoutThatIsOffIsTheFindingOfEachDrive() throws {
    let robot = try CycleBench(twinTimeout: .zero)
    let refused = isRefused(robot)
    #expect(refused)
    #expect(log(robot).map(\.code) == Array(repeating: .driveTimeoutOff, count: 8))
    #expect(log(robot).allSatisfy { $0.detail == 9 && $0.value == 0 && $0.limit == 100 })
  }

  @Test func aRegisterThatIsNeverAnsweredIsNotASilentDrive() throws {
    let robot = try CycleBench(twinAdjust: { $0.joints[4].drive.gearRatio = 3 })
    let drive = robot.configuration.joints[2].drive
    robot.lostRegisters = [drive.feedbackID: [8]]
    let refused = isRefused(robot)
    #expect(refused)
    let found = log(robot)
    #expect(found.count == 2, "what another drive says is told all the same")
    let silent = try #require(found.first { $0.code == .registerSilent })
    #expect(silent.subject == 2 && silent.detail == 8 && silent.setting == 3)
    #expect(silent.value > 300 && silent.value < 330 && silent.limit == 100)
    let sentence = silent.sentence(in: robot.configuration)
    #expect(
      sentence.contains("ESC_ID (register 8) was asked for 3 times") && sentence.contains("ms"))
    #expect(!sentence.contains("silent"))
    #expect(found.contains { $0.code == .configurationMismatch && $0.subject == 4 })
  }

  @Test func oneLostReplyIsAskedForAgain() throws {
    let robot = try CycleBench()
    let isFree = robot.reset()
    #expect(isFree)
    robot.lostRegisters = [robot.configuration.joints[2].drive.feedbackID: [8]]
    robot.ask(.arm)
    robot.run(50)
    robot.lostRegisters = [:]
    let isHolding = robot.run(until: .holding, limit: 2_000)
    #expect(isHolding && robot.faults == [])
  }

  @Test func aDriveWithoutRegistersIsNotAskedForEachOfThem() throws {
    let robot = try CycleBench()
    robot.lostRegisters = [robot.configuration.joints[2].drive.feedbackID: Set(0...255)]
    let refused = isRefused(robot)
    #expect(refused)
    #expect(log(robot).map(\.code) == Array(repeating: .registerSilent, count: 3))
  }

  @Test func aDriveThatFallsSilentMeanwhileIsASilentDrive() throws {
    let robot = try CycleBench()
    let isFree = robot.reset()
    #expect(isFree)
    robot.ask(.arm)
    robot.twin.silence(drive: 3)
    let isLatched = robot.run(until: .latched, limit: 2_000)
    #expect(isLatched && robot.cycle.fault.code == .feedbackLost && robot.cycle.fault.subject == 3)
  }

  @Test func aFullListOfFindingsIsCounted() throws {
    // Eight drives with eight registers each that differ, twice: more than the list holds.
    let robot = try CycleBench(twinAdjust: {
      for joint in $0.joints.indices {
        $0.joints[joint].drive.positionRange = Angle(12.51)
        $0.joints[joint].drive.velocityRange = AngularVelocity(100)
        $0.joints[joint].drive.torqueRange = Torque(5)
        $0.joints[joint].drive.gearRatio = 3
      }
      $0.buses[0].dataBitRate = 8_000_000
    })
    let first = isRefused(robot)
    #expect(
      first && robot.cycle.body.faultLog.count == 40
        && robot.cycle.body.outputs.leftOut(.faults) == 0)
    robot.ask(.reset)
    _ = robot.run(until: .disarmed, limit: 300)
    robot.ask(.arm)
    _ = robot.run(until: .latched, limit: 2_000)
    robot.run(2)
    #expect(
      robot.cycle.body.faultLog.count == 64 && robot.cycle.body.outputs.leftOut(.faults) == 16)
    let full = robot.events.filter { $0.code == .full }
    #expect(full.allSatisfy { $0.detail == CapacityCode.faults.rawValue })
    #expect(full.last?.value == 16, "each cycle that lost some tells how many since the start")
  }

  @Test func aResetOfAHoldingRobotIsDoneAtOnce() throws {
    let robot = try CycleBench()
    let isHolding = robot.arm()
    #expect(isHolding)
    #expect(robot.ask(.reset).code == .accepted, "and no \"try again\"")
    robot.run(10)
    #expect(robot.phase == .holding && robot.faults == [])
  }
}
