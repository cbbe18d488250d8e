public import RobotCore

extension FaultCode {
  /// The finding in a few words.
  public var word: String {
    switch self {
    case .none: "none"
    case .bootState: "boot state"
    case .emergencyStop: "emergency stop"
    case .operatorStop: "operator stop"
    case .positionLimit: "position limit"
    case .velocityLimit: "velocity limit"
    case .effortLimit: "effort limit"
    case .followingError: "following error"
    case .commandTimeout: "command time-out"
    case .feedbackLost: "feedback lost"
    case .driveFault: "drive fault"
    case .nonFinite: "non-finite number"
    case .overrun: "overrun"
    case .supplyLost: "supply lost"
    case .busLost: "bus lost"
    case .enableFailed: "enable failed"
    case .configurationMismatch: "configuration mismatch"
    case .foundEnabled: "found enabled"
    case .notReferenced: "not referenced"
    case .overTemperature: "over-temperature"
    case .fenceUp: "frames still in flight"
    case .driveTimeoutOff: "drive time-out off"
    case .leaseLost: "lease lost"
    case .driveDisabled: "drive disabled"
    case .positionJump: "position jump"
    case .supplyMonitorLost: "supply monitor lost"
    case .outputLost: "servo outputs lost"
    case .ended: "ended"
    case .moving: "still moving"
    case .turnUnknown: "turn unknown"
    case .feedbackLate: "old feedback"
    case .busFlooded: "bus flooded"
    case .foreignCommander: "second commander"
    case .doubleAnswers: "more answers than questions"
    case .supplyHigh: "supply too high"
    case .stopUnconfirmed: "stop unconfirmed"
    case .stopEscalated: "stop escalated"
    case .enabledAtEnd: "enabled at the end"
    case .wrongFormat: "classic answers"
    case .unexpectedID: "unexpected id"
    case .twinDiverged: "twin diverged"
    case .motionImpossible: "motion impossible"
    case .registerSilent: "register unanswered"
    case .objectRefused: "object refused"
    case .driveRestarted: "drive restarted"
    case .brakeStuck: "brake not released"
    case .homingFailed: "homing failed"
    }
  }
}

extension EventCode {
  /// The event in a few words.
  public var word: String {
    switch self {
    case .none: "none"
    case .started: "started"
    case .phase: "phase"
    case .fault: "fault"
    case .stopBegan: "stop began"
    case .stopConfirmed: "stop confirmed"
    case .stopUnconfirmed: "stop unconfirmed"
    case .leaseTaken: "lease taken"
    case .leaseEnded: "lease ended"
    case .refused: "refused"
    case .motionBegan: "motion began"
    case .motionEnded: "motion ended"
    case .limited: "limited"
    case .overrun: "overrun"
    case .driveFault: "drive fault"
    case .foundEnabled: "found enabled"
    case .busState: "bus state"
    case .unknownFrame: "unknown frame"
    case .fenceDown: "fence down"
    case .purge: "queue thrown away"
    case .feedbackBack: "feedback back"
    case .supply: "supply"
    case .waiver: "waiver"
    case .ended: "ended"
    case .strayFrame: "stray frame"
    case .givesWay: "gives way"
    case .sank: "sank"
    case .turn: "turn"
    case .foreignFrame: "foreign frame"
    case .unread: "unread frames"
    case .full: "list full"
    case .homed: "homed"
    case .named: "named"
    }
  }
}

extension ReplyCode {
  /// The answer in a few words.
  public var word: String {
    switch self {
    case .pending: "pending"
    case .accepted: "accepted"
    case .leaseHeld: "lease held"
    case .noLease: "no lease"
    case .latched: "latched"
    case .emergencyStopOpen: "emergency stop open"
    case .notArmed: "not armed"
    case .alreadyArmed: "already armed"
    case .targetOutOfRange: "target out of range"
    case .jointNotFresh: "joint not fresh"
    case .unknownRequest: "unknown request"
    case .busy: "busy"
    case .notFinite: "not finite"
    case .armingFailed: "arming failed"
    case .conditionHolds: "condition holds"
    case .notHomed: "not homed that way"
    }
  }
}

extension RequestKind {
  /// The request in a few words.
  public var word: String {
    switch self {
    case .none: "none"
    case .acquireLease: "acquire lease"
    case .releaseLease: "release lease"
    case .reset: "reset"
    case .arm: "arm"
    case .disarm: "disarm"
    case .stop: "stop"
    case .emergencyStop: "emergency stop"
    case .move: "move"
    case .play: "play"
    case .hold: "hold"
    case .home: "home"
    case .homeHere: "home here"
    }
  }
}
