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
}
