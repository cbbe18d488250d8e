import RobotCore

/// The questions before something dangerous, and the list of keys.
enum Questions {
  /// The question that is open; nil when none is.
  static func text(_ interaction: Interaction, _ state: ConsoleState) -> String? {
    let place = state.world == .hardware ? "real hardware" : Words.world(state.world)
    switch interaction.mode {
    case .watching, .help, .choosing: return nil
    case .leaving:
      return interaction.quitEndsRun
        ? "End the run? The robot is stopped first. y / any other key"
        : "Leave? The lease goes back and the robot holds its position. y / any other key"
    case .confirming(let request):
      switch request.kind {
      case .arm: return "Arm \(state.robot) (\(place))? Every drive gets torque. y / any other key"
      case .disarm:
        return "Disarm \(state.robot)? It moves to its rest pose, then torque goes off. y / other"
      case .play:
        let name =
          state.motions.indices.contains(request.motion) ? state.motions[request.motion] : ""
        return "Play \(name) on \(state.robot) (\(place))? The robot moves. y / any other key"
      case .none, .acquireLease, .releaseLease, .reset, .stop, .emergencyStop, .move, .hold,
        .home, .homeHere:
        return "Send it? y / any other key"
      }
    }
  }

  /// What each key does.
  static func keys(_ interaction: Interaction) -> [(String, String)] {
    keys + [
      ("q", interaction.quitEndsRun ? "end the run and leave" : "leave; the run goes on"),
      ("?", "this list"),
    ]
  }

  private static let keys: [(String, String)] = [
    ("s, space", "stop, at once and in every mode; needs no lease"),
    ("l", "take the lease, or give it back"),
    ("r", "reset a latched fault; starts no motion (lease)"),
    ("a", "arm: enable the drives and hold (lease, asks)"),
    ("d", "disarm: rest pose, then torque off (lease, asks)"),
    ("m", "motions: choose one and play it (lease, asks)"),
    ("h", "hold: end a motion (lease)"),
    ("↑ ↓", "scroll the joints"),
    ("PgUp PgDn", "scroll the events"),
  ]
}
