import Foundation
import RobotCore
import Testing

@testable import Profiles

/// What is told of the keys, to people and programs.
@Suite struct FactTests {
  @Test func thePageIsCurrent() throws {
    let path = shippedRoot.replacing("firmware-profiles", with: "docs/profiles.md")
    let text = FactPage.text
    if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    let stored = try String(contentsOfFile: path, encoding: .utf8)
    #expect(stored == text, "a fact changed: UPDATE=1 swift test --filter FactTests")
  }

  @Test(arguments: [
    ("stiffness", ["joints.*.stiffness", "ranges.stiffness"]),
    ("joints.*.stiffness", ["joints.*.stiffness"]),
    ("joints.elbow.stiffness", ["joints.*.stiffness"]),
    ("robot.joint.stiffness", ["joints.*.stiffness"]),
    ("drive.ranges.stiffness", ["ranges.stiffness"]),
    ("joints.elbow.following_error.time", ["joints.*.following_error.time"]),
    ("motions.sweep.waypoints[2].dwell", ["motions.*.waypoints[].dwell"]),
    (
      "timing.overrun",
      ["timing.overrun", "timing.overrun.policy", "timing.overrun.window", "timing.overrun.limit"]
    ),
    ("gravity", ["gravity", "gravity[]"]), ("defaults.joints.velocity", ["joints.*.velocity"]),
    ("defaults.drives.damiao/dm-j4310.following_error.time", ["joints.*.following_error.time"]),
    ("reducers/*.yaml", ["schema", "kind", "ratio", "travel"]),
    ("nonsense", []), ("elbow", []), ("", []), ("joints.elbow.nonsense", []),
  ]) func wordsFindTheirKeys(_ word: String, _ paths: [String]) {
    #expect(FactBook.matching(word).map(\.path) == paths)
  }

  @Test func aSectionIsToldWithItsKeys() {
    let joints = FactBook.matching("robot.joint").map(\.path)
    // Itself, and the keys of the groups in it.
    let inGroups = JointFacts.group.facts.compactMap { $0.group?.facts.count }.reduce(0, +)
    #expect(inGroups > 8 && joints.count == JointFacts.group.facts.count + inGroups + 1)
    #expect(joints.first == "joints" && joints.contains("joints.*.following_error.limit"))
  }

  @Test func aSlipIsAnsweredWithAGuess() {
    #expect(FactBook.hint(for: "stifness") == "did you mean 'stiffness'")
    #expect(FactBook.hint(for: "qqqqqqqqqqqq").contains("--all"))
  }

  /// Whoever adds a fact says it in whole sentences, once.
  @Test func everyKeyIsExplained() {
    #expect(FactBook.entries.count > 120)
    #expect(Set(FactBook.entries.map { $0.file + $0.path }).count == FactBook.entries.count)
    for entry in FactBook.entries {
      #expect(entry.fact.meaning.hasSuffix("."), "\(entry.path)")
      #expect(entry.text.contains(entry.fact.meaning))
      let isGroup = entry.fact.group != nil || entry.fact.each != nil
      #expect((FactText(entry.fact).acts == nil) == isGroup, "\(entry.path)")
    }
  }
}
