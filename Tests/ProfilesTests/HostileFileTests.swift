import Foundation
import Profiles
import Testing

/// Files that no person wrote. None may trap, hang or be taken for a profile.
@Suite struct HostileFileTests {
  private static let files = [
    Workshop.robot, Workshop.urdf, Workshop.safety, Workshop.drive, Workshop.reducer,
  ]

  @Test(arguments: files)
  func truncatedAnywhere(_ file: String) throws {
    let workshop = try Workshop()
    let text = try workshop.text(file)
    let whole = Array(text.utf8)
    // A robot whose twin starts at rest and that has fewer motions is still one, and so is a file
    // without its last comment or blank.
    let dispensable = text.range(of: "\n    rest: 5 mm").map { text[..<$0.upperBound].utf8.count }
    var length = 0
    while length < whole.count {
      try workshop.write(file, String(decoding: whole[..<length], as: UTF8.self))
      if workshop.findings().isEmpty { #expect(length >= dispensable ?? whole.count - 64) }
      length += max(1, whole.count / 30)
    }
  }

  @Test(arguments: files)
  func bytesChanged(_ file: String) throws {
    let workshop = try Workshop()
    let whole = Array(try workshop.text(file).utf8)
    var seed: UInt64 = 7
    for _ in 0..<30 {
      var bytes = whole
      for _ in 0..<3 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[Int(seed >> 33) % bytes.count] = UInt8(truncatingIfNeeded: seed >> 20)
      }
      try Data(bytes).write(to: URL(fileURLWithPath: "\(workshop.root)/\(file)"))
      _ = workshop.findings()
    }
  }

  @Test func emptyAndHugeFiles() throws {
    let workshop = try Workshop()
    try workshop.write(Workshop.robot, "")
    let empty = workshop.findings()
    #expect(empty == "\(Workshop.robot): is empty; start from a copy of a shipped profile")
    try workshop.write(Workshop.robot, String(repeating: "# nothing\n", count: 500_000))
    let huge = workshop.findings()
    #expect(huge.contains("has 5000000 bytes, at most 4194304 are read"))
    try workshop.write(Workshop.robot, "# only a comment\n")
    let comment = workshop.findings()
    #expect(comment.contains("holds no YAML"))
    try workshop.write(Workshop.robot, "- a\n- b\n")
    let list = workshop.findings()
    #expect(list.contains("starts with a list"))
    let path = URL(fileURLWithPath: workshop.root + "/" + Workshop.robot)
    try Data([0xFF, 0xFE, 0x00]).write(to: path)
    let binary = workshop.findings()
    #expect(binary.contains("is not UTF-8 text"))
  }

  @Test func foldersAndDevices() throws {
    let workshop = try Workshop()
    let device = workshop.findings("/dev/zero")
    #expect(device.contains("is not a regular file"))
    let missing = workshop.findings("/no/such/place/robot.yaml")
    #expect(missing.contains("does not exist"))
    let path = workshop.findings(workshop.root + "/robots/openarm-right")
    #expect(path == "")
  }

  @Test func deepYAML() throws {
    let workshop = try Workshop()
    let deep = [
      String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
      String(repeating: "- ", count: 100_000), "a: \"" + String(repeating: "[", count: 5_000),
      (0..<500).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
      String(repeating: "? ", count: 100_000), "x\n" + String(repeating: ": - ", count: 50_000),
    ]
    for text in deep {
      try workshop.write(Workshop.robot, text)
      let findings = workshop.findings()
      #expect(findings.contains("deeper than 32 levels") || findings.contains("complex key"))
    }
  }

  @Test func aliasesAndTags() throws {
    let workshop = try Workshop()
    let bomb =
      "a: &a [x, x]\n"
      + "bcdefghijklmnop".map { "\($0): &\($0) [*a, *a]\n" }.joined()
    try workshop.write(Workshop.robot, bomb)
    let findings = workshop.findings()
    #expect(findings.contains("anchor or alias"))
    for text in ["!!binary x", "%YAML 9.9\n---\na: b", "a: b\n---\nc: d", "a: |\n", "\u{FEFF}a: b"]
    {
      try workshop.write(Workshop.robot, text)
      let other = workshop.findings()
      #expect(!other.isEmpty)
    }
  }

  /// The parser ends a line, and a comment with it, at more than line feeds.
  @Test(arguments: ["\r", "\u{85}", "\u{2028}", "\u{2029}"])
  func linesThatEndOtherwise(_ end: String) throws {
    let workshop = try Workshop()
    for text in [
      "# c\(end)a: &a [x, x]\nb: *a\n", "# c\(end)a: \(String(repeating: "[", count: 900))",
    ] {
      try workshop.write(Workshop.robot, text)
      let findings = workshop.findings()
      #expect(findings.contains("no line feed"))
    }
    // The line ends of Windows are none of them.
    let shipped = try Workshop()
    let lines = try shipped.text(Workshop.robot).components(separatedBy: "\n")
    try shipped.write(Workshop.robot, lines.joined(separator: "\r\n"))
    let findings = shipped.findings()
    #expect(findings == "")
  }

  @Test func deepAndEndlessXML() throws {
    let workshop = try Workshop()
    for text in [
      "<robot>" + String(repeating: "<link>", count: 100_000), "<robot/>", "<robot", "<", "<?xml",
      "<robot><link name=\"a\"/><link name=\"a\"/></robot>", "<!---->", "plain text",
      "<robot>&lol;</robot>",
      "<robot><link name=\"" + String(repeating: "x", count: 100_000) + "\"/></robot>",
    ] {
      try workshop.write(Workshop.urdf, text)
      let findings = workshop.findings()
      #expect(!findings.isEmpty)
    }
  }
}
