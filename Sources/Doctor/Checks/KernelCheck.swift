extension Check {
  /// Release and preemption model.
  static let kernel = Check { box in
    guard !box.kernel.isEmpty else {
      return [.failure("kernel", "This is no Linux kernel that tells its release.", fix: nil)]
    }
    if box.isRealTimeKernel { return [.ok("kernel", "\(box.kernel), PREEMPT_RT.")] }
    return [
      .warning(
        "kernel",
        "\(box.kernel) is not a PREEMPT_RT kernel: late cycles of several ms must be expected.",
        fix: "sudo apt-get install linux-image-rt-\(architecture), then reboot")
    ]
  }

  /// As Debian names it.
  private static var architecture: String {
    #if arch(arm64)
      "arm64"
    #else
      "amd64"
    #endif
  }
}
