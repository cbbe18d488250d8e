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

  /// The mailbox of a robot.
  public static func mailbox(of robot: String) -> String { "\(folder)/sinew-\(robot).mailbox" }
}
