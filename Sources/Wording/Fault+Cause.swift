import RealTime
public import RobotCore

extension Fault {
  /// What most often lies behind this finding.
  public var likelyCause: String {
    switch code {
    case .none: "Nothing was found."
    case .bootState: "This is the state after every start."
    case .emergencyStop: "Somebody pressed an e-stop, its line is broken, or a commander asked."
    case .operatorStop: "A commander or the terminal asked for it."
    case .positionLimit:
      "The joint was pushed, the target lies too near its limit, or its zero has moved."
    case .velocityLimit: "The joint was pushed, dropped, or its gains make it overshoot."
    case .effortLimit: "Contact with something, a load above the model's, or a blocked joint."
    case .followingError:
      "The joint is blocked or overloaded, its gains are too low, or its drive gives no torque."
    case .commandTimeout: "The commander was stopped or killed, or its host is overloaded."
    case .feedbackLost:
      "The drive has lost its supply or its cable, or its ids or CAN format are not the profile's."
    case .driveFault: Fault.cause(of: driveFault)
    case .nonFinite: "A broken frame or a division by zero in a model or controller."
    case .overrun:
      "The host did not schedule the loop in time: another load, or no real-time rights."
    case .supplyLost: "The supply was cut by an e-stop circuit or a fuse, or it sags under load."
    case .overTemperature: "Sustained load above the continuous rating, or cooling is blocked."
    case .notReferenced: "The drive restarted, or its encoder does not know its turn."
    case .leaseLost: "The commander was killed, or lost its connection."
    case .positionJump: "The drive restarted or was given another zero, or its encoder slipped."
    case .supplyMonitorLost: "The I2C cable, the device name, or another master on that bus."
    case .outputLost where detail == 0:
      "The supply of the chip or of its servos failed for a moment."
    case .outputLost: "The I2C cable, the chip's supply, or something that holds the bus low."
    case .ended: "The end of the run."
    case .moving: "The arm still falls or swings without torque, or somebody moves it."
    case .supplyHigh:
      "The supply is of another voltage, the robot brakes into it, or its monitor reads wrong."
    case .stopUnconfirmed:
      "The drive does not obey or does not answer, or the joint still falls or swings."
    case .stopEscalated:
      "A joint is blocked or too weak, or stop_timeout is too short for the way to the rest pose."
    case .enabledAtEnd: "The drive does not obey, or another master feeds it."
    case .twinDiverged:
      "The body cannot be simulated: inertias too small for its motors, or gains too high."
    case .motionImpossible: "A waypoint that cannot be reached, or a speed of almost nothing."
    default: causeOnTheBus
    }
  }

  /// What lies behind a finding on drives, their registers and who is on the bus.
  private var causeOnTheBus: String {
    switch code {
    case .busLost where value == Double(BusState.stopped.rawValue):
      "Somebody took the link down."
    case .busLost where value == Double(BusState.gone.rawValue):
      "The CAN adapter was unplugged, or its driver restarted."
    case .busLost where value == Double(BusState.busOff.rawValue):
      "Too many transmit errors: no other node answers, wrong bit rate, no termination."
    case .busLost:
      "All drives at once: their common supply, the cable between box and first drive, or a bit "
        + "rate or CAN format that is not theirs."
    case .enableFailed: "The drive is in a fault state, has no supply, or another id."
    case .configurationMismatch, .driveTimeoutOff:
      "The drive was set up for another robot, or its setup was not stored."
    case .brakeStuck:
      "The brake has no current (its line, its fuse, its supply), it is worn, or it takes longer "
        + "than its release_time says."
    case .homingFailed: Fault.homingCause(detail)
    case .registerSilent: "A drive whose firmware lacks this register, or a gateway that drops it."
    case .objectRefused:
      "A drive without this object, one that wants another state for it, or a value that it does not "
        + "take."
    case .driveRestarted: Fault.cause(of: .restarted)
    case .foundEnabled: "Another commander is on the bus, or the drive's own time-out is off."
    case .fenceUp: "No node acknowledges the frames: drives without supply, or the bus is off."
    case .driveDisabled: "Another commander disabled it, or its supply dropped for a moment."
    case .turnUnknown:
      detail == 0
        ? "Its zero was set elsewhere, or sign, offset or stops of the profile are wrong."
        : "The joint travels more than one turn of its encoder, which cannot tell the turns apart."
    case .feedbackLate:
      "A gateway, a flooded bus or a device side that cannot keep up stores the answers."
    case .busFlooded: "A node babbles, or the host was held up for longer than the bus can wait."
    case .foreignCommander: "Another program or master sends commands on this bus."
    case .doubleAnswers: "Two drives have the same ids, or a second master asks the same drives."
    case .wrongFormat: "The drive is set to classic CAN, or the bus of the profile should be."
    case .unexpectedID where detail == 0:
      "The drive's feedback id (MST_ID) is still 0, as the factory leaves it."
    case .unexpectedID where setting == 1:
      "A node with extended ids is on this bus: another family of drives, or a gateway's setting."
    case .unexpectedID:
      "The feedback id (MST_ID) of the drive differs from the profile's, or two drives are swapped."
    default: "\(code.word)."
    }
  }

  /// Why the drive stopped itself, where `value` says it.
  var driveFault: DriveFault {
    guard value >= 0, value < 256 else { return .other }
    return DriveFault(rawValue: UInt8(value)) ?? .other
  }

  private static func cause(of fault: DriveFault) -> String {
    switch fault {
    case .none, .other: "The drive's own protection acted, for a reason this build does not know."
    case .overVoltage:
      "The supply is too high for the drive, or the robot brakes into a supply that takes no power "
        + "back."
    case .underVoltage:
      "The supply sags under load: its rating, its fuse, or a thin or loose cable."
    case .overCurrent: "A blocked joint, gains that make it ring, or a short in motor or cable."
    case .driverOverTemperature:
      "The power stage is loaded above its continuous rating, or its cooling is blocked."
    case .motorOverTemperature:
      "The motor is loaded above its continuous rating, or its cooling is blocked."
    case .communicationLost:
      "Our commands did not arrive at this drive: its CAN cable or plug, or a host that stood still "
        + "for longer than the drive's time-out."
    case .overload: "More torque was asked of the motor for longer than its drive allows."
    case .encoder: "The encoder or its cable is damaged, or a magnet has come loose."
    case .followingError:
      "The shaft could not follow within the drive's own window: a blocked joint, too little torque "
        + "for the motion, or a brake that did not open."
    case .safeTorqueOff:
      "The drive's STO input is open: the e-stop chain, or the plug of that input."
    case .restarted:
      "The drive's logic supply failed for a moment, its watchdog acted, or another master told it "
        + "to reset."
    case .reconfigured:
      "Another master or the vendor's tool has written to the drive since it was armed, or two nodes "
        + "have its id."
    }
  }
}

extension Fault {
  fileprivate static func homingCause(_ detail: UInt16) -> String {
    switch detail {
    case 1: "The switch or its cable is broken, or the joint looks in the wrong direction."
    case 2:
      "The joint stands beyond its switch, or the switch is stuck, or its line reads the wrong way."
    case 4:
      "The drive met a limit before what its method looks for, or something is in the joint's way."
    case 5: "The drive takes homing (mode 6) in another state only, or has another method to offer."
    case 6:
      "Its homing speeds are too low for the way, or its switch is broken and it still looks."
    case 7:
      "The encoder has no index or its wire is broken, or the gear turns more often than the profile's "
        + "reducer."
    default: "Something is in the joint's way before its switch."
    }
  }
}
