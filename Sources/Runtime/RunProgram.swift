public import DeviceIO
public import FlightDeck
import Glibc
import RealTime
import RobotCore
import Synchronization
import Units
public import Wording

/// What `sinew-run` and `sinew-twin` have in common: the way in, the companions, the way out.
///
/// They parse no text: `sinew` hands over one block of bytes behind a descriptor.
public enum RunProgram {
  /// Reads the block of bytes that the only argument names.
  public static func launch(program: String) throws -> Launch {
    guard CommandLine.arguments.count == 2, let descriptor = Int32(CommandLine.arguments[1]) else {
      throw Refusal(
        "\(program) is started by `sinew`, which hands it a compiled profile: "
          + "type `sinew run --help`", .usage)
    }
    do {
      let launch = try Launch(SharedMemory.readFile(descriptor: descriptor))
      wantsJSON.store(launch.options.isJSON, ordering: .relaxed)
      return launch
    } catch let error as ConfigurationRefusal {
      throw Refusal(
        "\(program) was handed a profile of another build (\(error)): build all programs "
          + "together with `swift build`", .badInput)
    }
  }

  /// Asks the kernel for the real-time guarantees; says in one line each what is missing and how to
  /// get it. With `--strict` a missing one is refused (77).
  private static func guarantees(_ options: RunOptions) throws -> UInt32 {
    // Virtual time has no deadline to keep and must not starve the machine.
    guard options.world != .virtualTime else { return 0 }
    let found = RealTimeThread.prepare(
      priority: options.priority, cpu: options.processor < 0 ? nil : options.processor)
    for entry in found.missing { say(entry.line) }
    if options.isStrict, !found.missing.isEmpty {
      let names = found.missing.map(\.guarantee.name).joined(separator: ", ")
      throw Refusal(
        "--strict: not starting without real-time guarantees; missing: \(names)", .noPermission)
    }
    return found.mask
  }

  /// Everything between the session and its first cycle: companions, `devices`, guarantees,
  /// `--motion`. When something is refused the deck goes away again: nobody takes a start that did
  /// not happen for a run that was killed.
  public static func begin(
    _ session: RunSession, _ launch: Launch, devices: () throws -> Void = {}
  ) throws -> [Companion] {
    var companions: [Companion] = []
    do {
      try startCompanions(session, recording: launch.recording, into: &companions)
      try devices()
      session.begin(guarantees: try guarantees(launch.options))
      try session.autostart()
      return companions
    } catch {
      session.close(onFault: false)
      for companion in companions { _ = hasEndedWell(companion, "companion") }
      session.remove()
      throw error
    }
  }

  /// Starts the recorder and the reporter and waits until the recorder has attached.
  private static func startCompanions(
    _ session: RunSession, recording: String, into companions: inout [Companion]
  ) throws {
    let path = CurrentProcess.executablePath ?? ""
    let sinew =
      path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/") + "/sinew"
    if !recording.isEmpty {
      let arguments = ["sinew", "record", "--robot", session.robot, "--output", recording]
      let recorder = try Companion(path: sinew, arguments: arguments)
      try awaitRecorder(session, recorder, recording: recording)
      companions.append(recorder)
    }
    var arguments = ["sinew", "report", "--robot", session.robot]
    if session.launch.options.isQuiet {
      arguments.append("--boxes-only")
    } else if session.launch.options.isJSON {
      arguments.append("--cards-only")
    }
    // Without a reporter the robot runs all the same: it says less, and keeps only the black box of
    // its last stop.
    if let reporter = try? Companion(path: sinew, arguments: arguments) {
      companions.append(reporter)
    }
  }

  private static func awaitRecorder(
    _ session: RunSession, _ recorder: Companion, recording: String
  ) throws {
    let limit = Clock.monotonic() + Interval(milliseconds: 10_000)
    while !session.hasRecorder {
      if let ending = try recorder.ending() {
        throw Refusal(
          "the recorder for \(recording) ended before it began (\(ending)): see its message above",
          .unavailable)
      }
      if Clock.monotonic() > limit {
        throw Refusal("the recorder for \(recording) did not attach within 10 s", .unavailable)
      }
      _ = Clock.sleep(until: Clock.monotonic() + Interval(milliseconds: 2))
    }
  }

