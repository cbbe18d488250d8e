import RobotCore

/// What a stop is asked for with: how grave it is for this body, and who may go on holding.
struct StopCause: BitwiseCopyable, Sendable {
  /// What matters of the body when a stop is asked for.
  struct Occasion: BitwiseCopyable, Sendable {
    /// Some drives are enabled and some are not: nothing can be held or lowered.
    var isPartly = false
    /// Every joint stops and holds by its own kind.
    var allHold = false
    /// Every joint is held by its own brake.
    var allBrake = false
    /// Some joint does not know its place: none can be led to a pose.
    var isLost = false
    /// Every joint carried torque when the stop was asked for.
    var isArmed = false
    /// Bit i: joint i holds while the body has no torque.
    var held: UInt64 = 0

    @_noLocks init() {}
  }

  /// How the body stops.
  let kind: StopKind
  /// Why.
  let found: Fault
  /// No fault is left behind by it.
  let isOrderly: Bool
  /// Bit i: joint i may go on holding at the end.
  let mayHold: UInt64

  @_noLocks init(_ asked: StopKind, _ found: Fault, _ body: Occasion) {
    kind = StopCause.kind(asked, found, body)
    self.found = found
    isOrderly =
      found.code == .ended || found.code == .none
      || (found.code == .operatorStop && asked == .hold)
    mayHold = StopCause.mayHold(kind, found, body)
  }

  /// A stop "as the profile says" of a robot whose joints all stop in one way is itself such a
  /// stop.
  @_noLocks private static func kind(
    _ asked: StopKind, _ found: Fault, _ body: Occasion
  ) -> StopKind {
    if body.isPartly { return .torqueOff }
    guard asked == .controlledDescent else { return asked }
    if body.allBrake { return .brake }
    // A rest pose in another count than the robot's would be anywhere.
    if body.isLost { return .damped }
    return body.allHold && found.code != .ended ? .hold : asked
  }

  /// Which joints may go on holding when the body's torque is off: a gripper keeps its grip in
  /// every stop but one that leaves no choice (e-stop, lost bus or supply, hard faults) and one
  /// with which the operator or the end of the run takes everything off. A joint that was not armed
  /// before gets no torque from a stop.
  @_noLocks private static func mayHold(
    _ kind: StopKind, _ found: Fault, _ body: Occasion
  ) -> UInt64 {
    if found.code == .ended || found.code == .motionImpossible { return 0 }
    if kind == .torqueOff {
      return found.code == .operatorStop || found.code == .enableFailed ? body.held : 0
    }
    return body.isArmed ? .max : body.held
  }
}

extension Fault {
  /// True for what is more than an operator's wish or the state after a start.
  var isFault: Bool {
    @_noLocks get { code != .none && code != .bootState && code != .operatorStop }
  }

  /// True for what an operator asked for.
  var isAsked: Bool {
    @_noLocks get { code == .operatorStop || (code == .emergencyStop && value == 2) }
  }

  /// True for findings that mean a joint presses against something, or carries too much.
  var isObstacle: Bool {
    @_noLocks get {
      switch code {
      case .followingError, .effortLimit, .brakeStuck: return true
      case .driveFault:
        return value == Double(DriveFault.overload.number)
          || value == Double(DriveFault.overCurrent.number)
      default: return false
      }
    }
  }

  /// True for what a cut supply looks like from the bus.
  var isSymptomOfCut: Bool {
    @_noLocks get {
      switch code {
      case .feedbackLost, .busLost, .driveDisabled: return true
      case .driveFault:
        return value == Double(DriveFault.underVoltage.number)
          || value == Double(DriveFault.communicationLost.number)
      case .none, .bootState, .emergencyStop, .operatorStop, .positionLimit, .velocityLimit,
        .effortLimit, .followingError, .commandTimeout, .nonFinite, .overrun, .supplyLost,
        .enableFailed, .configurationMismatch, .foundEnabled, .notReferenced, .overTemperature,
        .fenceUp, .driveTimeoutOff, .leaseLost, .positionJump, .supplyMonitorLost, .ended,
        .moving, .turnUnknown, .feedbackLate, .busFlooded, .foreignCommander, .doubleAnswers,
        .supplyHigh, .stopUnconfirmed, .stopEscalated, .enabledAtEnd, .wrongFormat, .unexpectedID,
        .twinDiverged, .motionImpossible, .registerSilent, .outputLost, .objectRefused,
        .driveRestarted, .brakeStuck, .homingFailed:
        return false
      }
    }
  }
}
