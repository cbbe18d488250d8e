import Cycle
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
    var found = RealTimeThread.prepare(
      priority: options.priority, cpu: options.processor < 0 ? nil : options.processor)
    found.lookAtDeck(in: DeckPath.folder)
    for entry in found.missing { say(entry.line) }
    let lacking = found.missing.filter(\.guarantee.isRequired)
    if options.isStrict, !lacking.isEmpty {
      let names = lacking.map(\.guarantee.name).joined(separator: ", ")
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
      for (index, companion) in companions.enumerated() {
        let isRecorder = index == 0 && launch.options.records
        _ = hasEndedWell(companion, "companion", session, isRecorder: isRecorder)
      }
      session.remove()
      throw error
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
    if let cause = StopSignals.cause { say("the run was ended by \(cause)") }
    var isWhole = true
    for (index, companion) in companions.enumerated() {
      // The recorder is started first.
      let isRecorder = index == 0 && !recording.isEmpty
      let isGood = hasEndedWell(
        companion, isRecorder ? "recorder of \(recording)" : "reporter `sinew report`", session,
        isRecorder: isRecorder)
      if isRecorder { isWhole = isGood }
    }
    let blackBox = outcome.hasFault ? session.keepBlackBox() : nil
    let summary = RunSummary(
      session, recording: recording, isWhole: isWhole, blackBox: blackBox)
    let isShown = show(session.launch.options.isJSON ? summary.json.line : summary.text)
    let isLost = session.hasLostItsFiles()
    if isLost {
      say(
        "deck or mailbox of \(session.robot) in \(DeckPath.folder) were removed, cut short or "
          + "overwritten in the middle of the run; without them nobody can look at it or stop it, "
          + "so it stopped itself"
      )
    }
    if !outcome.hasFault { session.remove() }
    return isShown ? (isLost ? .failed : summary.status) : .internalError
  }

  /// Prints the summary; false when it could not be kept, as on a full disk.
  private static func show(_ text: String) -> Bool {
    print(text)
    guard fflush(nil) != 0, errno != EPIPE else { return true }
    say("standard output: \(unsafe String(cString: strerror(errno))); the summary is lost")
    return false
  }

  /// One line for people, on standard error.
  public static func say(_ line: String) { StandardError.write(self.line(line) + "\n") }

  /// A line as `say` writes it, without its end.
  public static func line(_ text: String) -> String { "sinew: \(text)" }

  /// Runs `body` and ends the process with its status, or with a refusal's sentence and status.
  ///
  /// Never inlined: what `body` needs of the stack must not be taken before the stack is seen to.
  @inline(never)
  public static func main(_ body: () throws -> ExitStatus) -> Never {
    do {
      try ProcessStart.prepare()
      StandardError.exit(try body().rawValue)
    } catch let refusal as Refusal {
      end(refusal.sentence, refusal.status)
    } catch let error as ProcessStart.StackShortage {
      end(error.sentence, .noPermission)
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
