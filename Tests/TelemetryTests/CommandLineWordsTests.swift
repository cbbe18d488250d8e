import FlightDeck
import Foundation
import RobotCore
import Testing

// What the program says of words that make no sense, and of reports that cannot be kept.
extension CommandLineTests {
  @Test(arguments: [
    ["run", "--duration", "-1"], ["run", "--priority", "-1"], ["run", "--cpu", "-1"],
    ["run", "--seed", "-1"], ["twin", "openarm-right", "--on", "can0", "--duration", "-1"],
    ["twin", "openarm-right", "--on", "can0", "--drive-timeout", "-1"],
    ["bench", "--seconds", "-1"], ["bench", "--pairs", "-1"], ["doctor", "--seconds", "-1"],
    ["log", "--last", "-1"], ["move", "joint4=1", "--speed", "-1"],
    ["blackbox", "show", "--seconds", "-1"], ["blackbox", "show", "--rows", "-1"],
  ]) func aNegativeNumberIsNamed(arguments: [String]) throws {
    let result = try sinew(arguments + ["--json"])
    #expect(result.status == 64)
    #expect(result.err.hasPrefix("sinew: "), "\(result.err)")
    #expect(!result.err.contains("Missing value"), "\(result.err)")
    #expect(result.err.contains("-1"), "\(result.err)")
    // Programs learn it too.
    #expect(result.out.hasPrefix("{\"refused\":\""), "\(result.out)")
  }

  @Test func aMoveWithoutWordsSaysWhatToName() throws {
    let move = try sinew(["move"])
    #expect(move.status == 64)
    #expect(move.err.contains("Name a motion"))
    let both = try sinew(["move", "joint4=1", "--motion", "sweep"])
    #expect(both.err.contains("not both"))
  }

  @Test func aRecordingNeedsAFolder() throws {
    let run = try sinew(["run", "--record", "/nonexist/x.mcap", "--json"])
    #expect(run.status == 64)
    #expect(run.err.contains("there is no folder /nonexist"))
    #expect(run.out.contains("\"exit\":64"))
    #expect(try sinew(["blackbox", "export", "--output", ""]).err.contains("--output is empty"))
  }

  @Test func aBoxThatIsNotThereIsSaidSo() throws {
    let nope = try sinew(["blackbox", "show", "nope"])
    #expect(nope.status == 69)
    #expect(nope.err.contains("nope: there is no such black box"))
    let deck = try deck()
    deck.addCycle(0)
    try deck.publish(isOwned: false)
    #expect(try sinew(["blackbox", "show", "testbot"]).err.contains("--robot testbot"))
  }

  @Test func aBoxOfAnotherBuildIsAShortLine() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let other = SyntheticDeck(layoutHash: 1, path: "\(folder)/sinew-other.deck")
    try other.publish(isOwned: false)
    let list = try sinew(["blackbox", "list"])
    #expect(list.out.contains("written by another build"))
    #expect(list.out.count < folder.count + 100, "\(list.out)")
  }

  @Test func aReportThatCannotBeKeptIsNoSuccess() throws {
    let deck = try deck()
    deck.addCycle(0)
    deck.addEvent(0, .motionBegan, subject: 0, cycle: 0)
    try deck.publish()
    for arguments in [
      ["status"], ["log"], ["console", "--once"], ["blackbox", "list"], ["--help"],
      ["run", "--help"], ["help", "run"],
    ] {
      let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
      let result = try sinew(arguments, output: full)
      #expect(result.status == 70, "\(arguments)")
      #expect(result.err.contains("standard output: No space left"), "\(result.err)")
    }
  }

  @Test func blackBoxesAreKeptThoughNobodyReads() throws {
    let deck = try deck()
    for number in 0..<30 { deck.addCycle(UInt64(number)) }
    deck.addEvent(
      0, .fault, detail: FaultCode.followingError.rawValue, subject: 0, value: 1, limit: 0.3,
      cycle: 20)
    deck.put(UInt64(2), at: DeckLayout.Counter.ended.rawValue)
    try deck.publish()
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    // It goes on to its end instead of ending at the first line that cannot be written.
    #expect(try sinew(["report"], output: full).status == 0)
  }

  @Test func onePageForProgramsIsTheStatus() throws {
    let deck = try deck()
    for number in 0..<3 { deck.addCycle(UInt64(number)) }
    try deck.publish()
    let page = try sinew(["console", "--once", "--json"])
    let status = try sinew(["status", "--json"])
    #expect(page.status == status.status)
    #expect(page.out == status.out)
    #expect(page.out.contains(#/"hash":"0x[0-9a-f]{16}"/#))
    #expect(try sinew(["console", "--json"]).status == 64)
  }

  @Test func badProfilesAreToldBeforeAnythingRuns() throws {
    #expect(try sinew(["bench", "nope"]).status == 65)
    let root = try sinew(["profile", "check", "/"])
    #expect(root.status == 65)
    #expect(root.err.contains("/robot.yaml") && !root.err.contains("//"))
    let file = try sinew(["run", "/etc/passwd"])
    #expect(file.status == 65)
    #expect(file.err.contains("/etc/passwd"))
  }

  @Test func theCompanionIsNotOffered() throws {
    let help = try sinew(["--help"])
    #expect(help.status == 0)
    #expect(!help.out.contains("\n  report "))
    #expect(help.out.contains("\n  record "))
  }
}
