import Foundation
import Profiles
import RealTime
import RobotCore
import Testing
import Units

/// Turns, stops that end, rest poses and holding, on a robot that had all of them wrong.
@Suite struct ReachTests {
  @Test func threeFindingsInOnePass() throws {
    let lifter = try Lifter()
    let lines = lifter.findings().split(separator: "\n")
    #expect(lines.count == 3)
    let shoulder =
      "joints.shoulder.drive has an encoder that knows its place within one turn only, "
      + "1.0472 rad at the joint behind a reducer of 6 : 1, but the joint travels 3.1 rad"
    #expect(lines.contains { $0.contains(shoulder) && $0.contains("multi_turn: true") })
    #expect(
      lines.contains {
        $0.contains("descent_speed of 20 % brings shoulder down at 0.2 rad/s")
          && $0.contains("2.95 rad from its farther stop") && $0.contains("take 15.05 s")
          && $0.contains("stop_timeout is 5 s") && $0.contains("'descent_speed: ")
          && $0.contains("'stop_timeout: 15.1 s'")
      })
    #expect(
      lines.contains {
        $0.contains("joints.lift.rest is 0 m, where gravity pulls with 49.05 N")
          && $0.contains("sinks by 0.005 m to its stop at -0.005 m, past its limit")
          && $0.contains("put its rest on the stop") && $0.contains("loading: braked")
      })
  }

  /// The least values that a finding tells must work as they are written.
  @Test func theCuresWork() throws {
    let lifter = try Lifter()
    try lifter.replace("drive: damiao/dm-j4340", "drive: damiao/turns")
    let drive = try lifter.workshop.text("drives/damiao/dm-j4340.yaml")
    try lifter.workshop.write(
      "drives/damiao/turns.yaml",
      drive.replacingOccurrences(of: "absolute: true", with: "absolute: true\n  multi_turn: true"))
    try lifter.replace("loading: gravity_loaded", "loading: braked")
    let rest = lifter.findings()
    let cure = try #require(rest.firstMatch(of: #/'(descent_speed: [0-9.]+ %)'/#))
    let safety = "robots/lifter/safety.yaml"
    try lifter.workshop.replace(safety, "descent_speed: 20 %", String(cure.1))
    let found1 = lifter.findings()
    #expect(found1 == "")
    try lifter.workshop.replace(safety, String(cure.1), "descent_speed: 20 %")
    try lifter.workshop.replace(safety, "stop_timeout: 5 s", "stop_timeout: 15.1 s")
    let found2 = lifter.findings()
    #expect(found2 == "")
    let robot = try RobotProfile.load(nameOrPath: "lifter", searchRoots: [lifter.workshop.root])
      .compile()
    #expect(robot.joints[1].isMultiTurn && !robot.joints[0].isMultiTurn)
  }

  @Test func aRestOnTheStopIsFine() throws {
    let lifter = try Lifter()
    try lifter.replace("stop_margin: 5 mm", "stop_margin: 3 mm")
    let found3 = lifter.findings()
    #expect(!found3.contains("lift.rest"))
  }

  /// An arm that stands on its root instead of hanging from it, or whose gravity is written the
  /// wrong way round, has no load at rest and still falls.
  @Test func aRestThatOnlyBalancesIsTold() throws {
    let workshop = try Workshop()
    try workshop.replace(Workshop.safety, "-9.81 m/s^2", "9.81 m/s^2")
    let findings = workshop.findings()
    #expect(
      findings.contains("joint1.rest is 0 rad, where it only balances: 0.1 rad beside it gravity"))
  }

  /// A raised shoulder makes the joints behind it fall too, until it hangs itself.
  @Test func aWrongRestIsToldOfItsOwnJoint() throws {
    let workshop = try Workshop()
    try workshop.replace(Workshop.robot, "rest: 0 rad", "rest: 1 rad")
    let lines = workshop.findings().split(separator: "\n").filter { $0.contains(".rest is ") }
    #expect(lines.count == 1, "\(lines)")
    #expect(lines.first?.contains("joint1.rest is 1 rad, where gravity pulls with") == true)
  }

  /// Mirrored, offset and linear: the same turn.
  @Test(arguments: [("1", "0 m"), ("-1", "0 m"), ("-1", "0.15 m"), ("1", "-0.1 m")])
  func theTurnDoesNotDependOnSignAndOffset(_ sign: String, _ offset: String) throws {
    let lifter = try Lifter()
    try lifter.replace("sign: 1\n    offset: 0 m", "sign: \(sign)\n    offset: \(offset)")
    let found4 = lifter.findings()
    #expect(!found4.contains("lift.drive"))
    try lifter.workshop.write(
      "reducers/rack40.yaml", "schema: sinew-reducer/1\nkind: linear\ntravel: 36 mm/rad\n")
    // 0.2262 m a turn, 0.23 m of travel.
    let found5 = lifter.findings()
    #expect(found5.contains("lift.drive has an encoder that knows its place"))
  }

  @Test func aSlowJointIsToldTheKeyThatHelps() throws {
    let workshop = try Workshop()
    try workshop.replace(Workshop.robot, "velocity: 5 rad/s", "velocity: 0.5 rad/s")
    try workshop.replace(Workshop.robot, "motion_velocity: 1.2 rad/s", "motion_velocity: 0.4 rad/s")
    // Slow, so that it needs its time to come down.
    try workshop.replace(Workshop.safety, "stop_timeout: 5 s", "stop_timeout: 60 s")
    for share in ["2 %", "10 %"] {
      try workshop.replace(Workshop.safety, "standstill: 2 %", "standstill: \(share)")
      let findings = workshop.findings()
      #expect(findings.contains("give the joint the key 'standstill: 0.066 rad/s'"), "\(findings)")
      #expect(!findings.contains("or safety.yaml a share"))
      try workshop.replace(Workshop.safety, "standstill: \(share)", "standstill: 2 %")
    }
    try workshop.replace(
      Workshop.robot, "    velocity: 0.5 rad/s",
      "    standstill: 0.066 rad/s\n    velocity: 0.5 rad/s")
    let found6 = workshop.findings()
    #expect(found6 == "")
    let robot = try RobotProfile.load(nameOrPath: "openarm-right", searchRoots: [workshop.root])
      .compile()
    #expect(robot.joints[0].standstill == Velocity(0.066))
    #expect(robot.joints[1].standstill == Velocity(0))
  }

  @Test func aLinkOutOfTheProfileIsNotFollowed() throws {
    let workshop = try Workshop()
    let urdf = workshop.root + "/" + Workshop.urdf
    try FileManager.default.removeItem(atPath: urdf)
    try FileManager.default.createSymbolicLink(atPath: urdf, withDestinationPath: "/etc/passwd")
    let outside = workshop.findings()
    #expect(outside.contains("urdf is 'robot.urdf', which leads out of the profile's folder"))
    #expect(!outside.contains("passwd"))
    // One that stays in the search path is followed.
    try FileManager.default.removeItem(atPath: urdf)
    try FileManager.default.copyItem(
      atPath: "\(shippedRoot)/robots/openarm-right/robot.urdf", toPath: workshop.root + "/arm.urdf")
    try FileManager.default.createSymbolicLink(
      atPath: urdf, withDestinationPath: workshop.root + "/arm.urdf")
    let found7 = workshop.findings()
    #expect(found7 == "")
    // The same for parts.
    let drive = workshop.root + "/" + Workshop.drive
    try FileManager.default.removeItem(atPath: drive)
    try FileManager.default.createSymbolicLink(atPath: drive, withDestinationPath: "/etc/passwd")
    let found8 = workshop.findings()
    #expect(found8.contains("drive 'damiao/dm-j4310' leads out of the search path"))
  }

  @Test func anAxisThatIsNotOneLongIsSaid() throws {
    let workshop = try Workshop()
    try workshop.replace(Workshop.urdf, #"<axis xyz="0 0 1"/>"#, #"<axis xyz="0 0 2"/>"#)
    let profile = try RobotProfile.load(nameOrPath: "openarm-right", searchRoots: [workshop.root])
    #expect(profile.remarks.count == 1)
    #expect(
      profile.remarks.first?.sentence
        == "joint openarm_right_joint1: axis has the length 2, taken as the direction 0 0 1; write that"
    )
    let shipped = try RobotProfile.load(nameOrPath: "openarm-right", searchRoots: [shippedRoot])
    #expect(shipped.remarks.isEmpty)
  }

  /// The stops of the twin are the vendor's, to a hundredth of a degree.
  @Test func openArmStopsWhereItsVendorSays() throws {
    let robot = try RobotProfile.load(nameOrPath: "openarm-right", searchRoots: [shippedRoot])
      .compile()
    let degrees = [
      (-80.0, 200.0), (-10, 190), (-90, 90), (0, 140), (-90, 90), (-45, 45), (-90, 90),
    ]
    for (index, stops) in degrees.enumerated() {
      let joint = robot.joints[index]
      #expect(abs(joint.lowerStop.value * 180 / .pi - stops.0) < 0.01, "\(joint.name)")
      #expect(abs(joint.upperStop.value * 180 / .pi - stops.1) < 0.01, "\(joint.name)")
      #expect(joint.lower > joint.lowerStop && joint.upper < joint.upperStop)
    }
    #expect(abs(robot.joints[7].lowerStop.value) < 1e-9)
    #expect(abs(robot.joints[7].upperStop.value - 0.044) < 1e-9)
  }

  @Test func linesHaveTheirBias() throws {
    let robot = try RobotProfile.load(nameOrPath: "openarm-right", searchRoots: [shippedRoot])
      .compile()
    #expect(robot.lines.indices.allSatisfy { robot.lines[$0].bias == .pullDown })
    let bench = try RobotProfile.load(
      nameOrPath: "openarm-classic-bench", searchRoots: [shippedRoot]
    ).compile()
    #expect(bench.lines.indices.allSatisfy { bench.lines[$0].bias == .none })
    let workshop = try Workshop()
    for _ in 0..<2 {
      try workshop.replace(Workshop.safety, "bias: pull_down", "bias: pull_up")
      try workshop.replace(Workshop.safety, "active_low: false", "active_low: true")
    }
    let found9 = workshop.findings()
    #expect(found9 == "")
  }

  /// The slow thread has no priority on a bench, so the bench's times cover the monitor's too.
  @Test func aBenchWaitsLongerForTheSupplyMonitor() throws {
    let workshop = try Workshop()
    func limits() throws -> (real: Interval, bench: Interval) {
      let robot = try RobotProfile.load(
        nameOrPath: "openarm-right", searchRoots: [workshop.root]
      ).compile()
      let supply = robot.supply
      return (supply.ageLimit(under: robot.timing), supply.ageLimit(under: robot.benchTiming))
    }
    let told = try limits()
    #expect(told.real == Interval(milliseconds: 500) && told.bench == Interval(milliseconds: 2_000))
    try workshop.replace(
      Workshop.robot, "    silence_limit: 200 ms",
      "    silence_limit: 200 ms\n    supply_age_limit: 3 s")
    let written = try limits()
    #expect(written.real == Interval(milliseconds: 500))
    #expect(written.bench == Interval(milliseconds: 3_000))
  }
}
