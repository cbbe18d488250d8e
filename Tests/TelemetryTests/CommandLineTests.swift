import FlightDeck
import Foundation
import RobotCore
import Testing

/// The program itself, as a user starts it.
@Suite final class CommandLineTests {
  let folder = "/dev/shm/test-of-sinew-\(UUID().uuidString)"

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// What the program printed, and its exit code.
  func sinew(
    _ arguments: [String], output: FileHandle? = nil
  ) throws -> (status: Int32, out: String, err: String) {
    let test = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let process = Process()
    // The test program lies beside the programs it tests, wherever the build folder is.
    process.executableURL = test.deletingLastPathComponent().appendingPathComponent("sinew")
    if !FileManager.default.isExecutableFile(atPath: process.executableURL?.path ?? "") {
      process.executableURL = Bundle.main.bundleURL.appendingPathComponent("sinew")
    }
    process.arguments = arguments
    // What a sanitizer is told holds for the programs too, which are built with it.
    var environment = ProcessInfo.processInfo.environment.filter { $0.key.hasSuffix("SAN_OPTIONS") }
    environment["SINEW_RUNTIME_DIR"] = folder
    environment["XDG_STATE_HOME"] = folder
    environment["COLUMNS"] = "80"
    environment["SINEW_PROFILES"] = CommandLineTests.root + "/firmware-profiles"
    process.environment = environment
    let out = Pipe()
    let err = Pipe()
    process.standardOutput = output ?? out
    process.standardError = err
    process.standardInput = FileHandle.nullDevice
    try process.run()
    if output != nil { try out.fileHandleForWriting.close() }
    let told = out.fileHandleForReading.readDataToEndOfFile()
    let remarks = err.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: told, as: UTF8.self),
      String(decoding: remarks, as: UTF8.self)
    )
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// A deck that `sinew` finds under this name; it goes with the test.
  func deck(_ name: String = "testbot") throws -> SyntheticDeck {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    return SyntheticDeck(path: "\(folder)/sinew-\(name).deck")
  }

  @Test(arguments: [
    "run", "twin", "status", "arm", "disarm", "move", "home", "stop", "reset", "log", "record",
    "blackbox", "profile", "report", "replay",
  ]) func helpIsAsWritten(subcommand: String) throws {
    let help = try sinew([subcommand, "--help"])
    #expect(help.status == 0)
    let path = "\(CommandLineTests.root)/Tests/Golden/help/\(subcommand).txt"
    if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
      try help.out.write(toFile: path, atomically: true, encoding: .utf8)
    }
    let golden = try String(contentsOfFile: path, encoding: .utf8)
    #expect(help.out == golden, "changed on purpose? UPDATE=1 swift test --filter helpIsAsWritten")
  }

  @Test func withoutARobotTheNextStepIsTold() throws {
    let status = try sinew(["status"])
    #expect(status.status == 69)
    #expect(status.err.contains("start one with: sinew run"))
    #expect(status.out.isEmpty)
    let json = try sinew(["arm", "--json"])
    #expect(json.status == 69)
    #expect(json.out.hasPrefix("{\"refused\":"))
  }

  @Test func severalRobotsMustBeToldApart() throws {
    let one = try deck("one")
    let two = try deck("two")
    try one.publish()
    try two.publish()
    let status = try sinew(["status"])
    #expect(status.status == 64)
    #expect(status.err.contains("one, two"))
    #expect(try sinew(["status", "--robot", "one"]).status == 0)
    #expect(try sinew(["status", "--robot", "three"]).status == 69)
    #expect(try sinew(["status", "--robot", "../one"]).status == 64)
  }

  @Test func whatEndedRunsLeftBehindDoesNotCount() throws {
    let living = try deck("living")
    living.addCycle(0)
    try living.publish()
    let killed = try deck("killed")
    for number in 0..<3 { killed.addCycle(UInt64(number)) }
    try killed.publish(isOwned: false)
    let ended = try deck("ended")
    ended.addCycle(0)
    ended.put(UInt64(1), at: DeckLayout.Counter.ended.rawValue)
    try ended.publish()
    let status = try sinew(["status"])
    #expect(status.out.contains("1 cycles"), "\(status.err)")
    #expect(!status.out.contains("the run is over"))
    // With nobody alive the one that ended last is shown: three cycles are later than one.
    living.die()
    let last = try sinew(["status"])
    #expect(last.status == 69)
    #expect(last.out.contains("3 cycles"))
  }

  @Test func aStopWithoutANameStopsEveryRobotThatRuns() throws {
    let robots = try ["left", "right"].map { (name: String) -> SyntheticDeck in
      let deck = try deck(name)
      let bytes = Array(name.utf8) + [0, 0, 0]
      for (index, byte) in bytes.enumerated() { deck.put(byte, at: 136 + index) }
      deck.addCycle(0)
      try deck.publish()
      return deck
    }
    let dead = try deck("dead")
    try dead.publish(isOwned: false)
    let codes = [EventCode.stopUnconfirmed, .stopConfirmed]
    let answers = try robots.indices.map { (index: Int) -> Answering in
      let name = ["left", "right"][index]
      let mailbox = try FakeMailbox()
      let path = "\(folder)/sinew-\(name).mailbox"
      try FileManager.default.copyItem(atPath: mailbox.path, toPath: path)
      let answering = Answering(path: path, codes: [.accepted], value: 0)
      answering.afterAnswer(1) {
        // The left one gives no evidence.
        robots[index].addEvent(0, codes[index], subject: 0, value: 12, cycle: 0)
        try? robots[index].update()
      }
      answering.start()
      return answering
    }
    let stop = try sinew(["stop"])
    #expect(stop.status == 1)
    #expect(stop.err.contains("left: UNCONFIRMED"))
    #expect(stop.out.contains("right: Stopped, with evidence"))
    for answer in answers { #expect(answer.kinds() == [.stop]) }
  }

  @Test func statusAndLogTellWhatTheDeckHolds() throws {
    let deck = try deck()
    for number in 0..<3 { deck.addCycle(UInt64(number)) }
    deck.addEvent(0, .motionBegan, subject: 0, cycle: 2)
    try deck.publish()
    let ticking = Ticking(deck, from: 3)
    let text = try sinew(["status"])
    #expect(text.status == 0)
    #expect(text.out.hasPrefix("testbot  moving") && !text.out.contains("STALLED"))
    #expect(try sinew(["console", "--once"]).status == 0)
    ticking.end()
    let data = Data(try sinew(["status", "--json"]).out.utf8)
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    #expect(object?["phase"] as? String == "moving")
    #expect((object?["joints"] as? [Any])?.count == 2)
    let log = try sinew(["log"])
    #expect(log.out.contains("Motion sweep began."))
  }

  @Test func aRunThatIsStoppedByASignalIsTold() throws {
    let deck = try deck()
    for number in 0..<3 { deck.addCycle(UInt64(number)) }
    try deck.publish()
    let text = try sinew(["status"])
    #expect(text.status == 69)
    #expect(text.out.contains("STALLED  no new cycle for 0."))
    #expect(text.out.contains("is process \(getpid()) stopped?"))
    let json = try sinew(["status", "--json"])
    #expect(json.status == 69)
    #expect(json.out.contains("\"run\":\"stalled\""))
    let page = try sinew(["console", "--once"])
    #expect(page.status == 69)
    #expect(page.out.contains("STALE: no new cycle for"))
  }

  @Test func aKilledRunIsTold() throws {
    let deck = try deck()
    for number in 0..<3 { deck.addCycle(UInt64(number)) }
    try deck.publish(isOwned: false)
    #expect(try sinew(["status"]).status == 69)
    #expect(try sinew(["console", "--once"]).status == 69)
    #expect(try sinew(["arm"]).status == 69)
    let box = try sinew(["blackbox", "show"])
    #expect(box.status == 0)
    #expect(box.out.contains("was killed at"))
    #expect(try sinew(["blackbox", "list"]).out.contains("killed"))
  }

  @Test(arguments: [
    ["run", "--duration", "0"], ["run", "--duration", "nan"], ["run", "--priority", "100"],
    ["run", "--virtual-time", "--world", "hardware"], ["run", "--can", "can0"],
    ["run", "--motion", "no-such"], ["run", "--record", "/"],
    ["run", "--world", "hardware", "--can", "leg=can0"],
    ["run", "--world", "hardware", "--can", "arm="],
    ["run", "--world", "hardware", "--can", "arm=lo"], ["twin", "openarm-right", "--on", "lo"],
    ["run", "--world", "hardware", "--can", "arm=aninterfacenamethatistoolong"],
    ["run", "--name", "../x"], ["twin", "openarm-right"],
    ["twin", "openarm-right", "--on", "can0", "--drive-timeout", "soon"],
    ["move"], ["move", "joint4=1", "--motion", "sweep"], ["move", "joint4=1", "--speed", "2"],
    ["log", "--last", "-1"], ["blackbox", "show", "--seconds", "inf"], ["dance"],
  ]) func nonsenseIsUsage(arguments: [String]) throws {
    let result = try sinew(arguments)
    #expect(result.status == 64, "\(arguments): \(result.err)")
    #expect(!result.err.isEmpty)
  }

  @Test(arguments: ["joint9=1", "joint1", "joint1=fast", "joint1=nan", "joint1=1mm", "=1"])
  func nonsenseTargetsAreUsage(target: String) throws {
    let deck = try deck()
    deck.addCycle(0)
    try deck.publish()
    let mailbox = try FakeMailbox()
    try FileManager.default.copyItem(
      atPath: mailbox.path, toPath: "\(folder)/sinew-testbot.mailbox")
    let result = try sinew(["move", target])
    #expect(result.status == 64, "\(target): \(result.err)")
  }

  @Test func keysAreExplained() throws {
    let one = try sinew(["profile", "explain", "joints.elbow.stiffness"])
    #expect(one.status == 0 && one.out.hasPrefix("joints.*.stiffness  (robot.yaml)\n"))
    #expect(one.out.contains("  units    N*m/rad; of a slide N/m, N/mm\n"))
    let all = try sinew(["profile", "explain", "--all", "--json"])
    let object = try JSONSerialization.jsonObject(with: Data(all.out.utf8)) as? [String: Any]
    #expect((object?["keys"] as? [[String: Any]])?.count ?? 0 > 120)
    for arguments in [["stifness"], [], ["stiffness", "--all"]] {
      #expect(try sinew(["profile", "explain"] + arguments).status == 64, "\(arguments)")
    }
    #expect(
      try sinew(["profile", "explain", "stifness"]).err.contains("did you mean 'stiffness'"))
  }

  @Test func badProfilesAre65() throws {
    #expect(try sinew(["profile", "check", "no-such-robot"]).status == 65)
    let json = try sinew(["profile", "check", "no-such-robot", "--json"])
    #expect(json.out.contains("\"valid\":false"))
    for arguments in [
      ["profile", "check", "nope"], ["profile", "show", "nope"], ["run", "nope"],
      ["twin", "nope", "--on", "can0"],
    ] {
      let refused = try sinew(arguments + ["--json"])
      let object =
        try JSONSerialization.jsonObject(with: Data(refused.out.utf8)) as? [String: Any]
      #expect(refused.status == 65 && object?["exit"] as? Int == 65, "\(arguments)")
      #expect((object?["refused"] as? String)?.contains("nope: is not the name") == true)
      #expect(object?["valid"] as? Bool == false && object?["findings"] != nil)
    }
    #expect(try sinew(["profile", "check", "openarm-right"]).status == 0)
    #expect(try sinew(["run", "no-such-robot"]).status == 65)
  }
}
