public import RobotCore

extension RobotPhase {
  /// The phase in one word, as shown in every list and stored in every report.
  public var word: String {
    switch self {
    case .latched: "latched"
    case .disarmed: "disarmed"
    case .arming: "arming"
    case .holding: "holding"
    case .moving: "moving"
    case .stopping: "stopping"
    }
  }
}

extension StopKind {
  /// The kind of stop in words. They say what is asked of the drives, never what they guarantee.
  public var word: String {
    switch self {
    case .none: "none"
    case .hold: "stop and hold"
    case .controlledDescent: "controlled descent"
    case .controlledStop: "controlled stop"
    case .damped: "damped"
    case .brake: "brake"
    case .torqueOff: "torque off"
    }
  }
}

extension DriveStatus {
  /// What the drive says of itself.
  public var word: String {
    switch self {
    case .unknown: "unknown"
    case .disabled: "disabled"
    case .enabled: "enabled"
    case .fault: "fault"
    }
  }
}

extension DriveFault {
  /// Why a drive stopped itself.
  public var word: String {
    switch self {
    case .none: "none"
    case .overVoltage: "over-voltage"
    case .underVoltage: "under-voltage"
    case .overCurrent: "over-current"
    case .driverOverTemperature: "power stage too hot"
    case .motorOverTemperature: "motor too hot"
    case .communicationLost: "communication lost"
    case .overload: "overload"
    case .encoder: "encoder"
    case .other: "other"
    case .followingError: "following error"
    case .safeTorqueOff: "STO input open"
    case .restarted: "restarted"
    case .reconfigured: "settings changed"
    }
  }
}

extension BusState {
  /// The controller's state in the kernel's words.
  public var word: String {
    switch self {
    case .active: "error-active"
    case .warning: "error-warning"
    case .passive: "error-passive"
    case .busOff: "bus-off"
    case .stopped: "stopped"
    case .gone: "gone"
    }
  }
}

extension CycleStage {
  /// The part of a cycle in one word.
  public var word: String {
    switch self {
    case .receive: "receive"
    case .decode: "decode"
    case .estimate: "estimate"
    case .decide: "decide"
    case .guard: "guard"
    case .encode: "encode"
    case .send: "send"
    case .record: "record"
    }
  }
}

extension JointType {
  /// Unit of the joint's position.
  public var positionUnit: String { self == .prismatic ? "m" : "rad" }
  /// Unit of the joint's velocity.
  public var velocityUnit: String { self == .prismatic ? "m/s" : "rad/s" }
  /// Unit of the joint's effort.
  public var effortUnit: String { self == .prismatic ? "N" : "N·m" }
}

extension JointLoading {
  /// What holds the joint when torque is off.
  public var word: String {
    switch self {
    case .gravityLoaded: "gravity-loaded"
    case .selfHolding: "self-holding"
    case .braked: "braked"
    }
  }
}
