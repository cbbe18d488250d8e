import Foundation
import Profiles
import RealTime
import RobotCore
import Testing
import Units

@testable import FlightDeck

/// Values that joints share: which one holds, and where it is found wrong.
@Suite struct DefaultsTests {
  private static let bandwidth = "    estimator_bandwidth: 300 rad/s\n"

  /// The shipped robot without the bandwidths of its joints, with these `defaults`.
  private func robot(_ defaults: String) throws -> Workshop {
    let workshop = try Workshop()
    let text = try workshop.text(Workshop.robot).replacing(Self.bandwidth, with: "")
    try workshop.write(
      Workshop.robot, text.replacing("\njoints:\n", with: "\ndefaults:\n\(defaults)joints:\n"))
    return workshop
  }

  private func bandwidths(_ workshop: borrowing Workshop) throws -> [Double] {
    let robot = try RobotProfile.load(nameOrPath: "openarm-right", searchRoots: [workshop.root])
      .compile()
    return robot.joints.indices.map { robot.joints[$0].estimatorBandwidth }
  }

  /// Removes every `line` below `marker`.
  private func remove(
    _ line: String, after marker: String, in workshop: borrowing Workshop
  ) throws {
    let text = try workshop.text(Workshop.robot)
    let start = try #require(text.range(of: marker)).upperBound
    #expect(text[start...].contains(line))
    try workshop.write(
      Workshop.robot, String(text[..<start]) + String(text[start...]).replacing(line, with: ""))
  }

  @Test func theNearestHolds() throws {
    let workshop = try robot(
      "  joints: {estimator_bandwidth: 200 rad/s}\n"
        + "  drives:\n    damiao/dm-j4310: {estimator_bandwidth: 40 Hz}\n")
    let drive = 80 * Double.pi
    #expect(try bandwidths(workshop) == [200, 200, 200, 200, drive, drive, drive, drive])
    try workshop.replace(
      Workshop.robot, "    feedback_id: 0x15\n",
      "    feedback_id: 0x15\n    estimator_bandwidth: 500 rad/s\n")
    #expect(try bandwidths(workshop) == [200, 200, 200, 200, 500, drive, drive, drive])
    let bare = try robot("  joints: {temperature: 80 degC}\n")
    try bare.replace(Workshop.robot, "    temperature: 90 degC\n", "")
    #expect(try bandwidths(bare) == [Double](repeating: 300, count: 8), "the fact's own")
  }

  /// What is said once for all is the same robot as what each joint says.
  @Test func sharedValuesCompileToTheSameBytes() throws {
    let workshop = try robot(
      "  joints:\n    estimator_bandwidth: 300 rad/s\n    bus: arm\n    temperature: 90 degC\n"
        + "    following_error: {time: 50 ms}\n  drives:\n    damiao/dm-j4310:\n"
        + "      following_error: {limit: 0.3 rad}\n")
    for line in ["    bus: arm\n", "    temperature: 90 degC\n", "      time: 50 ms\n"] {
      try remove(line, after: "\njoints:\n", in: workshop)
    }
    try remove(
      "    following_error:\n      limit: 0.3 rad\n", after: "openarm_right_joint5:", in: workshop)
    let bytes = try [workshop.root, shippedRoot].map { root in
      ConfigurationImage.seal(
        try RobotProfile.load(nameOrPath: "openarm-right", searchRoots: [root]).compile())
    }
    let isSame = bytes[0] == bytes[1]
    #expect(isSame)
  }

  @Test(arguments: [
    (
      "  joints: {estimator_bandwidth: 300}\n",
      "63:33: defaults.joints.estimator_bandwidth is '300' without a unit, expected a bandwidth such as '300 rad/s'; add one of rad/s, Hz"
    ),
    (
      "  joints: {estimator_bandwidth: 9 rad/s}\n",
      "63:33: defaults.joints.estimator_bandwidth is 9 rad/s, allowed is 20 … 10000 rad/s; change the value"
    ),
    (
      "  joints: {stifness: 3 N*m/rad}\n",
      "63:12: defaults.joints.stifness is not a known key; did you mean 'stiffness'"
    ),
    (
      "  joints: {command_id: 1}\n",
      "63:12: defaults.joints.command_id is each joint's own and no default; write it there"
    ),
    (
      "  joints: {stop_margin: 1 deg}\n",
      "63:12: defaults.joints.stop_margin is taken up by no joint, as each has a nearer value; remove it"
    ),
    (
      "  joints: {following_error: {limit: 1 rad}}\n",
      "63:30: defaults.joints.following_error.limit is taken up by no joint, as each has a nearer value; remove it"
    ),
    (
      "  joints: {following_error: 3}\n",
      "63:29: defaults.joints.following_error is a plain value, expected a group of keys; write its keys below it"
    ),
    (
      "  drives: {damiao/dm-j4311: {velocity: 1 rad/s}}\n",
      "63:29: defaults.drives.damiao/dm-j4311 is the drive of no joint; did you mean 'damiao/dm-j4310'"
    ),
    (
      "  drives: {damiao/dm-j4310: {drive: damiao/dm-j4340}}\n",
      "63:30: defaults.drives.damiao/dm-j4310.drive is each joint's own and no default; write it there"
    ),
    ("  joint: {}\n", "63:3: defaults.joint is not a known key; did you mean 'joints'"),
  ]) func aBadDefaultIsToldWhereItStands(_ defaults: String, _ finding: String) throws {
    let findings = try robot(defaults).findings()
    #expect(findings == "\(Workshop.robot):\(finding)")
  }

  /// What a shared value means for one joint is told of that joint, at the place of the value.
  @Test func aDefaultThatDoesNotFitIsToldOfItsJoint() throws {
    let workshop = try robot("  drives: {damiao/dm-j4340: {velocity: 9 rad/s}}\n")
    try remove("    velocity: 4 rad/s\n", after: "openarm_right_joint4:", in: workshop)
    let findings = workshop.findings()
    let start =
      "\(Workshop.robot):63:40: joints.openarm_right_joint4.velocity (from "
      + "defaults.drives.damiao/dm-j4340) is 9 rad/s"
    #expect(findings.hasPrefix(start), "\(findings)")
    #expect(!findings.contains("\n"), "one value, one joint, one finding")
  }
}
