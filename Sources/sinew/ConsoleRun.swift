import ArgumentParser
import Console
import DeviceIO
import FlightDeck
import Foundation
import Glibc
import RobotCore
import Telemetry
import Wording

/// `sinew run` on a terminal: the core runs beside the console, and what it prints is shown when
/// the console is left.
enum ConsoleRun {
  /// True on a terminal on both sides.
  static var isPossible: Bool {
    CurrentProcess.isTerminal(descriptor: 0) && CurrentProcess.isTerminal(descriptor: 1)
  }

  /// Runs core and console; ends with the core's status.
  static func run(_ launch: LaunchPlan, program: String) throws {
    var launch = launch
    launch.options.isQuiet = true
    let path = try LaunchPlan.path(of: program)
    let descriptor = try launch.seal()
    let robot = launch.configuration.name.text
    let log = NSTemporaryDirectory() + "sinew-run-\(CurrentProcess.id).log"
    let core = try withOutput(to: log) {
      try Companion(path: path, arguments: [program, String(descriptor)])
    }
    _ = close(descriptor)
    defer { unlinkLog(log) }
    if let ending = try awaitDeck(of: robot, core: core) {
      show(log)
      try finish(ending)
      return
    }
    var options = ConsoleApplication.Options(robot: robot)
    options.endsWithRun = true
    let status = ConsoleApplication.run(options)
    let ending = try end(core)
    show(log)
    try finish(ending)
    if status != 0 { throw ExitCode(status) }
  }

  /// Calls `body` while standard output and standard error go to a file.
  private static func withOutput<Result>(
    to path: String, _ body: () throws -> Result
  ) throws -> Result {
    _ = FileManager.default.createFile(
      atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw Refusal("\(path): cannot be written; set TMPDIR to a folder that can.", .unavailable)
    }
    let output = dup(1)
    let errors = dup(2)
    defer {
      _ = dup2(output, 1)
      _ = dup2(errors, 2)
      _ = close(output)
      _ = close(errors)
    }
    _ = dup2(file.fileDescriptor, 1)
    _ = dup2(file.fileDescriptor, 2)
    return try body()
  }

  /// Waits until the core has published its deck; how it ended when it ended instead.
  private static func awaitDeck(
    of robot: String, core: Companion
  ) throws -> Companion.Ending? {
    for _ in 0..<3_000 {
      if let ending = try core.ending() { return ending }
      let deck = try? DeckReader(path: DeckLocation.deck(of: robot))
      if deck?.identity.processID == core.id { return nil }
      Thread.sleep(forTimeInterval: 0.01)
    }
    try? core.signal(SIGTERM)
    throw Refusal("\(robot): the core did not publish its deck within 30 s.", .unavailable)
  }

  /// Asks the core to stop in good order and waits for it; a second time after 20 s at once.
  private static func end(_ core: Companion) throws -> Companion.Ending {
    var asked = 0
    for tick in 0... {
      if let ending = try core.ending() { return ending }
      if tick == 10 { Output.remark("stopping as the profile says; this takes a moment …") }
      if tick == asked * 2_000, asked < 3 {
        try? core.signal(SIGTERM)
        asked += 1
      }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return .killed(SIGKILL)
  }

  private static func show(_ log: String) {
    let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    Output.write(text)
  }

  private static func unlinkLog(_ log: String) {
    try? FileManager.default.removeItem(atPath: log)
  }

  private static func finish(_ ending: Companion.Ending) throws {
    switch ending {
    case .exited(0): return
    case .exited(let status): throw ExitCode(status)
    case .killed(let signal):
      throw Refusal(
        "The core was killed by signal \(signal); see: sinew blackbox show", .internalError)
    }
  }
}
