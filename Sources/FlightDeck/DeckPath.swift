import DeviceIO

/// Where the deck and the mailbox of a robot lie: `$SINEW_RUNTIME_DIR`, else `/dev/shm`.
public enum DeckPath {
  /// The folder of all decks of this machine.
  public static var folder: String {
    let named = CurrentProcess.environment("SINEW_RUNTIME_DIR") ?? ""
    return named.isEmpty ? "/dev/shm" : named
  }

  /// The flight deck of a robot.
  public static func deck(of robot: String) -> String { "\(folder)/sinew-\(robot).deck" }

  /// Removes what runs of a robot that were killed while they started have left: files that never
  /// got their name, `PATH.PROCESS.new` (memory.c).
  public static func removeUnborn(of robot: String) {
    for path in [deck(of: robot), mailbox(of: robot)] {
      let stem = path.dropFirst(folder.count + 1) + "."
      for name in DeviceFile.names(in: folder) where name.hasPrefix(stem) && name.hasSuffix(".new")
      {
        let process = Int32(name.dropFirst(stem.count).dropLast(".new".count)) ?? 0
        guard process > 0, !DeckProcess.exists(process) else { continue }
        try? DeviceFile.remove(path: "\(folder)/\(name)")
      }
    }
  }

  /// The mailbox of a robot.
  public static func mailbox(of robot: String) -> String { "\(folder)/sinew-\(robot).mailbox" }
}
