import CMallocProbe
import Cycle
import DeviceIO
import FlightDeck
import RealTime
import RobotCore
import Runtime
import Safety
import Telemetry
import Testing
import Twin
import Units
import Wording

@Suite struct RunTests {
  @Test func theArmArmsMovesAndGoesToRest() throws {
    let robot = try ClosedLoop("moves", motion: "sweep")
    let isMoving = robot.run(until: .moving)
    #expect(isMoving)
    #expect(robot.twin.failure == nil)
    robot.run(cycles: 4_000)
    #expect(robot.faults == [])
    let error = robot.session.loop.cycle.trackingError
    #expect(error > 0.0005 && error < 0.15)
    robot.session.loop.requestEnd(1)
    let isDown = robot.run(until: .disarmed)
    #expect(isDown)
    #expect(robot.faults == [])
    try safetyIsCounted(robot)
  }

  /// What the deck tells of the safety functions is what the cycle counted, and the closing JSON
  /// tells the same.
  private func safetyIsCounted(_ robot: ClosedLoop) throws {
    let deck = try DeckReader(path: DeckPath.deck(of: robot.session.robot))
    let summary = RunSummary(robot.session, recording: "", isWhole: true, blackBox: nil).json.line
    for row in deck.safety {
      let count = robot.session.loop.cycle.safetyCount(of: row.function)
      #expect(row.acted == count.acted, "\(row.function.word)")
      #expect(row.nearest.map { Float($0.left) } == (count.left.isFinite ? Float(count.left) : nil))
      #expect(row.nearest.map(\.limit) == (count.left.isFinite ? count.limit : nil))
      #expect(summary.contains("{\"function\":\"\(row.function.word)\",\"acted\":\(count.acted),"))
    }
    // An arm that swept has come nearer to each of these, and to none of them too near.
    for function in [SafetyFunction.position, .speed, .torque, .followingError, .temperature] {
      let left = robot.session.loop.cycle.safetyCount(of: function).left
      #expect(left > 0.005 && left < 0.999, "\(function.word): \(left)")
    }
  }

  @Test(arguments: [3_003_003, 3_333_333, 1_111_111]) func aPeriodThatDoesNotDivide(
    nanoseconds: Int64
  ) throws {
    let robot = try ClosedLoop("odd-\(nanoseconds)", motion: "sweep") {
      $0.timing.period = Interval(nanoseconds: nanoseconds)
    }
    robot.run(cycles: 2_000)
    let phase = robot.session.loop.cycle.phase
    #expect(phase == .moving && robot.faults == [])
  }

  @Test func aKilledStartLeavesNoFileBehind() throws {
    // No process has this id: it is above the kernel's highest, 4 194 304.
    let left = DeckPath.deck(of: "test-\(CurrentProcess.id)-unborn") + ".2000000000.new"
    try DeviceFile.write([0], path: left, mode: 0o600)
    defer { try? DeviceFile.remove(path: left) }
    _ = try ClosedLoop("unborn")
    #expect(throws: DeviceError.self) { try DeviceFile.read(path: left) }
  }

  // MARK: A motion that was asked for and did not begin

  @Test(arguments: [8, 1]) func withoutDrivesTheRunHasFailed(_ missing: Int) throws {
    let robot = try CycleBench()
    for drive in 0..<missing { robot.twin.silence(drive: drive) }
    robot.autostart()
    robot.run(1_000)
    #expect(robot.phase == .latched && robot.faults == [])
    robot.endRequest = 1
    robot.run(2)
    #expect(
      robot.faults == [missing == 8 ? .busLost : .feedbackLost],
      "and says of which drive, or that a whole bus is silent")
    let outcome = robot.outcome
    #expect(outcome.hasFailed && outcome.isDriveMissing)
  }

  @Test(arguments: [0, 1, 20]) func anEndBeforeTheMotionIsAFailure(_ cycles: Int) throws {
    let robot = try ClosedLoop("early-\(cycles)", motion: "sweep")
    robot.run(cycles: cycles)
    robot.session.loop.requestEnd(1)
    let done = robot.run(cycles: 8_000)
    #expect(done < 8_000, "it ends")
    #expect(robot.faults == [], "an end that was asked for is no fault")
    let outcome = robot.session.loop.cycle.outcome
    #expect(outcome.hasFailed && !outcome.hasFault && outcome.lacksMotion)
    let summary = RunSummary(robot.session, recording: "", isWhole: true, blackBox: nil)
    #expect(summary.status == .failed, "no drive has had its time to answer: none is missing")
    #expect(summary.text.contains("sweep had not begun when the run ended"))
    #expect(summary.json.line.contains("\"motion_begun\":false"))
  }

  @Test func withoutAMotionNothingNeedsToBegin() throws {
    let robot = try CycleBench()
    for drive in robot.configuration.joints.indices { robot.twin.silence(drive: drive) }
    robot.run(1_000)
    robot.endRequest = 1
    robot.run(2)
    #expect(!robot.outcome.hasFailed)
  }
}
