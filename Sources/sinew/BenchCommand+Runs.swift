import DeviceIO
import Doctor
import FlightDeck
import Foundation
import Telemetry
import Units

/// The runs behind the figures, each in a process of its own.
struct BenchRuns {
  /// SCHED_FIFO priority of both sides; the default of `sinew run`.
  static let priority = 80

  /// Everything measured so far.
  private(set) var figures: [BenchFigure] = []
  private let profile: String
  private let seconds: Int
  private let folder: URL
  private let own: String

  init(profile: String, seconds: Int) {
    self.profile = profile
    self.seconds = seconds
    own = CurrentProcess.executablePath ?? ""
    // Where decks lie by default: in a folder on a disk, write-back takes pages away again, and
    // each comes back as a page fault that waits for the disk.
    folder = URL(filePath: "/dev/shm/sinew-bench-\(CurrentProcess.id)", directoryHint: .isDirectory)
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// The program that holds the twin is there.
  var isPossible: Bool { !own.isEmpty && Tool.beside("sinew-twin") != nil }

  /// Removes what the runs left.
  func cleanUp() { try? FileManager.default.removeItem(at: folder) }

  /// Simulated time over real time.
  mutating func virtualTime() -> [BenchFigure] {
    let began = Clock.monotonic()
    // Longer than the others: the start must not weigh.
    let text = Tool.output(
      own, arguments(["--virtual-time", "--motion", "sweep"], seconds: seconds * 10),
      environment: environment, acceptsFailure: true)
    let elapsed = (Clock.monotonic() - began).seconds
    let run = text.flatMap { RunFigures(lastLineOf: $0) }
    return add([
      BenchFigure(
        "virtual_time_speed", run?.speed(seconds: elapsed), .times, target: "≥ 20 ×",
        note: run == nil ? "the run gave no summary" : "start included")
    ])
  }

  /// Compute, lateness, heap, faults, memory, start.
  mutating func realTime() -> [BenchFigure] {
    let began = Clock.monotonic()
    let started = Tool.start(
      own, arguments(["--motion", "sweep"], seconds: seconds), environment: environment)
    guard let started else { return add([.init("compute_p50", nil, .nanoseconds)]) }
    let ready = untilReady(since: began, started)
    let memory = largestMemory(of: started, program: "sinew-twin")
    let run = started.finish(acceptsFailure: true).flatMap { RunFigures(lastLineOf: $0) }
    let missing = run == nil ? "the run gave no summary" : ""
    func figure(
      _ name: String, _ value: Int64?, _ target: String = ""
    ) -> BenchFigure {
      BenchFigure(name, value.map(Double.init), .nanoseconds, target: target, note: missing)
    }
    return add([
      figure("compute_p50", run?.compute.p50, "≤ 10 µs"),
      figure("compute_p99", run?.compute.p99, "≤ 40 µs"),
      figure("compute_p999", run?.compute.p999), figure("compute_max", run?.compute.max),
      figure("lateness_p50", run?.lateness.p50), figure("lateness_p99", run?.lateness.p99),
      figure("lateness_p999", run?.lateness.p999), figure("lateness_max", run?.lateness.max),
      .init("faults", run.map { Double($0.faults.count) }, .count, target: "0", note: missing),
      .init("overruns", run.map { Double($0.overruns) }, .count, note: missing),
      .init("allocations", run.map { Double($0.allocations) }, .count, target: "0", note: missing),
      .init("page_faults", run.map { Double($0.pageFaults) }, .count, target: "0", note: missing),
      .init("twin_resident", memory.map { Double($0.resident) }, .bytes, note: locked(memory)),
      .init("start_to_ready", ready, .nanoseconds, target: "≤ 0.5 s"),
    ])
  }

  /// Memory of the core alone, which needs an interface to talk to: a virtual one only.
  mutating func core() -> [BenchFigure] {
    let buses = BoxReader().reading().can
    guard let bus = buses.first(where: { $0.isVirtual && $0.isFD && $0.link == "up" }) else {
      return add([
        .init(
          "core_resident", nil, .bytes, target: "≤ 48 MB",
          note: "needs a virtual CAN FD interface (see sinew doctor)")
      ])
    }
    let twin = Tool.start(own, ["twin", profile, "--on", bus.name], environment: environment)
    defer { twin?.stop() }
    let core = Tool.start(
      own, ["run", profile, "--world", "hardware", "--can", bus.name, "--duration", "3", "--json"],
      environment: environment)
    let memory = core.flatMap { largestMemory(of: $0, program: "sinew-run") }
    _ = core?.finish()
    return add([
      .init(
        "core_resident", memory.map { Double($0.resident) }, .bytes, target: "≤ 48 MB",
        note: memory == nil ? "the run gave no summary" : "on \(bus.name); " + locked(memory))
    ])
  }

  /// Lateness beside cyclictest.
  mutating func beside(pairs count: Int) -> [BenchFigure] {
    guard count > 0 else { return [] }
    guard Tool.installed("cyclictest") != nil else {
      return add([
        .init(
          "lateness_ratio", nil, .times,
          note: "cyclictest is not installed (sudo apt-get install rt-tests)")
      ])
    }
    var pairs = PairedRuns()
    for index in 0..<count {
      // Who goes first alternates too.
      let first = index % 2 == 0 ? lateness() : nil
      guard let theirs = cyclictest() else {
        return add([
          .init(
            "lateness_ratio", nil, .times,
            note: "reported, not judged: no permission for SCHED_FIFO (see sinew doctor)")
        ])
      }
      guard let ours = first ?? lateness() else {
        return add([.init("lateness_ratio", nil, .times, note: "the run gave no summary")])
      }
      pairs.add(ours: ours, theirs: theirs)
    }
    return add(pairs.figures)
  }

  // MARK: Parts

  private var environment: [String: String] { ["SINEW_RUNTIME_DIR": folder.path()] }

  private func arguments(_ more: [String], seconds: Int) -> [String] {
    ["run", profile, "--world", "twin", "--json", "--duration", "\(seconds)"] + more
  }

  private mutating func add(_ new: [BenchFigure]) -> [BenchFigure] {
    figures += new
    return new
  }

  private func lateness() -> Int64? {
    Tool.output(
      own, arguments(["--motion", "sweep"], seconds: seconds), environment: environment,
      acceptsFailure: true
    ).flatMap { RunFigures(lastLineOf: $0) }?.lateness.p999
  }

  private func cyclictest() -> Int64? {
    Tool.output(
      "cyclictest",
      [
        "--mlockall", "--quiet", "--threads=1", "--priority=\(BenchRuns.priority)",
        "--interval=1000", "--duration=\(seconds)", "--histogram=20000",
      ]
    ).flatMap { CyclictestHistogram($0) }?.quantile(0.999)
  }

  /// ns from the start of the program to the first cycle that knows every joint.
  private func untilReady(since began: Instant, _ run: Tool.Started) -> Double? {
    let path = folder.appending(path: "sinew-\(profileName).deck").path()
    while run.isRunning, (Clock.monotonic() - began).seconds < 10 {
      if let deck = try? DeckReader(path: path), let cycle = deck.newest(),
        !cycle.joints.isEmpty, cycle.joints.allSatisfy({ $0.isKnown && $0.isFresh })
      {
        return Double((Clock.monotonic() - began).nanoseconds)
      }
      Thread.sleep(forTimeInterval: 0.002)
    }
    return nil
  }

  /// A profile may be given as a path.
  private var profileName: String { URL(filePath: profile).lastPathComponent }

  /// The process begins as `sinew`, which reads the profile and then becomes `program`.
  private func largestMemory(of run: Tool.Started, program: String) -> ProcessMemory? {
    var largest: ProcessMemory?
    let name = "/proc/\(run.id)/comm"
    let end = Clock.monotonic() + Interval(seconds: Double(seconds) * 0.9)
    while run.isRunning, Clock.monotonic() < end {
      let isProgram = (try? String(contentsOfFile: name, encoding: .utf8)) == program + "\n"
      if isProgram, let memory = ProcessMemory(process: run.id),
        memory.resident > largest?.resident ?? 0
      {
        largest = memory
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
    return largest
  }

  private func locked(_ memory: ProcessMemory?) -> String {
    guard let memory else { return "" }
    let share = memory.resident > 0 ? memory.locked * 100 / memory.resident : 0
    return share >= 90 ? "all locked" : "not all locked (\(memory.locked / 1_000_000) MB)"
  }
}
