import Foundation
import Profiles
import RealTime
import RobotCore
import Testing
import Units

/// What a user reads when a profile is wrong. `UPDATE=1 swift test` writes the sentences anew.
@Suite struct BadInputTests {
  private static let golden =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().path + "/Golden/profiles"

  @Test(arguments: ["values", "joints", "parts", "bodies", "reach", "places"])
  func sentences(_ table: String) throws {
    let cases: [String: [BadInput]] = [
      "values": BadInput.values, "joints": BadInput.joints, "parts": BadInput.parts,
      "bodies": BadInput.bodies, "reach": BadInput.reach, "places": BadInput.places,
    ]
    var text = ""
    for input in cases[table] ?? [] {
      let workshop = try Workshop()
      try workshop.replace(input.file, input.old, input.new)
      let findings = workshop.findings()
      #expect(!findings.isEmpty, "\(input.name) is let through")
      for line in findings.split(separator: "\n") {
        #expect(
          line.contains(#/^[a-z0-9./_-]+(yaml|urdf)(:[0-9]+:[0-9]+)?: /#), "\(input.name): \(line)")
      }
      text += "# \(input.name)\n\(findings)\n\n"
    }
    let path = "\(Self.golden)/\(table).txt"
    if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
      try FileManager.default.createDirectory(
        atPath: Self.golden, withIntermediateDirectories: true)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOfFile: path, encoding: .utf8)
    let found = text.components(separatedBy: "\n\n")
    let wanted = expected.components(separatedBy: "\n\n")
    #expect(found.count == wanted.count)
    for (left, right) in zip(found, wanted) { #expect(left == right) }
  }

  @Test func theUntouchedCopyIsFine() throws {
    let workshop = try Workshop()
    let findings = workshop.findings()
    #expect(findings == "")
  }

  @Test func aBusAtARateThatNoDriveHasIsAFinding() throws {
    for (old, new) in [
      ("data_bit_rate: 5 Mbit/s", "data_bit_rate: 3 Mbit/s"),
      ("data_bit_rate: 5 Mbit/s", "data_bit_rate: 1 Mbit/s"),
      ("    bit_rate: 1 Mbit/s", "    bit_rate: 500 kbit/s"),
    ] {
      let workshop = try Workshop()
      try workshop.replace(Workshop.robot, old, new)
      let findings = workshop.findings()
      #expect(findings.contains("'arm'") && findings.contains("can_br"), "\(new): \(findings)")
      let rates = findings.split(separator: "\n").filter { $0.contains("can_br") }
      #expect(rates.count == 1, "one finding for the bus")
    }
  }

  @Test func thePowerStagesLimitIsOptional() throws {
    func limit(_ line: String) throws -> Double {
      let workshop = try Workshop()
      try workshop.replace(
        Workshop.drive, "  under_voltage:",
        line.isEmpty ? "  under_voltage:" : line + "\n  under_voltage:")
      let profile = try RobotProfile.load(
        nameOrPath: "openarm-right", searchRoots: [workshop.root])
      return profile.compile().joints[6].drive.driverTemperatureLimit.value
    }
    #expect(try limit("") == 110)
    #expect(try limit("  driver_temperature: 95 degC") == 95)
    let workshop = try Workshop()
    try workshop.replace(
      Workshop.drive, "  under_voltage:", "  driver_temperature: 120 degC\n  under_voltage:")
    #expect(workshop.findings().contains("driver_temperature"))
  }

  @Test func aButtonThatCutsThePowerNeedsItsWaiver() throws {
    let workshop = try Workshop()
    let text = try workshop.text(Workshop.safety)
    let start = try #require(text.range(of: "lines:\n"))
    let end = try #require(text.range(of: "# What a drive family lacks"))
    try workshop.write(
      Workshop.safety,
      text.replacingCharacters(in: start.lowerBound..<end.lowerBound, with: "lines: {}\n"))
    let refused = workshop.findings()
    #expect(refused.contains("lines names no input with 'role: emergency_stop'"))
    try workshop.replace(Workshop.safety, "waivers: {}", "waivers: {emergency_stop: power_line}")
    let accepted = workshop.findings()
    #expect(accepted == "")
    try workshop.replace(Workshop.safety, "power_line", "open_loop")
    let substitute = workshop.findings()
    #expect(substitute.contains("waivers.emergency_stop is 'open_loop'"))
  }

  @Test func severalMistakesAreSeenAtOnce() throws {
    let workshop = try Workshop()
    try workshop.replace(Workshop.robot, "velocity: 5 rad/s", "velocity: 5")
    try workshop.replace(Workshop.robot, "command_id: 0x05", "command_id: 0xFFF")
    try workshop.replace(Workshop.urdf, "<axis xyz=\"0 0 1\"/>", "<axis xyz=\"0 0 0\"/>")
    try workshop.replace(Workshop.safety, "standstill: 2 %", "standstill: 2")
    let lines = workshop.findings().split(separator: "\n")
    // Without a sound URDF the joints have no units yet, so theirs come with the next look.
    #expect(lines.count == 2)
    try workshop.replace(Workshop.urdf, "<axis xyz=\"0 0 0\"/>", "<axis xyz=\"0 0 1\"/>")
    let rest = workshop.findings().split(separator: "\n")
    #expect(rest.count == 3)
  }

  @Test func unknownNamesSayWhatThereIs() throws {
    let workshop = try Workshop()
    let near = workshop.findings("openarm-rihgt")
    #expect(
      near == "openarm-rihgt: is not the name of a robot profile; did you mean 'openarm-right'")
    let far = workshop.findings("r2d2")
    #expect(
      far == "r2d2: is not the name of a robot profile; "
        + "known robots are canopen-axis-bench, openarm-classic-bench, openarm-right, "
        + "pan-tilt-bench")
    for name in ["", "..", "/", "\u{0}", String(repeating: "x", count: 100_000)] {
      let findings = workshop.findings(name)
      #expect(!findings.isEmpty)
    }
  }
}
