import RealTime
public import RobotCore
import Units

extension Fault {
  /// The finding as one sentence: joint or device, value and limit with their units.
  public func sentence(in configuration: borrowing RobotConfiguration) -> String {
    FaultSentence(fault: self).text(in: configuration)
  }
}

/// A finding as a sentence: what its numbers mean hangs on its code.
private struct FaultSentence {
  let fault: Fault

  func text(in configuration: borrowing RobotConfiguration) -> String {
    let joint = "Joint " + Fault.jointName(Int(fault.subject), in: configuration)
    let type = Fault.jointType(Int(fault.subject), in: configuration)
    switch fault.code {
    case .none: return "No fault."
    case .bootState: return "The process has just started: nothing moves before a reset."
    case .emergencyStop: return emergencyStop(in: configuration)
    case .operatorStop: return "An operator asked for a stop."
    case .positionLimit:
      return "\(joint): position \(bound(type.positionUnit, 4, in: configuration))."
    case .velocityLimit:
      return "\(joint): velocity \(bound(type.velocityUnit, 3, in: configuration))."
    case .effortLimit:
      return "\(joint): effort \(bound(type.effortUnit, 3, in: configuration))."
    case .followingError:
      return "\(joint): wanted and measured position differ by "
        + "\(pair(type.positionUnit, 4, "the allowed difference"))."
    case .positionJump:
      return "\(joint): position jumped by \(pair(type.positionUnit, 4, "what it can move"))."
    case .feedbackLost:
      return "\(joint)\(fault.drive(in: configuration)) has been silent for "
        + "\(pair("ms", 1, "the limit"))."
    case .overTemperature:
      let part = fault.detail == 1 ? "power stage" : "motor"
      return "\(joint): temperature of the \(part) \(bound("°C", 1, in: configuration))."
    case .nonFinite:
      return fault.subject < 0
        ? "A command or measurement was not a finite number."
        : "\(joint): a command or measurement was not a finite number."
    case .brakeStuck:
      return "\(joint) has not moved since its brake was opened, and its drive presses with "
        + "\(Digits.text(fault.value, 3)) \(type.effortUnit): the brake does not release."
    case .homingFailed:
      let way = Digits.text(fault.value, 4) + " " + type.positionUnit
      switch fault.detail {
      case 1:
        return "\(joint): homing went \(way) and found nothing; the whole way is "
          + "\(Digits.text(fault.limit, 4)) \(type.positionUnit)."
      case 2: return "\(joint): its homing switch was closed before the joint moved."
      case 4...6: return ownHoming(joint + fault.drive(in: configuration), way)
      case 7:
        return
          "\(joint)\(fault.drive(in: configuration)) went \(way) and its encoder's index did not "
          + "come; within \(Digits.text(fault.limit, 4)) \(type.positionUnit) it must."
      default: return "\(joint): something held it after \(way), before its switch closed."
      }
    case .notReferenced: return "\(joint): its position has no trusted zero."
    case .moving:
      return "\(joint) moves without torque: velocity "
        + "\(pair(type.velocityUnit, 3, "the limit of standstill"))."
    default: return deviceSentence(joint, in: configuration)
    }
  }

  /// A drive that finds its zero by itself has not.
  private func ownHoming(_ drive: String, _ way: String) -> String {
    let state = fault.setting == 0 ? "" : " (\(StatusWordText.text(UInt16(fault.setting))))"
    switch fault.detail {
    case 4: return "\(drive) says after \(way) that its own homing went wrong\(state)."
    case 5: return "\(drive) did not take up its own homing, or left it unasked\(state)."
    default:
      return "\(drive) did not end its own homing within \(Digits.text(fault.limit, 1)) s\(state)."
    }
  }

