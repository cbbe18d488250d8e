import DeviceIO
import Glibc
import Testing
import Units

@Suite struct ProcessTests {
  /// Asks until it has ended; the loop waits for the kernel, not for a time.
  private func ending(of companion: Companion) throws -> Companion.Ending {
    while true {
      if let ending = try companion.ending() { return ending }
      _ = Clock.sleep(until: Clock.monotonic() + Interval(milliseconds: 1))
    }
  }

  @Test func exitCodesAndSignalsAreToldApart() throws {
    let code = try Companion(path: "/bin/sh", arguments: ["sh", "-c", "exit 7"])
    #expect(try ending(of: code) == .exited(7))
    #expect(throws: DeviceError(.askProcess, "process \(code.id)", errno: ECHILD)) {
      try code.ending()
    }
    let sleeper = try Companion(path: "/bin/sleep", arguments: ["sleep", "1000"])
    #expect(try sleeper.ending() == nil)
    #expect(getpgid(sleeper.id) == sleeper.id)
    try sleeper.signal(SIGTERM)
    #expect(try ending(of: sleeper) == .killed(SIGTERM))
    #expect(throws: DeviceError(.signalProcess, "process \(sleeper.id)", errno: ESRCH)) {
      try sleeper.signal(0)
    }
  }

  @Test func theWholeGroupCanBeEnded() throws {
    let parent = try Companion(
      path: "/bin/sh", arguments: ["sh", "-c", "sleep 1000 & wait"])
    try parent.signal(SIGKILL, wholeGroup: true)
    #expect(try ending(of: parent) == .killed(SIGKILL))
  }

  @Test func missingProgramsAndDangerousIdsAreRefused() {
    #expect(throws: DeviceError(.startProgram, "/nope", errno: ENOENT)) {
      _ = try Companion(path: "/nope", arguments: ["nope"])
    }
    #expect(throws: DeviceError(.execute, "/nope", errno: ENOENT)) {
      try CurrentProcess.execute(path: "/nope", arguments: ["nope"])
    }
    for id: Int32 in [-1, 0, 1] {
      #expect(throws: DeviceError(.signalProcess, "process \(id)", errno: EINVAL)) {
        try Companion.signal(0, process: id)
      }
    }
  }

  @Test func stopSignalsAreCountedAndIgnoredOnesStayIgnored() async {
    await #expect(processExitsWith: .success) {
      signal(SIGHUP, SIG_IGN)
      do { try StopSignals.catchAll() } catch { exit(1) }
      #expect(StopSignals.count() == 0)
      // To the process, not to this thread: pool threads have signals blocked.
      kill(getpid(), SIGHUP)
      for stray in [SIGPIPE, SIGUSR1, SIGUSR2, SIGALRM, SIGTSTP, SIGTTIN, SIGPROF] {
        kill(getpid(), stray)
      }
      kill(getpid(), SIGINT)
      while StopSignals.count() < 1 { sched_yield() }
      #expect(StopSignals.last() == UInt32(SIGINT))
      kill(getpid(), SIGTERM)
      while StopSignals.count() < 2 { sched_yield() }
      #expect(StopSignals.count() == 2)
      #expect(StopSignals.last() == UInt32(SIGTERM))
      kill(getpid(), SIGQUIT)
      while StopSignals.count() < 3 { sched_yield() }
      #expect(StopSignals.last() == UInt32(SIGQUIT))
    }
  }

  @Test func whatTheKernelRepeatsAsksOnce() async {
    await #expect(processExitsWith: .success) {
      do { try StopSignals.catchAll() } catch { exit(1) }
      for _ in 0..<3 {
        kill(getpid(), SIGXCPU)
        kill(getpid(), SIGSYS)
      }
      for stray in [SIGXFSZ, SIGVTALRM, SIGIO, SIGSTKFLT, 34, 40, 64] { kill(getpid(), stray) }
      while StopSignals.count() < 1 { sched_yield() }
      #expect(StopSignals.count() == 1, "an orderly end, not a hasty one")
      #expect(StopSignals.cause != nil)
      kill(getpid(), SIGINT)
      while StopSignals.count() < 2 { sched_yield() }
      #expect(StopSignals.cause == nil, "a person")
    }
  }

  @Test func closedDescriptorsGoToNobody() async {
    await #expect(processExitsWith: .exitCode(7)) {
      // A table of descriptors of our own (CLONE_FILES, 0x400, of sched.h, which Glibc leaves out):
      // what another thread opens meanwhile could take one of the numbers and give it back.
      typealias Unshare = @convention(c) (Int32) -> Int32
      guard let address = unsafe dlsym(nil, "unshare"),
        unsafe unsafeBitCast(address, to: Unshare.self)(0x400) == 0
      else { exit(2) }
      for number: Int32 in 0...2 { close(number) }
      try ProcessStart.prepare()
      let next = unsafe open("/dev/zero", O_RDONLY)
      exit(next > 2 ? 7 : 1)
    }
  }

  @Test func aHaltedCompanionIsKnown() throws {
    let sleeper = try Companion(path: "/bin/sleep", arguments: ["sleep", "1000"])
    #expect(!sleeper.isHalted)
    try sleeper.signal(SIGSTOP)
    while !sleeper.isHalted { sched_yield() }
    try sleeper.signal(SIGKILL)
    #expect(try ending(of: sleeper) == .killed(SIGKILL))
  }

  @Test func aProgramKnowsItself() {
    #expect(CurrentProcess.id == getpid())
    #expect(CurrentProcess.executablePath?.hasPrefix("/") == true)
    #expect(CurrentProcess.environment("PATH")?.isEmpty == false)
    #expect(CurrentProcess.environment("SINEW_NO_SUCH_VARIABLE") == nil)
    #expect(!CurrentProcess.isTerminal(descriptor: -1))
  }

  @Test func executeReplacesTheProgram() async {
    await #expect(processExitsWith: .exitCode(3)) {
      try CurrentProcess.execute(path: "/bin/sh", arguments: ["sh", "-c", "exit $1", "sh", "3"])
    }
  }
}
