extension Check {
  /// Real-time guarantees as the kernel answered, one finding each for what it refused.
  static let permission = Check { box in
    guard !box.grants.isEmpty else {
      return [.failure("real time", "The trial of real-time rights did not run.", fix: nil)]
    }
    let missing = box.grants.filter { !$0.isGranted }
    guard !missing.isEmpty else {
      return [.ok("real time", "All \(box.grants.count) guarantees were asked for and granted.")]
    }
    return missing.map {
      let text = "The kernel refused \($0.name)."
      return $0.isRequired
        ? .failure("real time", text, fix: $0.fix) : .warning("real time", text, fix: $0.fix)
    }
  }
}
