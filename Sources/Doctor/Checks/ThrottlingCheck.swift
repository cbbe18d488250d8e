extension Check {
  /// Share of time the kernel leaves to real-time threads.
  static let throttling = Check { box in
    guard let runtime = box.throttleRuntime, let period = box.throttlePeriod, period > 0 else {
      return [.ok("throttling", "The kernel does not throttle real-time threads.")]
    }
    guard runtime >= 0, runtime < period else {
      return [.ok("throttling", "Off: real-time threads may use all of the time.")]
    }
    let share = "\(runtime) of every \(period) µs"
    // One loop at 1 kHz uses a few per cent; only a loop that spins is ever throttled.
    guard runtime * 100 < period * 90 else {
      return [.ok("throttling", "Real-time threads may use \(share); a loop uses a few per cent.")]
    }
    return [
      .warning(
        "throttling", "Real-time threads may use only \(share).",
        fix: "sudo sysctl -w kernel.sched_rt_runtime_us=950000")
    ]
  }
}
