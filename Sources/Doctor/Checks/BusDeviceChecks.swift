extension Check {
  /// I2C buses.
  static let i2c = Check { box in
    DeviceJudgement.findings(
      "I2C", box.i2c, isContainer: box.isContainer,
      absent: "No I2C bus: supply monitors cannot be read.",
      load: "sudo modprobe i2c-dev; on a Raspberry Pi: dtparam=i2c_arm=on in config.txt")
  }

  /// GPIO chips.
  static let gpio = Check { box in
    DeviceJudgement.findings(
      "GPIO", box.gpio, isContainer: box.isContainer,
      absent: "No GPIO chip: e-stop inputs cannot be read.",
      load: "connect the e-stop to a board with GPIO, or plug in a GPIO expander")
  }
}

/// How device files are judged: there, and usable by this user.
enum DeviceJudgement {
  static func findings(
    _ subject: String, _ devices: [BoxReading.Device], isContainer: Bool, absent: String,
    load: String
  ) -> [Observation] {
    guard !devices.isEmpty else { return [.warning(subject, absent, fix: load)] }
    let closed = devices.filter { !$0.isUsable }
    guard !closed.isEmpty else {
      let names = devices.map { $0.path + ($0.hasNoPull ? " (cannot pull a line: bias none)" : "") }
      return [.ok(subject, names.joined(separator: ", ") + ": usable.")]
    }
    return [
      .warning(
        subject, closed.map(\.path).joined(separator: ", ") + ": no permission for this user.",
        fix: isContainer
          ? "start the container with --device=\(closed[0].path), one for each"
          : "sudo scripts/setup-box in the clone, then log in again")
    ]
  }
}
