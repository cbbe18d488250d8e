extension Check {
  /// The programs of the project and the libraries they need.
  static let programs = Check { box in
    var findings: [Observation] = [
      .ok(
        "programs",
        box.swiftRuntime.isEmpty
          ? "The Swift runtime is part of sinew." : "Swift runtime: \(box.swiftRuntime).")
    ]
    for program in box.programs {
      if !program.isPresent {
        findings.append(
          .warning(
            "programs", "\(program.name) is not beside sinew.",
            fix: "swift build -c release --product \(program.name)"))
      } else if !program.missing.isEmpty {
        findings.append(
          .failure(
            "programs",
            "\(program.name) does not find \(program.missing.joined(separator: ", ")).",
            fix: "install the libraries (scripts/run does), or add their folder to ld.so.conf.d"))
      }
    }
    return findings
  }
}
