import ArgumentParser
import Doctor
import Wording

/// `sinew bench`: measures this box with the default robot, and beside cyclictest.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure this box: cycle, twin, memory, start, lateness.",
    discussion: """
      Runs the robot in the embedded twin in virtual and in real time, in a runtime folder of its \
      own, so that a running robot is not disturbed. With SCHED_FIFO and cyclictest at hand, both \
      are run in alternating pairs at the same priority and period. Targets are printed beside the \
      figures; nothing is asserted.

      Examples:
        sinew bench
        sinew bench --seconds 60 --pairs 5 --json
      """)

  @Argument(help: "Profile of the robot.")
  var profile = "openarm-right"

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(parsing: .unconditional, help: "Seconds of each run (1…3600).")
  var seconds = 5

  @Option(parsing: .unconditional, help: "Pairs of runs beside cyclictest (0…99).")
  var pairs = 5

  func validate() throws {
    guard (1...3_600).contains(seconds) else {
      throw ValidationError("--seconds \(seconds) is outside 1…3600.")
    }
    guard (0...99).contains(pairs) else {
      throw ValidationError("--pairs \(pairs) is outside 0…99.")
    }
  }

  func run() throws {
    _ = try ProfileFindings.load(profile)
    var bench = BenchRuns(profile: profile, seconds: seconds)
    defer { bench.cleanUp() }
    guard bench.isPossible else {
      throw Refusal(
        "sinew-twin is not beside sinew; build it: swift build -c release --product sinew-twin",
        .unavailable)
    }
    report("sinew bench: \(profile), \(BenchCommand.build) build")
    for figure in bench.virtualTime() { report(figure.line) }
    for figure in bench.realTime() { report(figure.line) }
    for figure in bench.core() { report(figure.line) }
    for figure in bench.beside(pairs: pairs) { report(figure.line) }
    if json {
      let members = bench.figures.map { ($0.name, $0.json) }
      Output.line(
        JSONText.object([
          ("profile", .string(profile)), ("build", .string(BenchCommand.build)),
          ("seconds", .int(seconds)), ("figures", .object(members)),
        ]).line)
    }
    if bench.figures.allSatisfy({ $0.value == nil }) {
      throw Refusal(
        "No run gave a figure; see for yourself: sinew run \(profile) --json --duration 1",
        .failed)
    }
  }

  private func report(_ line: String) {
    if json { Output.remark(line) } else { Output.line(line) }
  }

  /// Figures of a debug build say nothing of the product.
  private static var build: String {
    #if DEBUG
      "DEBUG (figures say nothing; use swift build -c release)"
    #else
      "release"
    #endif
  }
}
