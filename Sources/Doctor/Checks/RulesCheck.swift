extension Check {
  /// udev rules of this project.
  static let rules = Check { box in
    guard box.rules.isEmpty else {
      return [.ok("udev", "Rules installed: \(box.rules.joined(separator: ", ")).")]
    }
    return [
      .warning(
        "udev", "No rules of Sinew are installed: interface names are not stable.",
        fix: "sudo cp udev/*.rules /etc/udev/rules.d/ && sudo udevadm control --reload && "
          + "sudo udevadm trigger")
    ]
  }
}
