import RealTime
public import RobotCore
import Units

extension Fault {
  /// The finding as one sentence: joint or device, value and limit with their units.
  public func sentence(in configuration: borrowing RobotConfiguration) -> String {
    let joint = "Joint " + Fault.jointName(Int(subject), in: configuration)
    let type = Fault.jointType(Int(subject), in: configuration)
    switch code {
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
      return "\(joint)\(drive(in: configuration)) has been silent for "
        + "\(pair("ms", 1, "the limit"))."
    case .overTemperature:
      let part = detail == 1 ? "power stage" : "motor"
      return "\(joint): temperature of the \(part) \(bound("°C", 1, in: configuration))."
    case .nonFinite:
      return subject < 0
        ? "A command or measurement was not a finite number."
        : "\(joint): a command or measurement was not a finite number."
    case .notReferenced: return "\(joint): its position has no trusted zero."
    case .moving:
      return "\(joint) moves without torque: velocity "
        + "\(pair(type.velocityUnit, 3, "the limit of standstill"))."
    default: return deviceSentence(joint, in: configuration)
    }
  }

  /// Findings on drives, buses, supply, commander and the process itself.
  private func deviceSentence(
    _ joint: String, in configuration: borrowing RobotConfiguration
  ) -> String {
    let place = joint + drive(in: configuration)
    switch code {
    case .commandTimeout:
      return "The commander gave no sign of life for \(pair("ms", 0, "the limit"))."
    case .leaseLost: return "The commander that held the lease is gone."
    case .driveFault: return driveFaultSentence(place)
    case .overrun:
      return "\(Digits.text(value, 0)) cycles overran within the window; "
        + "\(Digits.text(limit, 0)) are allowed."
    case .supplyLost:
      return "The drives' supply is \(Digits.text(value, 2)) V; at least "
        + "\(Digits.text(limit, 2)) V are needed."
    case .outputLost: return outputSentence(place, in: configuration)
    case .supplyMonitorLost:
      return "The supply monitor has given no value for \(pair("ms", 0, "the limit"))."
    case .busLost: return busSentence(in: configuration)
    case .enableFailed:
      return "\(place): the drive did not report enabled within \(Digits.text(value, 0)) ms "
        + "(limit \(Digits.text(limit, 0)) ms)."
    case .configurationMismatch, .driveTimeoutOff, .registerSilent, .objectRefused:
      return registerSentence(place, in: configuration)
    case .driveRestarted:
      return "\(place): the drive has begun anew, and what was set in it is gone."
    case .foundEnabled:
      let drives = detail > 1 ? "the drives were" : "the drive was"
      return "\(place)\(others): \(drives) found enabled and stayed so for "
        + "\(Digits.text(value, 0)) ms without a command from here."
    case .fenceUp:
      return "Bus \(Fault.busName(Int(subject), in: configuration)): \(Digits.text(value, 0)) "
        + "frames from before the stop may still be queued."
    case .driveDisabled:
      return "\(place): the drive left the enabled state without reporting a fault."
    case .ended:
      return value == 1
        ? "The run ended before the motion that it was asked for had begun."
        : "The run's time is over, or the process was asked to end."
    default: return conversationSentence(joint, in: configuration)
    }
  }

  /// Findings on who is on the bus, and on the end of a stop.
  private func conversationSentence(
    _ joint: String, in configuration: borrowing RobotConfiguration
  ) -> String {
    let place = joint + drive(in: configuration)
    let bus = "Bus " + Fault.busName(Int(subject), in: configuration)
    let unit = Fault.jointType(Int(subject), in: configuration).positionUnit
    switch code {
    case .turnUnknown:
      return "\(place): its encoder reads \(Digits.text(value, 4)) \(unit); "
        + (detail == 0
          ? "no turn of it (\(Digits.text(setting, 4)) \(unit)) lies between the stops, the "
            + "nearest is \(Digits.text(limit, 4)) \(unit)."
          : "more than one turn of it (\(Digits.text(setting, 4)) \(unit)) lies between the stops.")
    case .feedbackLate:
      return "\(place) answers, but its answers are \(Digits.text(value, 1)) ms old; the limit is "
        + "\(Digits.text(limit, 1)) ms."
    case .busFlooded:
      return "\(bus): more frames arrive than are read, for \(pair("ms", 0, "the limit"))."
    case .foreignCommander:
      return "\(bus): \(Digits.text(value, 0)) frames with our own id \(Fault.id(detail)) came "
        + "from another sender."
    case .doubleAnswers:
      return "\(place): \(Digits.text(value, 0)) answers to \(Digits.text(limit, 0)) questions."
    case .supplyHigh:
      return "The drives' supply is \(Digits.text(value, 2)) V; at most "
        + "\(Digits.text(limit, 2)) V are allowed."
    case .stopUnconfirmed:
      return "\(place)\(others): UNCONFIRMED, no evidence that the stop has ended."
    case .stopEscalated:
      return
        "The \(StopKind(rawValue: UInt8(truncatingIfNeeded: detail))?.word ?? "stop") did not end "
        + "within \(Digits.text(limit, 0)) ms; a more severe stop followed."
    case .enabledAtEnd: return "\(place)\(others): the drive still carries torque at the end."
    case .wrongFormat:
      return detail == 1
        ? "\(place): its frames have \(Digits.text(value, 0)) bytes; feedback has "
          + "\(Digits.text(limit, 0))."
        : "\(place) answers in classic frames on a CAN FD bus."
    case .unexpectedID:
      return "\(place) has been silent for \(pair("ms", 1, "the limit")), while id "
        + "\(Fault.id(detail))\(setting == 1 ? " (extended)" : "") answers in its name."
    case .twinDiverged:
      return "The twin diverged\(subject < 0 ? "" : " at \(place)"): the simulation cannot go on, "
        + "and no drive has failed."
    case .motionImpossible: return "The motion that was asked for cannot be planned."
    default: return "\(code.word)."
    }
  }