  /// Findings on drives, buses, supply, commander and the process itself.
  private func deviceSentence(
    _ joint: String, in configuration: borrowing RobotConfiguration
  ) -> String {
    let place = joint + fault.drive(in: configuration)
    switch fault.code {
    case .commandTimeout:
      return "The commander gave no sign of life for \(pair("ms", 0, "the limit"))."
    case .leaseLost: return "The commander that held the lease is gone."
    case .driveFault: return driveFaultSentence(place)
    case .overrun:
      return "\(Digits.text(fault.value, 0)) cycles overran within the window; "
        + "\(Digits.text(fault.limit, 0)) are allowed."
    case .supplyLost:
      return "The drives' supply is \(Digits.text(fault.value, 2)) V; at least "
        + "\(Digits.text(fault.limit, 2)) V are needed."
    case .outputLost: return outputSentence(place, in: configuration)
    case .supplyMonitorLost:
      return "The supply monitor has given no value for \(pair("ms", 0, "the limit"))."
    case .busLost: return busSentence(in: configuration)
    case .enableFailed:
      return "\(place): the drive did not report enabled within \(Digits.text(fault.value, 0)) ms "
        + "(limit \(Digits.text(fault.limit, 0)) ms)."
    case .configurationMismatch, .driveTimeoutOff, .registerSilent, .objectRefused:
      return registerSentence(place, in: configuration)
    case .driveRestarted:
      return "\(place): the drive has begun anew, and what was set in it is gone."
    case .foundEnabled:
      let drives = fault.detail > 1 ? "the drives were" : "the drive was"
      return "\(place)\(others): \(drives) found enabled and stayed so for "
        + "\(Digits.text(fault.value, 0)) ms without a command from here."
    case .fenceUp:
      return
        "Bus \(Fault.busName(Int(fault.subject), in: configuration)): \(Digits.text(fault.value, 0)) "
        + "frames from before the stop may still be queued."
    case .driveDisabled:
      return "\(place): the drive left the enabled state without reporting a fault."
    case .ended:
      return fault.value == 1
        ? "The run ended before the motion that it was asked for had begun."
        : "The run's time is over, or the process was asked to end."
    default: return conversationSentence(joint, in: configuration)
    }
  }

  /// Findings on who is on the bus, and on the end of a stop.
  private func conversationSentence(
    _ joint: String, in configuration: borrowing RobotConfiguration
  ) -> String {
    let place = joint + fault.drive(in: configuration)
    let bus = "Bus " + Fault.busName(Int(fault.subject), in: configuration)
    let unit = Fault.jointType(Int(fault.subject), in: configuration).positionUnit
    switch fault.code {
    case .turnUnknown:
      return "\(place): its encoder reads \(Digits.text(fault.value, 4)) \(unit); "
        + (fault.detail == 0
          ? "no turn of it (\(Digits.text(fault.setting, 4)) \(unit)) lies between the stops, the "
            + "nearest is \(Digits.text(fault.limit, 4)) \(unit)."
          : "more than one turn of it (\(Digits.text(fault.setting, 4)) \(unit)) lies between the stops.")
    case .feedbackLate:
      return
        "\(place) answers, but its answers are \(Digits.text(fault.value, 1)) ms old; the limit is "
        + "\(Digits.text(fault.limit, 1)) ms."
    case .busFlooded:
      return "\(bus): more frames arrive than are read, for \(pair("ms", 0, "the limit"))."
    case .foreignCommander:
      return
        "\(bus): \(Digits.text(fault.value, 0)) frames with our own id \(Fault.id(fault.detail)) came "
        + "from another sender."
    case .doubleAnswers:
      return
        "\(place): \(Digits.text(fault.value, 0)) answers to \(Digits.text(fault.limit, 0)) questions."
    case .supplyHigh:
      return "The drives' supply is \(Digits.text(fault.value, 2)) V; at most "
        + "\(Digits.text(fault.limit, 2)) V are allowed."
    case .stopUnconfirmed:
      return "\(place)\(others): UNCONFIRMED, no evidence that the stop has ended."
    case .stopEscalated:
      return
        "The \(StopKind(rawValue: UInt8(truncatingIfNeeded: fault.detail))?.word ?? "stop") did not end "
        + "within \(Digits.text(fault.limit, 0)) ms; a more severe stop followed."
    case .enabledAtEnd: return "\(place)\(others): the drive still carries torque at the end."
    case .wrongFormat:
      return fault.detail == 1
        ? "\(place): its frames have \(Digits.text(fault.value, 0)) bytes; feedback has "
          + "\(Digits.text(fault.limit, 0))."
        : "\(place) answers in classic frames on a CAN FD bus."
    case .unexpectedID:
      return "\(place) has been silent for \(pair("ms", 1, "the limit")), while id "
        + "\(Fault.id(fault.detail))\(fault.setting == 1 ? " (extended)" : "") answers in its name."
    case .twinDiverged:
      return
        "The twin diverged\(fault.subject < 0 ? "" : " at \(place)"): the simulation cannot go on, "
        + "and no drive has failed."
    case .motionImpossible: return "The motion that was asked for cannot be planned."
    default: return "\(fault.code.word)."
    }
  }

  /// " and 3 more" where `detail` counts the joints of the finding.
  private var others: String { fault.detail > 1 ? " and \(fault.detail - 1) more" : "" }

