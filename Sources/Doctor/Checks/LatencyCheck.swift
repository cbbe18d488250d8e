import Wording

extension Check {
  /// Wake-ups of a 1 kHz loop, with and without real-time priority.
  static let latency = Check { box in
    guard let ordinary = box.ordinary, ordinary.count > 0 else {
      return [.failure("latency", "The wake-ups of a 1 kHz loop could not be measured.", fix: nil)]
    }
    guard let fifo = box.fifo, fifo.count > 0 else {
      return [
        LatencyJudgement.finding("ordinary scheduler", ordinary),
        .warning(
          "latency", "SCHED_FIFO could not be measured: no permission.",
          fix: "see \"real time\" above, then sinew doctor again"),
      ]
    }
    let better = LatencyJudgement.isBetter(fifo, ordinary)
    // A stock kernel's real-time throttling can make SCHED_FIFO the worse choice for the tail.
    let choice =
      better
      ? Observation.ok("latency", "SCHED_FIFO is the better choice on this box.")
      : Observation.warning(
        "latency",
        "SCHED_FIFO is NOT better on this box (p99.9 \(Digits.duration(fifo.p999)) against "
          + "\(Digits.duration(ordinary.p999)) without).",
        fix: "look at \"throttling\" and \"kernel\"; measure longer: sinew doctor --seconds 60")
    return [
      LatencyJudgement.finding("ordinary", ordinary), LatencyJudgement.finding("SCHED_FIFO", fifo),
      choice,
    ]
  }
}

/// How wake-ups are judged.
enum LatencyJudgement {
  /// A quarter of a 1 kHz period, ns: what is left for compute and wire otherwise gets too little.
  static let warningLimit: Int64 = 250_000

  /// Better in the tail; a twentieth more counts as equal, and equal is enough.
  static func isBetter(_ a: BoxReading.Latency, _ b: BoxReading.Latency) -> Bool {
    a.p999 <= b.p999 + b.p999 / 20
  }

  /// One line with the quantiles.
  static func finding(_ name: String, _ latency: BoxReading.Latency) -> Observation {
    let text =
      "1 kHz loop, \(name), \(latency.count) wake-ups: p50 \(Digits.duration(latency.p50)), "
      + "p99 \(Digits.duration(latency.p99)), p99.9 \(Digits.duration(latency.p999)), "
      + "max \(Digits.duration(latency.maximum)) late."
    guard latency.p999 > warningLimit else { return .ok("latency", text) }
    return .warning(
      "latency", text + " p99.9 above \(Digits.duration(warningLimit)).",
      fix: "stop other loads, use a PREEMPT_RT kernel, set the governor to performance")
  }
}
