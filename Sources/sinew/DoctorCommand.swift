import ArgumentParser
import DeviceIO
import Doctor
import Foundation
import Wording

/// `sinew doctor`: is this box fit?
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Is this box fit to run a robot? Each finding with its fix.",
    discussion: """
      Real-time rights are tried, not looked up; wake-ups of a 1 kHz loop are measured with and \
      without them. Ends 1 when a check failed, 0 when there are warnings at most.

      Examples:
        sinew doctor
        sinew doctor --seconds 60 --json
      """)

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(
    parsing: .unconditional, help: "Seconds for each of the two latency measurements (0.1…3600).",
    transform: DecimalText.argument)
  var seconds = 2.0

  @Option(
    help: .hidden,
    transform: { text in
      guard let mode = LatencyTrial.Mode(rawValue: text) else {
        throw ValidationError("--trial \(text) is neither ordinary nor fifo.")
      }
      return mode
    })
  var trial: LatencyTrial.Mode?

  func validate() throws {
    guard (0.1...3_600).contains(seconds) else {
      throw ValidationError("--seconds \(seconds) is outside 0.1…3600.")
    }
  }

  func run() throws {
    if let trial {
      Output.line(LatencyTrial(trial, seconds: seconds).json.line)
      return
    }
    if !json {
      Output.remark("Measuring wake-ups for 2 × \(Digits.text(seconds, 1)) s …")
    }
    let findings = Check.findings(examined())
    let failed = findings.count { $0.verdict == .failure }
    let warned = findings.count { $0.verdict == .warning }
    if json {
      let report: JSONText = [
        "fit": .bool(failed == 0), "failures": .int(failed), "warnings": .int(warned),
        "findings": .array(findings.map(\.json)),
      ]
      Output.line(report.line)
    } else {
      for finding in findings { Output.line(finding.line) }
      Output.line(DoctorCommand.closing(failed: failed, warned: warned))
    }
    try Output.end(failed > 0 ? .failed : .done)
  }

  /// Everything read and tried.
  private func examined() -> BoxReading {
    var box = BoxReader().reading()
    let ordinary = result(of: .ordinary)
    let fifo = result(of: .fifo)
    box.ordinary = ordinary?.latency
    box.fifo = fifo?.latency
    box.grants = fifo?.grants ?? []
    let steps = [ordinary?.clockStep ?? 0, fifo?.clockStep ?? 0]
    box.clockStep = steps.max { $0.magnitude < $1.magnitude } ?? 0
    let clock = Tool.output("timedatectl", ["show", "--property=NTPSynchronized", "--value"]) ?? ""
    let answer = clock.trimmingCharacters(in: .whitespacesAndNewlines)
    box.isClockSynchronised = ["yes": true, "no": false][answer]
    box.swiftRuntime = DoctorCommand.swiftRuntime
    box.programs = ["sinew-run", "sinew-twin"].map(DoctorCommand.program)
    return box
  }

  /// One trial in a process of its own.
  private func result(of mode: LatencyTrial.Mode) -> TrialResult? {
    guard let path = CurrentProcess.executablePath else { return nil }
    let arguments = ["doctor", "--trial", mode.rawValue, "--seconds", "\(seconds)"]
    return Tool.output(path, arguments).flatMap { TrialResult(lastLineOf: $0) }
  }

  private static func closing(failed: Int, warned: Int) -> String {
    switch (failed, warned) {
    case (0, 0): "This box is fit."
    case (0, _): "This box is fit, with \(warned) warning\(warned == 1 ? "" : "s")."
    default:
      "This box is NOT fit for hardware: \(failed) failed, \(warned) warning\(warned == 1 ? "" : "s"). "
        + "The twin runs without real-time rights."
    }
  }

  /// Path of the Swift library this process runs on.
  private static var swiftRuntime: String {
    // Files of /proc tell a size of 0, which Foundation believes.
    let bytes = (try? DeviceFile.read(path: "/proc/self/maps")) ?? []
    let maps = String(decoding: bytes, as: UTF8.self)
    guard let line = maps.split(separator: "\n").first(where: { $0.contains("libswiftCore.so") })
    else { return "" }
    return line.split(separator: " ").last.map(String.init) ?? ""
  }

  /// One program beside this one, asked for its libraries.
  private static func program(_ name: String) -> BoxReading.Program {
    guard let path = Tool.beside(name) else {
      return BoxReading.Program(name: name, isPresent: false)
    }
    let lines = (Tool.output("ldd", [path]) ?? "").split(separator: "\n")
    let missing = lines.filter { $0.contains("=> not found") }.compactMap { line in
      line.split(whereSeparator: \.isWhitespace).first.map(String.init)
    }
    return BoxReading.Program(name: name, isPresent: true, missing: missing)
  }
}
