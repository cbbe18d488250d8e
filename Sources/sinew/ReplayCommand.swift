import ArgumentParser
import DeviceIO
import FlightDeck
import Foundation
import Glibc
import RobotCore
import Telemetry
import Wording

/// A recording, through the same code again.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Replay a recording: the same inputs through the same code, compared bit for bit.",
    discussion: """
      Restores what the cycle remembered at the recording's first snapshot, tells it what the recorded \
      one was told, and holds everything it does against the recording: joints, commands, frames \
      sent, events, phase, fault, lease. The first difference is told with cycle, joint, field and \
      both values. Nothing is run and no device is touched.

      Ends 0 when every cycle agrees, 1 at a difference or a missing cycle, 65 when the file is \
      damaged, cut off, of another robot, version, program or architecture.

      Examples:
        sinew replay arm.mcap
        sinew replay arm.mcap --robot openarm-right --json
        sinew blackbox export --output stop.mcap && sinew replay stop.mcap
      """)

  @Argument(help: "The recording.")
  var file: String

  @Option(help: "Refuse a recording of any other robot than the one of this name.")
  var robot: String?

  @Flag(
    help: "Replay what another program recorded, too: a difference may then be the program's own.")
  var anyBuild = false

  @Flag(help: "The last line of standard output is one JSON object.")
  var json = false

  func run() throws {
    let feed = try ReplayFeed(path: file)
    let name = feed.configuration.name.text
    if let robot, robot != name {
      throw Refusal(
        "\(file): a recording of robot \(name), not of \(robot): name another file.", .badInput)
    }
    let twin = try LaunchPlan.path(of: "sinew-twin")
    try requireSameProgram(feed)
    var options = RunOptions()
    options.replays = true
    options.replaysBench = feed.isBench
    options.isJSON = json
    let image = LaunchImage.seal(options, configuration: feed.configuration, recording: file)
    let descriptor = try SharedMemory.sealedFile(bytes: image, name: "sinew-replay")
    let (replayer, pipe) = try ReplayCommand.start(twin, descriptor)
    send(feed, to: pipe)
    _ = close(pipe)
    try finish(replayer)
  }

  /// The bits are those of the program that made them, on its architecture.
  private func requireSameProgram(_ feed: ReplayFeed) throws {
    let own = BuildIdentity.word(machine: BuildIdentity.machine)
    guard feed.machine == own else {
      throw Refusal(
        "\(file): recorded on \(feed.machine), this is \(own): the last bits of numbers differ between "
          + "architectures; replay it on a box like the one that recorded it.", .badInput)
    }
    let program = feed.isHardware ? "sinew-run" : "sinew-twin"
    let number = BuildIdentity.number(ofProgramAt: try LaunchPlan.path(of: program))
    guard !anyBuild, number != feed.build else { return }
    throw Refusal(
      "\(file): recorded by another build of \(program) (0x\(String(feed.build, radix: 16)), the one "
        + "here is 0x\(String(number, radix: 16))): use the build that recorded it, or compare the two "
        + "with --any-build.", .badInput)
  }

  /// Starts the program that replays, its standard input a pipe of ours.
  private static func start(_ twin: String, _ descriptor: Int32) throws -> (Companion, Int32) {
    _ = signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else {
      throw Refusal("No pipe to \(twin): \(unsafe String(cString: strerror(errno)))", .unavailable)
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer {
      _ = close(ends[0])
      _ = close(descriptor)
    }
    let arguments = ["sinew-twin", String(descriptor)]
    return (try Companion(path: twin, arguments: arguments, input: ends[0]), ends[1])
  }

  private func send(_ feed: ReplayFeed, to pipe: Int32) {
    let isTold = CurrentProcess.isTerminal(descriptor: 2) && !json
    var next = Date.now.addingTimeInterval(1)
    feed.feed { done in
      guard isTold, Date.now >= next else { return }
      next = Date.now.addingTimeInterval(1)
      Output.remark("\(done) of \(feed.cycles) cycles")
    } _: { record in
      ReplayCommand.write(record.bytes, to: pipe)
    }
  }

  /// False when the other side has gone: it has found what it was looking for.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let start = done
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  private func finish(_ replayer: Companion) throws {
    while true {
      switch try replayer.ending() {
      case nil: usleep(2_000)
      case .exited(0): return
      case .exited(let status): throw ExitCode(status)
      case .killed(let signal):
        throw Refusal("\(file): the replay was killed by signal \(signal).", .internalError)
      }
    }
  }
}