  /// Which input, and where its wire ends.
  private func emergencyStop(in configuration: borrowing RobotConfiguration) -> String {
    let index = Int(fault.subject)
    guard configuration.lines.indices.contains(index) else {
      return fault.value == 2
        ? "An emergency stop: a commander asked for it."
        : "An emergency stop: an e-stop input is open."
    }
    let line = configuration.lines[index]
    return "E-stop input \(line.name.text) (\(line.chip.text) line \(line.offset)) is open."
  }

  /// Of a drive that hears nothing it is said what that means: its word for it is about us.
  private func driveFaultSentence(_ place: String) -> String {
    guard fault.value == Double(DriveFault.communicationLost.rawValue) else {
      return "\(place): the drive stopped itself: \(Fault.driveFaultWord(fault.value))."
    }
    return "\(place): no command arrived at the drive for its own time-out, and it took its torque "
      + "away: communication lost."
  }

  /// A link that is down, or all drives of a bus silent at once.
  private func busSentence(in configuration: borrowing RobotConfiguration) -> String {
    let bus = Fault.busName(Int(fault.subject), in: configuration)
    let joints = Fault.joints(ofBus: Int(fault.subject), in: configuration)
    let state = "its controller is \(Fault.busStateWord(fault.value))"
    guard !joints.isEmpty, fault.value <= Double(BusState.passive.rawValue) else {
      let hit = joints.isEmpty ? "" : " \(joints.joined(separator: ", ")) cannot be told anything."
      return "Bus \(bus) is lost: \(state)." + hit
    }
    let all = joints.count == 1 ? "its only drive fell" : "all \(joints.count) of its drives fell"
    return "Bus \(bus) is lost: \(all) silent (\(joints.joined(separator: ", "))); \(state)."
  }

  private func registerSentence(
    _ place: String, in configuration: borrowing RobotConfiguration
  ) -> String {
    guard let register = fault.register(in: configuration) else { return "\(fault.code.word)." }
    switch fault.code {
    case .driveTimeoutOff:
      return
        "\(place): \(register.title) is \(register.text(fault.value)): the drive would not stop by "
        + "itself; the profile says \(register.text(fault.limit))."
    case .registerSilent:
      return "\(place): \(register.title) was asked for \(Digits.text(fault.setting, 0)) times in "
        + "\(Digits.text(fault.value, 0)) ms and never answered, while feedback goes on."
    case .objectRefused:
      return "\(place): the drive refuses \(register.title), subindex "
        + "\(Digits.text(fault.setting, 0)): \(AbortText.words(fault.value))."
    default:
      if let start = register.textStart(fault) {
        return "\(place): \(register.title) reads \(register.text(fault.value)) from character "
          + "\(start) on; the profile says \(register.text(fault.limit))."
      }
      return "\(place): \(register.title) holds \(register.text(fault.value)); the profile says "
        + "\(register.text(fault.limit))."
    }
  }

  /// Chip, bus and device of servos that cannot be told what is wanted.
  private func outputSentence(
    _ place: String, in configuration: borrowing RobotConfiguration
  ) -> String {
    if fault.detail == 0 {
      return "\(place): the chip has restarted and makes no pulses until it is told to again."
    }
    return "\(place): the chip has not taken its outputs for \(pair("ms", 0, "the limit")) "
      + "(\(FaultSentence.outputError(Int32(fault.detail))))."
  }

  /// The kernel's error numbers of I2C, in words.
  private static func outputError(_ number: Int32) -> String {
    switch number {
    case 6, 121: "nobody answers at that address"  // ENXIO, EREMOTEIO
    case 19: "another chip is at that address"  // ENODEV, see `device_outputs_answer`
    case 2: "there is no such bus"  // ENOENT
    case 11: "another master holds the bus"  // EAGAIN
    case 110: "the bus hangs"  // ETIMEDOUT
    default: "error \(number)"
    }
  }

  /// "2.1034 rad; its limit is 2.1000 rad".
  private func pair(_ unit: String, _ digits: Int, _ limitName: String) -> String {
    "\(Digits.text(fault.value, digits)) \(unit); \(limitName) is \(Digits.text(fault.limit, digits)) \(unit)"
  }

  /// "4.510 rad/s; the profile's limit is 4.000 rad/s (acts at 4.400)".
  private func bound(
    _ unit: String, _ digits: Int, in configuration: borrowing RobotConfiguration
  ) -> String {
    guard let own = fault.profileNumber(in: configuration) else {
      return pair(unit, digits, "its limit")
    }
    return "\(Digits.text(fault.value, digits)) \(unit); the profile's limit is "
      + "\(Digits.text(own, digits)) \(unit) (acts at \(Digits.text(fault.limit, digits)))"
  }
}
