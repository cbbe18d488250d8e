import ArgumentParser
import Console
import Foundation
import Wording

/// What the program prints: reports on standard output, everything else on standard error.
enum Output {
  /// One line, written at once, so that a reader behind a pipe sees it when it happens. A reader
  /// that went away ends the program quietly, as `head` expects.
  static func line(_ text: String) {
    write(text + "\n")
  }

  /// Text as it is.
  static func write(_ text: String) {
    do throws(Refusal) {
      if try StandardOutput.write(text) { return }
      Foundation.exit(ExitStatus.done.rawValue)
    } catch {
      remark(error.sentence)
      Foundation.exit(error.status.rawValue)
    }
  }

  /// One line for people, on standard error.
  static func remark(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("sinew: \(text)\n".utf8))
  }

  /// Tells why something was not done and ends the program. With `--json` programs learn it too.
  static func refuse(_ refusal: Refusal) -> Never {
    if CommandLine.arguments.contains("--json") {
      line(json(refusal).line)
    }
    remark(refusal.sentence)
    Foundation.exit(refusal.status.rawValue)
  }

  /// Ends the program with what the command line's parser threw: its help, or why a word of it
  /// makes no sense. With `--json` programs learn it too.
  static func end(_ error: any Error) -> Never {
    let status = Sinew.exitCode(for: error)
    if error is ExitCode { Sinew.exit(withError: error) }
    guard !status.isSuccess else {
      // Help and version: through the one door that notices a full disk.
      let told = Sinew.fullMessage(for: error)
      if !told.isEmpty { line(told) }
      Foundation.exit(ExitStatus.done.rawValue)
    }
    if CommandLine.arguments.contains("--json") {
      line(
        JSONText.object([
          ("refused", .string(Sinew.message(for: error))), ("exit", .int(status.rawValue)),
        ]).line)
    }
    let told = Sinew.fullMessage(for: error)
    remark(told.hasPrefix("Error: ") ? String(told.dropFirst("Error: ".count)) : told)
    Foundation.exit(status.rawValue)
  }

  /// A refusal for programs.
  static func json(_ refusal: Refusal) -> JSONText {
    ["refused": .string(refusal.sentence), "exit": .int(refusal.status.rawValue)]
  }

  /// Ends the program with a status when it is not `done`.
  static func end(_ status: ExitStatus) throws {
    if status != .done { throw ExitCode(status.rawValue) }
  }
}
