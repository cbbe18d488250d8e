import Wording

extension Check {
  /// Clock source, synchronisation, steps.
  static let clock = Check { box in
    var findings: [Observation] = []
    // Sources that are read through a slow bus cost microseconds a cycle.
    let isSlow = ["hpet", "acpi_pm", "jiffies", "refined-jiffies"].contains(box.clockSource)
    findings.append(
      isSlow
        ? .warning(
          "clock", "The clock source is \(box.clockSource), which is slow to read.",
          fix: "find out why the kernel refused the better one: dmesg | grep -i clocksource")
        : .ok("clock", "Source \(box.clockSource.isEmpty ? "unknown" : box.clockSource)."))
    if box.clockStep.magnitude > 1_000_000 {
      findings.append(
        .warning(
          "clock",
          "The wall clock moved by \(Digits.duration(box.clockStep)) during this look. Cycles do "
            + "not depend on it, but the times in recordings do.",
          fix: "let one service set the clock, by slewing: sudo apt-get install chrony"))
    }
    switch box.isClockSynchronised {
    case true: findings.append(.ok("clock", "The wall clock is synchronised."))
    case false:
      findings.append(
        .warning(
          "clock", "The wall clock is not synchronised: times in recordings are unsure.",
          fix: "sudo apt-get install chrony"))
    case nil: findings.append(.ok("clock", "Nobody says whether the wall clock is synchronised."))
    }
    return findings
  }
}