  /// In virtual time the step waits for the recorder, so that message count = cycles there too.
  public static func keepPace(_ session: RunSession, _ companions: [Companion]) throws {
    guard session.launch.options.world == .virtualTime, session.launch.options.records,
      session.mustWaitForRecorder
    else { return }
    while session.mustWaitForRecorder, session.recorderFailure == 0 {
      if let ending = try companions.first?.ending() {
        throw Refusal("the recorder ended in the middle of the run (\(ending))", .failed)
      }
      _ = Clock.sleep(until: Clock.monotonic() + Interval(microseconds: 200))
    }
  }

  /// How urgently the run shall end: 0 not at all, 1 in order, 2 at once. Called once a cycle;
  /// looks at the files once a second.
  public static func endRequest(_ session: RunSession) -> UInt8 {
    let signals = UInt8(clamping: StopSignals.count())
    guard signals == 0, session.loop.isWholeSecond else { return signals }
    return session.hasLostItsFiles() ? 1 : 0
  }

  /// Closes the deck, waits for the companions, prints the summary; the exit status.
  public static func finish(
    _ session: RunSession, _ companions: [Companion], recording: String
  ) -> ExitStatus {
    let outcome = session.loop.cycle.outcome
    session.close(onFault: outcome.hasFault)
    var isWhole = true
    for (index, companion) in companions.enumerated() {
      // The recorder is started first.
      let isRecorder = index == 0 && !recording.isEmpty
      let isGood = hasEndedWell(
        companion, isRecorder ? "recorder of \(recording)" : "reporter `sinew report`")
      if isRecorder { isWhole = isGood }
    }
    let blackBox = outcome.hasFault ? session.keepBlackBox() : nil
    let summary = RunSummary(
      session, recording: recording, isWhole: isWhole, blackBox: blackBox)
    let isShown = show(session.launch.options.isJSON ? summary.json.line : summary.text)
    let isLost = session.hasLostItsFiles()
    if isLost {
      say(
        "deck or mailbox of \(session.robot) in \(DeckPath.folder) were removed or cut short in the "
          + "middle of the run; without them nobody can look at it or stop it, so it stopped itself"
      )
    }
    if !outcome.hasFault { session.remove() }
    return isShown ? (isLost ? .failed : summary.status) : .internalError
  }

  private static func hasEndedWell(_ companion: Companion, _ name: String) -> Bool {
    let limit = Clock.monotonic() + Interval(milliseconds: 10_000)
    while Clock.monotonic() < limit {
      guard let ending = try? companion.ending() else {
        _ = Clock.sleep(until: Clock.monotonic() + Interval(milliseconds: 5))
        continue
      }
      if ending != .exited(0) { say("the \(name) (process \(companion.id)) ended with \(ending)") }
      return ending == .exited(0)
    }
    say("the \(name) (process \(companion.id)) did not end within 10 s; it is left to itself")
    return false
  }

  /// Prints the summary; false when it could not be kept, as on a full disk.
  private static func show(_ text: String) -> Bool {
    print(text)
    guard fflush(nil) != 0, errno != EPIPE else { return true }
    say("standard output: \(unsafe String(cString: strerror(errno))); the summary is lost")
    return false
  }

  /// One line for people, on standard error.
  public static func say(_ line: String) {
    StandardError.write("sinew: \(line)\n")
  }

  /// Runs `body` and ends the process with its status, or with a refusal's sentence and status.
  public static func main(_ body: () throws -> ExitStatus) -> Never {
    do {
      StandardError.exit(try body().rawValue)
    } catch let refusal as Refusal {
      end(refusal.sentence, refusal.status)
    } catch let error as DeviceError {
      end(error.description, error.isPermission ? .noPermission : .unavailable)
    } catch {
      end("internal error: \(error)", .internalError)
    }
  }

  /// Tells why nothing, or no more, is done. Whoever asked for JSON gets an object on the last line
  /// of standard output then too, the same as from `sinew`.
  private static func end(_ sentence: String, _ status: ExitStatus) -> Never {
    if wantsJSON.load(ordering: .relaxed) {
      print(
        JSONText.object([("refused", .string(sentence)), ("exit", .int(status.rawValue))]).line)
    }
    say(sentence)
    StandardError.exit(status.rawValue)
  }

  /// The launch asked for JSON.
  private static let wantsJSON = Atomic<Bool>(false)
}
