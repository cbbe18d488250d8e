import Cycle
public import DeviceIO
import FlightDeck
import Glibc
import RobotCore
import Units
import Wording

// The recorder and the reporter: processes beside the run, which it starts, waits for and outlives.
extension RunProgram {
  /// Starts the recorder and the reporter and waits until the recorder has attached.
  static func startCompanions(
    _ session: RunSession, recording: String, into companions: inout [Companion]
  ) throws {
    let path = CurrentProcess.executablePath ?? ""
    let sinew =
      path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/") + "/sinew"
    if !recording.isEmpty {
      let arguments = ["sinew", "record", "--robot", session.robot, "--output", recording]
      let recorder = try Companion(path: sinew, arguments: arguments)
      companions.append(recorder)
      try awaitRecorder(session, recorder, recording: recording)
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
        session.recorderEnding = ending
        throw Refusal(
          "the recorder for \(recording) ended before it began (\(ending)): see its message above",
          .unavailable)
      }
      if StopSignals.count() > 0 {
        throw Refusal(
          "the run was ended before it began: the recorder for \(recording) had not attached yet",
          .failed)
      }
      if Clock.monotonic() > limit {
        throw Refusal("the recorder for \(recording) did not attach within 10 s", .unavailable)
      }
      _ = Clock.sleep(until: Clock.monotonic() + Interval(milliseconds: 2))
    }
  }

  /// In virtual time the step waits for the recorder, so that message count = cycles there too.
  ///
  /// Nobody is left without an answer meanwhile: a signal, or a stop in the mailbox, ends the wait
  /// for a recorder that takes nothing, for the rest of the run. Its recording is not whole then.
  public static func keepPace(_ session: RunSession, _ companions: [Companion]) {
    guard session.launch.options.world == .virtualTime, session.launch.options.records,
      session.mustWaitForRecorder, !session.hasGivenUpRecorder, let recorder = companions.first
    else { return }
    let recording = session.launch.recording
    let patience = Interval(milliseconds: 5_000)
    var taken = session.recorderCursor
    var lastTime = Clock.monotonic()
    var nextWord = lastTime + patience
    while session.mustWaitForRecorder, session.recorderFailure == 0 {
      let now = Clock.monotonic()
      if session.recorderCursor != taken {
        taken = session.recorderCursor
        lastTime = now
        nextWord = now + patience
      }
      if session.recorderEnding == nil, let ending = try? recorder.ending() {
        session.recorderEnding = ending
        session.hasGivenUpRecorder = true
        return say("the recorder of \(recording) ended in the middle of the run (\(ending))")
      }
      let isIdle = recorder.isHalted || now - lastTime > Interval(milliseconds: 1_000)
      if isIdle, StopSignals.count() > 0 || session.isAskedToStop {
        session.hasGivenUpRecorder = true
        return say(
          "the recorder of \(recording) (process \(recorder.id)) takes nothing; the run goes on to "
            + "its end without it, and the recording is not complete")
      }
      if now >= nextWord {
        nextWord = now + Interval(milliseconds: 1_000)
        sayStuck(recorder, recording, for: now - lastTime)
      }
      _ = Clock.sleep(until: Clock.monotonic() + Interval(microseconds: 200))
    }
  }

  private static func sayStuck(_ recorder: Companion, _ recording: String, for time: Interval) {
    let why =
      recorder.isHalted
      ? "it is halted (kill -CONT \(recorder.id) sets it going)" : "look at its disk"
    say(
      "the run waits: the recorder of \(recording) (process \(recorder.id)) has taken no cycle for "
        + "\(time.nanoseconds / 1_000_000_000) s; \(why); Ctrl-C or `sinew stop` does not wait for it"
    )
  }

  /// Waits for the end of a companion, at most 10 s: not for one that is halted, and not when
  /// another signal comes.
  static func hasEndedWell(
    _ companion: Companion, _ name: String, _ session: RunSession, isRecorder: Bool
  ) -> Bool {
    if isRecorder, let ending = session.recorderEnding { return ending == .exited(0) }
    let start = Clock.monotonic()
    let limit = start + Interval(milliseconds: 10_000)
    let signals = StopSignals.count()
    var why = "did not end within 10 s"
    while Clock.monotonic() < limit {
      guard let ending = try? companion.ending() else {
        if companion.isHalted {
          why = "is halted (kill -CONT \(companion.id) sets it going)"
          break
        }
        if StopSignals.count() > signals {
          why = "has not ended yet, and another signal came"
          break
        }
        _ = Clock.sleep(until: Clock.monotonic() + Interval(milliseconds: 5))
        continue
      }
      if ending != .exited(0) { say("the \(name) (process \(companion.id)) ended with \(ending)") }
      return ending == .exited(0)
    }
    say("the \(name) (process \(companion.id)) \(why); it is left to itself")
    return false
  }
}
