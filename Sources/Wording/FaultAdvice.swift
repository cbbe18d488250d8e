import RealTime
public import RobotCore

/// Whether a run can still be commanded when a finding is read: what to do next hangs on it.
public enum RunState: Sendable, CaseIterable {
  /// Its process lives: what is latched can be reset.
  case alive
  /// It has ended or was killed: nothing of it can be reset, a new run begins in its place.
  case over
}

/// What is left to do once the deed of an advice is done.
private enum Then {
  /// Reset the latched stop, or start a new run.
  case reset
  /// The same in a run that must be started anew anyhow: its profile was changed.
  case restart
  /// Nothing.
  case nothing
}

extension Fault {
  /// What to do now, as it can be done in a run of this state.
  public func nextStep(
    in configuration: borrowing RobotConfiguration, run: RunState = .alive
  ) -> String {
    FaultAdvice(fault: self).sentence(in: configuration, run)
  }
}

/// What to do about a finding: the deed, and whether a reset or a new run follows it.
private struct FaultAdvice {
  let fault: Fault

  /// The advice as a sentence.
  func sentence(
    in configuration: borrowing RobotConfiguration, _ run: RunState
  ) -> String {
    let (deed, then) = advice(in: configuration, run)
    switch then {
    case .nothing: return deed + "."
    case .restart: return deed + ", then start the run again."
    case .reset:
      return deed + (run == .alive ? ", then sinew reset." : ", then start the run again.")
    }
  }

  private func advice(
    in configuration: borrowing RobotConfiguration, _ run: RunState
  ) -> (String, Then) {
    switch fault.code {
    case .none: return ("Nothing", .nothing)
    case .ended:
      return fault.value == 1
        ? ("Unless somebody ended it, give the run more time (--duration)", .nothing)
        : ("Nothing: the run ended as asked", .nothing)
    case .bootState, .operatorStop:
      return run == .alive
        ? ("sinew reset, then sinew arm", .nothing)
        : ("When it may move again, sinew run; it begins latched: sinew reset, sinew arm", .nothing)
    case .emergencyStop:
      return fault.value == 2
        ? ("Look at the robot", .reset) : ("Look at the robot, release the e-stop", .reset)
    case .positionLimit:
      return ("Look at the joint, bring it back inside by hand while it has no torque", .reset)
    case .velocityLimit:
      return ("Look at the joint and at what it did before (sinew blackbox show)", .reset)
    case .homingFailed:
      return (homing, .reset)
    case .brakeStuck:
      return (
        "Measure the brake's voltage while its output is on; compare release_time with its data sheet",
        .reset
      )
    case .effortLimit, .followingError:
      return ("Clear what blocks the joint; sinew blackbox show has the seconds before", .reset)
    case .commandTimeout, .leaseLost: return ("Start the commander again", .reset)
    case .nonFinite:
      return ("Keep the cycle for a report (sinew blackbox export --output FILE.mcap)", .reset)
    case .overrun: return ("Do what sinew doctor names for this host", .reset)
    case .overTemperature:
      return ("Let it cool down; give it less load or more pauses", .reset)
    case .stopUnconfirmed, .enabledAtEnd:
      return (
        "Treat the robot as moving: cut its power with the e-stop, then look at this drive",
        .nothing
      )
    case .stopEscalated:
      return ("Look at the joints; give stop_timeout the time that the way down takes", .restart)
    case .moving:
      return run == .alive
        ? (
          "Wait until it hangs still, then sinew arm; when it is latched, sinew reset first",
          .nothing
        )
        : ("Wait until it hangs still", .reset)
    default: return adviceOnParts(in: configuration, run)
    }
  }

  /// Findings on model, supply, outputs and what a drive says of itself.
  private func adviceOnParts(
    in configuration: borrowing RobotConfiguration, _ run: RunState
  ) -> (String, Then) {
    switch fault.code {
    case .twinDiverged:
      return (
        "Correct the masses and inertias that the twin names at its start as too light", .restart
      )
    case .motionImpossible:
      return ("Correct the motion in the profile, or choose another", .restart)
    case .notReferenced, .positionJump: return reference(in: configuration)
    case .supplyLost: return ("Switch the drives' supply on", .reset)
    case .supplyHigh: return ("Measure the supply and compare with its monitor", .reset)
    case .outputLost:
      return ("Check cable, supply and address pins of the chip with i2cdetect", .reset)
    case .supplyMonitorLost:
      return ("Check cable and permission of \(configuration.supply.device.text)", .reset)
    case .driveFault: return (FaultAdvice.remedy(of: fault.driveFault), .reset)
    default: return adviceOnTheBus(in: configuration, run)
    }
  }

