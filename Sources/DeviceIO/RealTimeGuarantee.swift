import Glibc

/// One thing the kernel can promise the loop. The raw value is its bit in `flight_deck_header`.
public enum RealTimeGuarantee: UInt32, CaseIterable, Sendable {
  /// The thread runs before all ordinary ones (`SCHED_FIFO`).
  case fifo = 1
  /// Its children do not inherit that (`SCHED_RESET_ON_FORK`).
  case resetOnFork = 2
  /// It stays on one processor.
  case affinity = 4
  /// No page of the process can be taken out of memory (`mlockall`).
  case memoryLocked = 8
  /// The stack it will use is in memory.
  case stackPrefaulted = 16
  /// The heap holds memory in reserve and keeps it.
  case heapPrefaulted = 32
  /// It is woken at its instant, not up to 50 µs later.
  case timerSlack = 64
  /// Processors do not sleep deeply (`/dev/cpu_dma_latency`).
  case shallowSleep = 128
  /// The kernel ends other processes first when memory runs out (`oom_score_adj`).
  case sparedByOOM = 256
  /// The flight deck lies in memory: on a disk write-back takes its pages away again.
  case deckInMemory = 512

  /// `--strict` refuses to start without it. A user can be given everything but the right to be
  /// spared when memory runs out: that takes root or a systemd unit.
  public var isRequired: Bool { self != .sparedByOOM }

  /// What is missing, in a few words.
  public var name: String {
    switch self {
    case .fifo: "real-time priority (SCHED_FIFO)"
    case .resetOnFork: "ordinary priority for child processes (SCHED_RESET_ON_FORK)"
    case .affinity: "a processor of its own"
    case .memoryLocked: "locked memory (mlockall)"
    case .stackPrefaulted: "a stack in memory"
    case .heapPrefaulted: "a heap in memory"
    case .timerSlack: "exact wake-ups (PR_SET_TIMERSLACK)"
    case .shallowSleep: "processors kept out of deep sleep (/dev/cpu_dma_latency)"
    case .sparedByOOM: "protection when memory runs out (oom_score_adj)"
    case .deckInMemory: "a flight deck in memory"
    }
  }

  /// Group, limits and rules at once; typing them one by one left half of them out.
  private static var setUp: String { Surroundings.rights }

  /// What to type to get it, given the kernel's refusal.
  func fix(errno: Int32) -> String {
    switch self {
    case .fifo where errno == EINVAL: "use a priority of 1…99"
    case .fifo, .memoryLocked: Self.setUp
    case .resetOnFork: "run under a kernel that allows sched_setscheduler"
    case .affinity: "use a processor that `cat /sys/devices/system/cpu/online` lists"
    case .stackPrefaulted: "raise `ulimit -s` to 8192"
    case .heapPrefaulted: "free memory: `free -m` shows what is left"
    case .timerSlack: "run under a kernel that allows prctl(PR_SET_TIMERSLACK)"
    case .shallowSleep where errno == ENOENT:
      "use a kernel with CONFIG_PM and CONFIG_CPU_IDLE, or boot with `processor.max_cstate=1`"
    case .shallowSleep: Self.setUp
    case .sparedByOOM:
      "sudo choom --adjust -1000 --pid $(pgrep -o 'sinew-(run|twin)') once it runs, or in a "
        + "systemd unit OOMScoreAdjust=-1000"
    case .deckInMemory: "unset SINEW_RUNTIME_DIR, or name a folder on a tmpfs, such as /dev/shm"
    }
  }
}
