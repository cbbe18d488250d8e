extension Check {
  /// udev rules of this project.
  static let rules = Check { box in
    // udev runs outside of a container, and its names come in with --device.
    if box.isContainer, box.rules.isEmpty {
      return [.ok("udev", "This is a container: udev's rules belong into the box around it.")]
    }
    guard box.rules.isEmpty else {
      // The names that the shipped profiles use; a line of the rules gives each, once it is filled
      // in.
      let missing = ["i2c-supply", "gpio-estop"].filter { !box.stableNames.contains($0) }
      guard !missing.isEmpty else {
        return [.ok("udev", "Rules installed: \(box.rules.joined(separator: ", ")).")]
      }
      let paths = missing.map { "/dev/sinew/\($0)" }.joined(separator: ", ")
      return [
        .warning(
          "udev", "Rules installed, but no \(paths): a profile that names it cannot start.",
          fix: "fill in the lines for \(missing.joined(separator: " and ")) in \(box.rules[0]), "
            + "remove their #, then sudo scripts/setup-box in the clone")
      ]
    }
    return [
      .warning(
        "udev", "No rules of Sinew are installed: interface names are not stable.",
        fix: "sudo scripts/setup-box in the clone")
    ]
  }
}
