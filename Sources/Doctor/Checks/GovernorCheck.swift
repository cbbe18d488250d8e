extension Check {
  /// Frequency governor of the processors.
  static let governor = Check { box in
    guard !box.governors.isEmpty else {
      return [.ok("governor", "The kernel sets no processor frequency here.")]
    }
    let others = box.governors.filter { $0 != "performance" }.sorted()
    guard !others.isEmpty else { return [.ok("governor", "performance on every processor.")] }
    return [
      .warning(
        "governor", "\(others.joined(separator: ", ")) in use: frequency changes cost time.",
        fix: "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor")
    ]
  }
}
