import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units
import Wire

/// What is heard instead of a joint is told, and not only that it is silent.
@Suite struct EvidenceTests {
  /// A robot whose drives are set up otherwise than the profile says, after half a second; what
  /// forbids its reset.
  private func refusal(
    _ build: Build = .plain, _ change: (inout RobotConfiguration) -> Void
  ) throws -> Fault {
    let robot = try CycleBench(adjust: build.adjust, twinAdjust: change)
    robot.run(500)
    robot.ask(.acquireLease)
    let reply = robot.ask(.reset)
    #expect(reply.code == .conditionHolds)
    return reply.fault
  }

  @Test(arguments: Build.tried) func theFactorysFeedbackIdIsHeard(_ build: Build) throws {
    let joint = build.joint
    let found = try refusal(build) { $0.joints[joint].drive.feedbackID = 0 }
    #expect(found.code == .unexpectedID && Int(found.subject) == joint && found.detail == 0)
  }

  @Test func swappedFeedbackIdsAreHeard() throws {
    let found = try refusal {
      let one = $0.joints[1].drive.feedbackID
      $0.joints[1].drive.feedbackID = $0.joints[2].drive.feedbackID
      $0.joints[2].drive.feedbackID = one
    }
    #expect(found.code == .unexpectedID && found.subject == 1 && found.detail == 0x13)
  }

  @Test func aSilentBusIsOneFindingAboutTheBus() throws {
    let robot = try CycleBench()
    for drive in robot.configuration.joints.indices { robot.twin.silence(drive: drive) }
    robot.run(500)
    robot.ask(.acquireLease)
    let reply = robot.ask(.reset)
    #expect(reply.fault.code == .busLost && reply.fault.subject == 0 && reply.fault.detail == 8)
  }

  @Test func aSilentJointAmongOthersIsItself() throws {
    let robot = try CycleBench()
    robot.twin.silence(drive: 2)
    robot.run(500)
    robot.ask(.acquireLease)
    let reply = robot.ask(.reset)
    #expect(reply.fault.code == .feedbackLost && reply.fault.subject == 2)
  }

  @Test func cutFramesAndExtendedIdsAreHeard() throws {
    for (flags, length) in [(UInt8(0), UInt8(6)), (CANFrame.extended, 8)] {
      let robot = try CycleBench()
      robot.twin.silence(drive: 2)
      for _ in 0..<500 {
        var frame = CANFrame(id: 0x13, length: length, flags: flags | CANFrame.fd)
        frame.data[0] = 0x03
        robot.forge(frame)
        robot.run(1)
      }
      robot.ask(.acquireLease)
      let found = robot.ask(.reset).fault
      #expect(found.subject == 2)
      if flags == 0 {
        #expect(found.code == .wrongFormat && found.detail == 1 && found.value == 6)
      } else {
        #expect(found.code == .unexpectedID && found.detail == 0x13 && found.setting == 1)
      }
    }
  }

  @Test func aClassicAnswerOnAnFDBusForbidsArming() throws {
    let robot = try CycleBench()
    let isFree = robot.reset()
    #expect(isFree)
    robot.answersClassic = true
    robot.run(10)
    let reply = robot.ask(.arm)
    #expect(reply.code == .armingFailed && reply.fault.code == .wrongFormat)
  }
}
