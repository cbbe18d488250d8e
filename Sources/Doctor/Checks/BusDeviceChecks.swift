extension Check {
  /// I2C buses.
  static let i2c = Check { box in
    DeviceJudgement.findings(
      "I2C", box.i2c, absent: "No I2C bus: supply monitors cannot be read.",
      load: "sudo modprobe i2c-dev; on a Raspberry Pi: dtparam=i2c_arm=on in config.txt")
  }

  /// GPIO chips.
  static let gpio = Check { box in
    DeviceJudgement.findings(
      "GPIO", box.gpio, absent: "No GPIO chip: e-stop inputs cannot be read.",
      load: "connect the e-stop to a board with GPIO, or plug in a GPIO expander")
  }
}

/// How device files are judged: there, and usable by this user.
enum DeviceJudgement {
  static func findings(
    _ subject: String, _ devices: [BoxReading.Device], absent: String, load: String
  ) -> [Finding] {
    guard !devices.isEmpty else { return [.warning(subject, absent, fix: load)] }
    let closed = devices.filter { !$0.isUsable }
    guard !closed.isEmpty else {
      let names = devices.map { $0.path + ($0.hasNoPull ? " (cannot pull a line: bias none)" : "") }
      return [.ok(subject, names.joined(separator: ", ") + ": usable.")]
    }
    return [
      .warning(
        subject, closed.map(\.path).joined(separator: ", ") + ": no permission for this user.",
        fix: "sudo scripts/setup-box in the clone, then log in again")
    ]
  }
}