  /// " and 3 more" where `detail` counts the joints of the finding.
  private var others: String { detail > 1 ? " and \(detail - 1) more" : "" }

  /// Which input, and where its wire ends.
  private func emergencyStop(in configuration: borrowing RobotConfiguration) -> String {
    let index = Int(subject)
    guard configuration.lines.indices.contains(index) else {
      return value == 2
        ? "An emergency stop: a commander asked for it."
        : "An emergency stop: an e-stop input is open."
    }
    let line = configuration.lines[index]
    return "E-stop input \(line.name.text) (\(line.chip.text) line \(line.offset)) is open."
  }

  /// Of a drive that hears nothing it is said what that means: its word for it is about us.
  private func driveFaultSentence(_ place: String) -> String {
    guard value == Double(DriveFault.communicationLost.rawValue) else {
      return "\(place): the drive stopped itself: \(Fault.driveFaultWord(value))."
    }
    return "\(place): no command arrived at the drive for its own time-out, and it took its torque "
      + "away: communication lost."
  }

  /// A link that is down, or all drives of a bus silent at once.
  private func busSentence(in configuration: borrowing RobotConfiguration) -> String {
    let bus = Fault.busName(Int(subject), in: configuration)
    let joints = Fault.joints(ofBus: Int(subject), in: configuration)
    let state = "its controller is \(Fault.busStateWord(value))"
    guard !joints.isEmpty, value <= Double(BusState.passive.rawValue) else {
      let hit = joints.isEmpty ? "" : " \(joints.joined(separator: ", ")) cannot be told anything."
      return "Bus \(bus) is lost: \(state)." + hit
    }
    let all = joints.count == 1 ? "its only drive fell" : "all \(joints.count) of its drives fell"
    return "Bus \(bus) is lost: \(all) silent (\(joints.joined(separator: ", "))); \(state)."
  }

  private func registerSentence(
    _ place: String, in configuration: borrowing RobotConfiguration
  ) -> String {
    guard let register = register(in: configuration) else { return "\(code.word)." }
    switch code {
    case .driveTimeoutOff:
      return "\(place): \(register.title) is \(register.text(value)): the drive would not stop by "
        + "itself; the profile says \(register.text(limit))."
    case .registerSilent:
      return "\(place): \(register.title) was asked for \(Digits.text(setting, 0)) times in "
        + "\(Digits.text(value, 0)) ms and never answered, while feedback goes on."
    case .objectRefused:
      return "\(place): the drive refuses \(register.title), subindex \(Digits.text(setting, 0)): "
        + "\(AbortText.words(value))."
    default:
      return "\(place): \(register.title) holds \(register.text(value)); the profile says "
        + "\(register.text(limit))."
    }
  }

  /// Chip, bus and device of servos that cannot be told what is wanted.
  private func outputSentence(
    _ place: String, in configuration: borrowing RobotConfiguration
  ) -> String {
    if detail == 0 {
      return "\(place): the chip has restarted and makes no pulses until it is told to again."
    }
    return "\(place): the chip has not taken its outputs for \(pair("ms", 0, "the limit")) "
      + "(\(Fault.outputError(Int32(detail))))."
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
    "\(Digits.text(value, digits)) \(unit); \(limitName) is \(Digits.text(limit, digits)) \(unit)"
  }

  /// "4.510 rad/s; the profile's limit is 4.000 rad/s (acts at 4.400)".
  private func bound(
    _ unit: String, _ digits: Int, in configuration: borrowing RobotConfiguration
  ) -> String {
    guard let own = profileNumber(in: configuration) else { return pair(unit, digits, "its limit") }
    return "\(Digits.text(value, digits)) \(unit); the profile's limit is "
      + "\(Digits.text(own, digits)) \(unit) (acts at \(Digits.text(limit, digits)))"
  }

  /// The profile's own number where `limit` is that number with a margin; nil where `limit` is it.
  public func profileNumber(in configuration: borrowing RobotConfiguration) -> Double? {
    switch code {
    case .positionLimit, .velocityLimit, .effortLimit, .followingError, .overTemperature: break
    default: return nil
    }
    guard setting == 0 else { return setting == limit ? nil : setting }
    // 0 says "no margin", and is the soft limit of many a joint: of a gripper, of a lift.
    let index = Int(subject)
    guard code == .positionLimit, limit != 0, configuration.joints.indices.contains(index) else {
      return nil
    }
    let joint = configuration.joints[index]
    let end = limit < 0 ? joint.lower : joint.upper
    let travel = joint.upper.value - joint.lower.value
    return end.value == 0 && abs(limit) < travel / 5 ? 0 : nil
  }
}
