import Glibc

extension DeckReader {
  /// A process that was stopped (`kill -STOP`, a debugger) keeps its deck's lock and looks alive:
  /// seconds, at least 0.25 or three periods, in which a living run published no cycle; nil when
  /// one came, when the run is over, or when it has not begun.
  ///
  /// Returns with the first new cycle, so a healthy run is hardly waited for. 0.25 s is more than a
  /// busy host without real-time priority is late, and short enough for one look.
  public func stalledTime() -> Double? {
    let before = cycles
    guard liveness == .running, before > 0 else { return nil }
    let start = monotonicNow()
    let patience = max(250_000_000, period &* 3)
    var passed: Int64 = 0
    while passed < patience {
      usleep(2_000)
      passed = Int64(clamping: monotonicNow() &- start)
      if cycles != before { return nil }
    }
    return liveness == .running ? Double(passed) / 1e9 : nil
  }
}
