import RobotCore

/// The short words that fit a column. Sentences are the business of `Wording`.
enum Words {
  static func phase(_ phase: RobotPhase) -> (String, Style) {
    switch phase {
    case .latched: ("LATCHED", .bad)
    case .disarmed: ("DISARMED", .plain)
    case .arming: ("ARMING", .caution)
    case .holding: ("HOLDING", .good)
    case .moving: ("MOVING", .good)
    case .stopping: ("STOPPING", .caution)
    }
  }

  static func stop(_ kind: StopKind) -> String {
    switch kind {
    case .none: "none"
    case .hold: "stop and hold"
    case .controlledDescent: "controlled descent"
    case .controlledStop: "controlled stop"
    case .damped: "damped"
    case .brake: "brake"
    case .torqueOff: "torque off"
    }
  }

  /// The drive's state in at most 8 characters.
  static func drive(_ joint: ConsoleState.Joint) -> (String, Style) {
    guard joint.isKnown else { return ("unheard", .bad) }
    guard joint.isFresh else { return ("silent", .bad) }
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
    }
  }

  /// The safety function in at most 9 characters; empty when none acts.
  static func function(_ function: SafetyFunction) -> String {
    switch function {
    case .none: ""
    case .emergencyStop: "e-stop"
    case .nonFinite: "nonfinite"
    case .driveFault: "drive"
    case .feedbackFreshness: "freshness"
    case .commandTimeout: "time-out"
    case .overrunWindow: "overruns"
    case .followingError: "following"
    case .position: "position"
    case .speed: "speed"
    case .torque: "torque"
    case .temperature: "temper."
    case .supply: "supply"
    }
  }

  static func bus(_ state: BusState) -> (String, Style) {
    switch state {
    case .active: ("error-active", .good)
    case .warning: ("error-warning", .caution)
    case .passive: ("error-passive", .bad)
    case .busOff: ("BUS-OFF", .bad)
    case .stopped: ("STOPPED", .bad)
    case .gone: ("GONE", .bad)
    }
  }

  static func world(_ world: ConsoleState.World) -> String {
    switch world {
    case .hardware: "HARDWARE"
    case .twin: "twin"
    case .virtualTime: "twin, virtual time"
    }
  }
}
