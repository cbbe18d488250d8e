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
      "The drive has lost its supply, its cable or its id, or the device side was stopped."
    case .driveFault: "The drive's own protection acted."
    case .nonFinite: "A broken frame or a division by zero in a model or controller."
    case .overrun:
      "The host did not schedule the loop in time: another load, or no real-time rights."
    case .supplyLost: "The supply was cut by an e-stop circuit or a fuse, or it sags under load."
    case .busLost where value == Double(BusState.stopped.rawValue):
      "Somebody took the link down."
    case .busLost where value == Double(BusState.gone.rawValue):
      "The CAN adapter was unplugged, or its driver restarted."
    case .busLost:
      "Too many transmit errors: no other node answers, wrong bit rate, no termination."
    case .enableFailed: "The drive is in a fault state, has no supply, or another id."
    case .configurationMismatch:
      "The drive was set up for another robot, or its setup was not stored."
    case .foundEnabled: "Another commander is on the bus, or the drive's own time-out is off."
    case .notReferenced: "The drive restarted, or its encoder does not know its turn."
    case .overTemperature: "Sustained load above the continuous rating, or cooling is blocked."
    case .fenceUp: "No node acknowledges the frames: drives without supply, or the bus is off."
    case .driveTimeoutOff: "The drive was never set up, or its setup was not stored."
    case .leaseLost: "The commander was killed, or lost its connection."
    case .driveDisabled: "Another commander disabled it, or its supply dropped for a moment."
    case .positionJump: "The drive restarted, or its encoder slipped."
    case .supplyMonitorLost: "The I2C cable, the device name, or another master on that bus."
    case .ended: "The end of the run."
    case .moving: "The arm still falls or swings without torque, or somebody moves it."
    case .turnUnknown:
      detail == 0
        ? "Its zero was set elsewhere, or sign, offset or stops of the profile are wrong."
        : "The joint travels more than one turn of its encoder, which cannot tell the turns apart."
    case .feedbackLate:
      "A gateway, a flooded bus or a device side that cannot keep up stores the answers."
    case .busFlooded: "A node babbles, or the host was held up for longer than the bus can wait."
    case .foreignCommander: "Another program or master sends commands on this bus."
    case .doubleAnswers: "Two drives have the same ids, or a second master asks the same drives."
    case .supplyHigh:
      "The supply is of another voltage, the robot brakes into it, or its monitor reads wrong."
    case .stopUnconfirmed:
      "The drive does not obey or does not answer, or the joint still falls or swings."
    case .stopEscalated:
      "A joint is blocked or too weak, or stop_timeout is too short for the way to the rest pose."
    case .enabledAtEnd: "The drive does not obey, or another master feeds it."
    case .wrongFormat: "The drive is set to classic CAN, or the bus of the profile should be."
    case .unexpectedID:
      "The feedback id of the drive differs from the profile's, or two drives are swapped."
    case .twinDiverged:
      "The body cannot be simulated: inertias too small for its motors, or gains too high."
    case .motionImpossible: "A waypoint that cannot be reached, or a speed of almost nothing."
    }
  }

  /// What to do now.
  public func nextStep(in configuration: borrowing RobotConfiguration) -> String {
    let index = Int(subject)
    guard configuration.buses.indices.contains(index) else { return generalNextStep }
    let interface = configuration.buses[index].interface.text
    switch code {
    case .fenceUp:
      return "sudo ip link set \(interface) down && sudo ip link set \(interface) up, then sinew "
        + "reset; with CAP_NET_ADMIN the runtime does it itself."
    case .busLost where value == Double(BusState.busOff.rawValue):
      return "Check cable, termination and bit rate, then sudo ip link set \(interface) type can "
        + "restart, then sinew reset."
    case .busLost where value == Double(BusState.stopped.rawValue):
      return "sudo ip link set \(interface) up, then sinew reset."
    case .busLost where value == Double(BusState.gone.rawValue):
      return "Plug the adapter of \(interface) in and set its link up, then sinew reset."
    default: return generalNextStep
    }
  }

  private var generalNextStep: String {
    switch code {
    case .none: "Nothing."
    case .bootState: "sinew reset, then sinew arm"
    case .emergencyStop:
      value == 2
        ? "Look at the robot, then sinew reset."
        : "Look at the robot, release the e-stop, then sinew reset."
    case .operatorStop: "sinew reset, then sinew arm"
    case .positionLimit, .velocityLimit:
      "Look at the joint, move it back by hand with torque off, then sinew reset."
    case .effortLimit, .followingError:
      "Clear what blocks the joint, then sinew reset; sinew blackbox show has the seconds before."
    case .commandTimeout, .leaseLost: "Start the commander again, then sinew reset."
    case .feedbackLost:
      "Check supply, cable and id of this drive (sinew doctor), then sinew reset."
    case .driveFault: "Let the cause go away (temperature, supply, load), then sinew reset."
    case .nonFinite: "sinew blackbox show has the cycle; report it with the recording."
    case .overrun: "sinew doctor names what to change on this host; then sinew reset."
    case .supplyLost: "Switch the supply on, then sinew reset."
    case .busLost: "Check cable, termination and bit rate (sinew doctor), then sinew reset."
    case .enableFailed: "Check the drive's state and id (sinew status), then sinew reset."
    case .configurationMismatch:
      "Write the profile's value to the drive and store it, or correct the profile."
    case .foundEnabled:
      "Stop the other commander, or disable the drives with sinew stop; then start again."
    case .notReferenced: "Reference the joint, then sinew reset."
    case .overTemperature: "Let it cool down, then sinew reset."
    case .fenceUp: "Take the bus down and up (ip link set IFACE down, then up), then sinew reset."
    case .driveTimeoutOff: "Set the drive's time-out to the profile's value and store it."
    case .driveDisabled: "Find the other commander or the cause of the dip, then sinew reset."
    case .positionJump: "Reference the joint again, then sinew reset."
    case .supplyMonitorLost: "Check the I2C device (sinew doctor), then sinew reset."
    case .ended:
      value == 1 ? "Unless somebody ended it, give the run more time (--duration)." : "Nothing."
    case .turnUnknown:
      detail == 0
        ? "Move the joint between its stops, check its zero, sign and limits, then sinew reset."
        : "Give the joint a multi-turn encoder or a shorter travel, then start again."
    case .feedbackLate: "Find what delays the bus (sinew doctor), then sinew reset."
    case .busFlooded: "Find the babbling node: unplug one after the other; then sinew reset."
    case .foreignCommander, .doubleAnswers:
      "End the other master or give each drive its own ids, then sinew reset."
    case .supplyHigh: "Check the supply and its monitor, then sinew reset."
    case .stopUnconfirmed, .enabledAtEnd:
      "Treat the robot as moving: cut its power with the e-stop, then look at this drive."
    case .stopEscalated:
      "Look at the joints, then give stop_timeout the time that the way down takes; sinew reset."
    case .wrongFormat: "Set the drive's bit rate to CAN FD, or format: classic in the profile."
    case .unexpectedID: "Set the drive's ids as the profile says, or correct the profile."
    case .twinDiverged:
      "The twin's remarks at its start name what is too light; correct masses and inertias in the URDF."
    case .motionImpossible: "Correct the motion in the profile, or choose another."
    case .moving:
      "Wait until it hangs still, then sinew arm; when it is latched, sinew reset first."
    }
  }
}
