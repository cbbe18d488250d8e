extension Check {
  /// Memory for the runtime, the deck and a recorder.
  static let memory = Check { box in
    let text = "\(box.memoryAvailable / 1_024) of \(box.memoryTotal / 1_024) MB available."
    // 48 MB locked by the core, 40 MB of deck, and as much again for recorder and console.
    guard box.memoryAvailable >= 200 * 1_024 else {
      return [
        .failure("memory", text + " Sinew needs 200 MB.", fix: "stop other programs; free -m")
      ]
    }
    if box.swapUsed > 0 {
      return [
        .warning(
          "memory", text + " \(box.swapUsed / 1_024) MB are swapped out.",
          fix: "stop what does not belong on this box, or sudo swapoff -a")
      ]
    }
    return [.ok("memory", text)]
  }
}
