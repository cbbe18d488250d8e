import FlightDeck
import RobotCore

/// The short words that fit a column. Sentences are the business of `Wording`.
enum Words {
  /// How much the phase matters.
  static func style(_ phase: RobotPhase) -> Style {
    switch phase {
    case .latched: .bad
    case .disarmed: .plain
    case .arming, .stopping: .caution
    case .holding, .moving: .good
    }
  }

  /// The drive's state in at most 8 characters.
  static func drive(_ joint: ConsoleState.Joint) -> (String, Style) {
    guard joint.isKnown else { return ("unheard", .bad) }
    guard joint.isFresh else { return ("silent", .bad) }
    // On or off by our own word alone.
    if joint.isOpenLoop { return (joint.status == .enabled ? "blind on" : "blind", .plain) }
    switch joint.status {
    case .unknown: return ("unknown", .caution)
    case .disabled: return ("off", .plain)
    case .enabled: return ("on", .good)
    case .fault: return (driveFault(joint.driveFault), .bad)
    }
  }

  static func driveFault(_ fault: DriveFault) -> String {
    switch fault {
    case .none: "FAULT"
    case .overVoltage: "OVERVOLT"
    case .underVoltage: "UNDERVLT"
    case .overCurrent: "OVERCURR"
    case .driverOverTemperature: "DRV HOT"
    case .motorOverTemperature: "MOT HOT"
    case .communicationLost: "NO COMMS"
    case .overload: "OVERLOAD"
    case .encoder: "ENCODER"
    case .other: "FAULT"
    case .followingError: "FOLLOWING"
    case .safeTorqueOff: "STO OPEN"
    case .restarted: "RESTARTED"
    case .reconfigured: "CHANGED"
    }
  }

  /// How much the controller's state matters.
  static func style(_ state: BusState) -> Style {
    switch state {
    case .active: .good
    case .warning: .caution
    case .passive, .busOff, .stopped, .gone: .bad
    }
  }

  static func world(_ world: ConsoleState.Place) -> String {
    switch world {
    case .hardware: "HARDWARE"
    case .twin: "twin"
    case .virtualTime: "twin, virtual time"
    }
  }
}
