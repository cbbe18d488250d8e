import DeviceIO
public import RealTime
import Units
public import Wording

/// A loop at 1 kHz that only sleeps: how late it is woken, with or without real-time rights.
///
/// Asking for rights changes the whole process (memory locked, deep sleep forbidden), so each trial
/// is a process of its own.
public struct LatencyTrial: Sendable {
  /// Under which scheduler.
  public enum Mode: String, Sendable, CaseIterable {
    /// As any program.
    case ordinary
    /// With everything the loop asks for.
    case fifo
  }

  /// Wake-ups against their nominal instants.
  public var histogram = Histogram()
  /// What was asked for and granted; empty for `.ordinary`.
  public var grants: [BoxReading.Grant] = []
  /// How far the wall clock moved against the monotonic one meanwhile, ns.
  public var clockStep: Int64 = 0

  /// Runs in this thread for `seconds` (0.1 … 3600), at SCHED_FIFO priority 80 in `.fifo`.
  public init(_ mode: Mode, seconds: Double) {
    var isRealTime = false
    if mode == .fifo {
      let guarantees = RealTimeThread.prepare(priority: 80, cpu: nil)
      grants = guarantees.entries.map { entry in
        BoxReading.Grant(
          name: entry.guarantee.name, isGranted: entry.isGranted, fix: entry.fix,
          isRequired: entry.guarantee.isRequired)
      }
      isRealTime = guarantees.entries.contains { $0.guarantee == .fifo && $0.isGranted }
    }
    // Without the priority the figures would be those of the other mode under this one's name.
    guard mode == .ordinary || isRealTime else { return }
    measure(cycles: Int64(min(max(seconds, 0.1), 3_600) * 1_000))
  }

  private mutating func measure(cycles: Int64) {
    let period = Interval(milliseconds: 1)
    let offset = Clock.realtime() - Clock.monotonic().nanoseconds
    var next = Clock.monotonic() + period
    for _ in 0..<cycles {
      while Clock.sleep(until: next) != 0 {}
      histogram.add((Clock.monotonic() - next).nanoseconds)
      next = next + period
    }
    clockStep = Clock.realtime() - Clock.monotonic().nanoseconds - offset
  }

  /// The figures as one line, for the process that asked.
  public var json: JSONText {
    [
      "count": .unsigned(histogram.total), "p50": .integer(histogram.quantile(0.5)),
      "p99": .integer(histogram.quantile(0.99)), "p999": .integer(histogram.quantile(0.999)),
      "max": .integer(histogram.maximum), "clock_step": .integer(clockStep),
      "grants": .array(
        grants.map { grant in
          [
            "name": .string(grant.name), "granted": .bool(grant.isGranted),
            "fix": .string(grant.fix), "required": .bool(grant.isRequired),
          ]
        }),
    ]
  }
}
