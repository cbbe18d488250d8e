import Foundation
import Profiles
import RealTime
import RobotCore
import Testing
import Units
import Wording

/// The folder `firmware-profiles` of this package.
let shippedRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("firmware-profiles").path

@Suite struct ShippedProfilesTests {
  @Test func openArmRightCompiles() throws {
    let profile = try RobotProfile.load(nameOrPath: "openarm-right", searchRoots: [shippedRoot])
    let robot = profile.compile()
    #expect(robot.joints.count == 8)
    #expect(robot.bodies.count == 15)
    #expect(robot.bodies.indices.filter { robot.bodies[$0].type != .fixed }.count == 9)
    #expect(robot.name.text == "openarm-right")
  }

  @Test func classicBenchCompiles() throws {
    let profile = try RobotProfile.load(
      nameOrPath: "openarm-classic-bench", searchRoots: [shippedRoot])
    let robot = profile.compile()
    #expect(robot.joints.count == 3)
    #expect(!robot.buses[0].isFD)
    #expect(robot.timing.period == Interval(milliseconds: 20))
  }

  @Test func panTiltBenchCompiles() throws {
    let profile = try RobotProfile.load(nameOrPath: "pan-tilt-bench", searchRoots: [shippedRoot])
    let robot = profile.compile()
    #expect(robot.joints.count == 9)
    #expect(robot.joints[0].hasFeedback && robot.joints[0].drive.bus == 0)
    for joint in 1..<9 {
      #expect(!robot.joints[joint].hasFeedback)
      #expect(robot.joints[joint].drive.bus == DriveConfiguration.noBus)
      #expect(robot.joints[joint].drive.servo.channel == UInt8(joint - 1))
      #expect(robot.joints[joint].drive.servo.address == 0x40)
    }
    // ±70° of 180° over 500 … 2500 µs.
    let pan = robot.joints[1].drive.servo
    #expect(abs(pan.pulseAtLower.seconds - 722.2e-6) < 0.1e-6)
    #expect(abs(pan.pulseAtUpper.seconds - 2277.8e-6) < 0.1e-6)
    // As found on the robot.
    #expect(robot.joints[2].drive.servo.pulseAtLower == Interval(microseconds: 950))
    #expect(robot.joints[3].stopKind == .hold && robot.joints[1].stopKind == .controlledDescent)
  }

  /// The body of `sinew bench Benchmarks/mixed-body`: three families in one cycle.
  @Test func mixedBodyCompiles() throws {
    let folder = URL(fileURLWithPath: shippedRoot).deletingLastPathComponent()
      .appendingPathComponent("Benchmarks/mixed-body")
    let profile = try RobotProfile.load(nameOrPath: folder.path, searchRoots: [shippedRoot])
    let robot = profile.compile()
    let families = robot.joints.indices.map { robot.joints[$0].drive.family }
    #expect(families.filter { $0 == .damiao }.count == 24)
    #expect(families.filter { $0 == .ciA402 }.count == 9)
    #expect(families.filter { $0 == .servo }.count == 8)
    #expect(robot.timing.period == Interval(milliseconds: 2))
  }
}