  /// Findings on drives, their registers and who is on the bus.
  private func adviceOnTheBus(
    in configuration: borrowing RobotConfiguration, _ run: RunState
  ) -> (String, Then) {
    switch fault.code {
    case .feedbackLost: return ("Check supply, cable and ids of this drive", .reset)
    case .enableFailed: return ("Check supply and fault state of this drive", .reset)
    case .driveDisabled:
      return ("End the other commander, or find the dip in this drive's supply", .reset)
    case .foundEnabled:
      return run == .alive
        ? ("End the other commander, or disable the drives with sinew stop", .reset)
        : ("End the other commander, or switch the drives off and on", .reset)
    case .configurationMismatch, .driveTimeoutOff: return registerAdvice(in: configuration)
    case .registerSilent:
      return ("Update the drive's firmware, or take what drops its answers off the bus", .reset)
    case .objectRefused:
      return ("Compare the profile with the drive's EDS, or update its firmware", .reset)
    case .driveRestarted: return (FaultAdvice.remedy(of: .restarted), .reset)
    case .busLost, .fenceUp: return linkAdvice(in: configuration)
    case .turnUnknown:
      return fault.detail == 0
        ? ("Move the joint between its stops, check its zero, sign, offset and limits", .reset)
        : ("Give the joint a multi-turn encoder or less travel", .restart)
    case .feedbackLate:
      return ("Take out what stores frames on the way: gateway, hub, load", .reset)
    case .busFlooded: return ("Find the babbling node: unplug one after the other", .reset)
    case .foreignCommander: return ("End the other master on this bus", .reset)
    case .doubleAnswers: return ("End the other master, or give each drive its own ids", .reset)
    case .wrongFormat:
      return ("Set the drive's bit rate (can_br) to CAN FD, or the bus to classic", .restart)
    case .unexpectedID:
      return ("Set the drive's ids (ESC_ID, MST_ID) as the profile says, or correct it", .restart)
    default: return ("Look at the robot", .reset)
    }
  }

  /// A drive's setting: where it can be written, with what; else it is the profile that is wrong.
  private func registerAdvice(
    in configuration: borrowing RobotConfiguration
  ) -> (String, Then) {
    guard let register = fault.register(in: configuration) else {
      return ("Look at the drive", .reset)
    }
    guard register.isWritable, fault.limit >= 0 else {
      return ("Fit the drive that the profile names, or correct the profile", .restart)
    }
    return (
      "Write \(register.text(fault.limit)) to \(register.title) of this drive with its vendor's tool, store "
        + "it and switch the drive off and on (or correct the profile and start again)", .reset
    )
  }

  /// What is to be looked at when a joint has not found its place.
  private var homing: String {
    switch fault.detail {
    case 2: "Bring the joint to the other side of its switch, and see whether its line opens"
    case 7:
      "Turn the motor by hand and look for the index with the drive's vendor's tool; compare 'reducer' "
        + "with the gear"
    case 4...:
      "Clear the joint's way; look at the drive's homing (method, switches) with its vendor's tool"
    default: "Clear the joint's way; close its switch by hand and see whether its line follows"
    }
  }

  /// A joint with an absolute encoder has only that to look at; any other is homed.
  private func reference(in configuration: borrowing RobotConfiguration) -> (String, Then) {
    let index = Int(fault.subject)
    let isJoint = configuration.joints.indices.contains(index)
    guard isJoint, !configuration.joints[index].isAbsolute else {
      return ("Compare the joint with its reading (sinew status) and check its encoder", .reset)
    }
    switch configuration.joints[index].homing.method {
    case .none: return ("Give the joint a 'homing' section in robot.yaml", .restart)
    case .mark: return ("Bring the joint to its mark, then sinew home JOINT --here", .reset)
    case .stop, .switch, .index, .drive:
      return ("Clear the joint's way; after the reset sinew home finds its place", .reset)
    }
  }

  private func linkAdvice(in configuration: borrowing RobotConfiguration) -> (String, Then) {
    let index = Int(fault.subject)
    let isKnown = configuration.buses.indices.contains(index)
    let interface = isKnown ? configuration.buses[index].interface.text : "IFACE"
    if fault.code == .fenceUp {
      return (
        "sudo ip link set \(interface) down && sudo ip link set \(interface) up (with CAP_NET_ADMIN "
          + "the runtime does it itself)", .reset
      )
    }
    switch fault.value {
    case Double(BusState.busOff.rawValue):
      return (
        "Check cable, termination and bit rate, then sudo ip link set \(interface) type can restart",
        .reset
      )
    case Double(BusState.stopped.rawValue): return ("sudo ip link set \(interface) up", .reset)
    case Double(BusState.gone.rawValue):
      return ("Plug the adapter of \(interface) in and set its link up", .reset)
    default:
      return (
        "Check the drives' supply, the cable to the first drive, termination and bit rate (sinew "
          + "doctor shows the interface)", .reset
      )
    }
  }

  private static func remedy(of cause: DriveFault) -> String {
    switch cause {
    case .none, .other: "Read the drive's state with its vendor's tool"
    case .overVoltage:
      "Measure the supply; give it a brake resistor or a battery that takes power back"
    case .underVoltage: "Check supply, fuse and cable at this drive under load"
    case .overCurrent: "Turn the joint by hand without torque, check motor cable and gains"
    case .driverOverTemperature, .motorOverTemperature:
      "Let it cool down; give it less load or more pauses"
    case .communicationLost:
      "Check this drive's CAN cable and plugs, and whether cycles overran (sinew log)"
    case .overload: "Take load off the joint, or give its motion more time"
    case .encoder: "Check the encoder's cable and magnet, or replace the drive"
    case .followingError: "Turn the joint by hand without torque; see that its brake opens"
    case .safeTorqueOff: "Close the e-stop chain; check the plug of the drive's STO input"
    case .restarted: "Check the drive's logic supply, and that no other master is on the bus"
    case .reconfigured: "Take other masters and tools off the bus; arming sets the drive up again"
    }
  }
}
