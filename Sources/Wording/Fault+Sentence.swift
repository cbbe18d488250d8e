import RealTime
public import RobotCore

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
      return "\(joint): position \(pair(type.positionUnit, 4, "its limit"))."
    case .velocityLimit:
      return "\(joint): velocity \(pair(type.velocityUnit, 3, "its limit"))."
    case .effortLimit:
      return "\(joint): effort \(pair(type.effortUnit, 3, "its limit"))."
    case .followingError:
      return "\(joint): wanted and measured position differ by "
        + "\(pair(type.positionUnit, 4, "the allowed difference"))."
    case .positionJump:
      return "\(joint): position jumped by \(pair(type.positionUnit, 4, "what it can move"))."
    case .feedbackLost:
      return "\(joint)\(drive(in: configuration)) has been silent for "
        + "\(pair("ms", 1, "the limit"))."
    case .overTemperature: return "\(joint): temperature \(pair("°C", 1, "its limit"))."
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
      return "\(place) answers, but its answers are \(pair("ms", 1, "the limit")) old."
    case .busFlooded:
      return "\(bus): more frames arrive than are read, for \(pair("ms", 0, "the limit"))."
    case .foreignCommander:
      return
        "\(bus): \(Digits.text(value, 0)) frames with our id 0x\(String(detail, radix: 16)) came "
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
        + "0x\(String(detail, radix: 16))\(setting == 1 ? " (extended)" : "") answers in its name."
    case .twinDiverged: return "The twin diverged: the simulation cannot go on."
    case .motionImpossible: return "The motion that was asked for cannot be planned."
    default: return "\(code.word)."
    }
  }

  /// " and 3 more" where `limit` counts the joints of the finding.
  private var others: String { limit > 1 ? " and \(Digits.text(limit - 1, 0)) more" : "" }

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

  /// The joint that the finding is about; −1 when it is about a bus, a line or the whole robot.
  public var joint: Int {
    switch code {
    case .busLost, .fenceUp, .busFlooded, .foreignCommander, .emergencyStop: -1
    default: Int(subject)
    }
  }

  /// Name of the joint, bus or line that the finding is about; "" for the whole robot.
  public func subjectName(in configuration: borrowing RobotConfiguration) -> String {
    let index = Int(subject)
    guard index >= 0 else { return "" }
    switch code {
    case .busLost, .fenceUp, .busFlooded, .foreignCommander:
      return Fault.busName(index, in: configuration)
    case .emergencyStop:
      return configuration.lines.indices.contains(index)
        ? configuration.lines[index].name.text : "#\(index)"
    default: return Fault.jointName(index, in: configuration)
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
    case .driveFault:
      return "\(place): the drive stopped itself: \(Fault.driveFaultWord(value))."
    case .overrun:
      return "\(Digits.text(value, 0)) cycles overran within the window; "
        + "\(Digits.text(limit, 0)) are allowed."
    case .supplyLost:
      return "The drives' supply is \(Digits.text(value, 2)) V; at least "
        + "\(Digits.text(limit, 2)) V are needed."
    case .supplyMonitorLost:
      return "The supply monitor has given no value for \(pair("ms", 0, "the limit"))."
    case .busLost where limit > 1 && value < Double(BusState.busOff.rawValue):
      return "Bus \(Fault.busName(Int(subject), in: configuration)): none of its "
        + "\(Digits.text(limit, 0)) drives answers; its controller is "
        + "\(Fault.busStateWord(value))."
    case .busLost:
      return "Bus \(Fault.busName(Int(subject), in: configuration)) is lost: its controller is "
        + "\(Fault.busStateWord(value))."
    case .enableFailed:
      return "\(place): the drive did not report enabled within \(Digits.text(value, 0)) ms "
        + "(limit \(Digits.text(limit, 0)) ms)."
    case .configurationMismatch:
      return "\(place): a register of the drive holds \(Digits.text(value, 3)), the profile says "
        + "\(Digits.text(limit, 3))."
    case .foundEnabled:
      let others = limit > 1 ? " and \(Digits.text(limit - 1, 0)) more" : ""
      let drives = limit > 1 ? "the drives were" : "the drive was"
      return "\(place)\(others): \(drives) found enabled and stayed so for "
        + "\(Digits.text(value, 0)) ms without a command from here."
    case .fenceUp:
      return "Bus \(Fault.busName(Int(subject), in: configuration)): \(Digits.text(value, 0)) "
        + "frames from before the stop may still be queued."
    case .driveTimeoutOff:
      return "\(place): the drive's own command time-out is \(Digits.text(value, 0)) ms"
        + "\(value == 0 ? " (off)" : ""); the profile says \(Digits.text(limit, 0)) ms."
    case .driveDisabled:
      return "\(place): the drive left the enabled state without reporting a fault."
    case .ended:
      return value == 1
        ? "The run ended before the motion that it was asked for had begun."
        : "The run's time is over, or the process was asked to end."
    default: return conversationSentence(joint, in: configuration)
    }
  }

  /// "2.1034 rad is past its limit of 2.1000 rad".
  private func pair(_ unit: String, _ digits: Int, _ limitName: String) -> String {
    "\(Digits.text(value, digits)) \(unit); \(limitName) is \(Digits.text(limit, digits)) \(unit)"
  }

  /// " (DM-J4340, id 0x04, bus arm)", or nothing when the subject is no joint.
  private func drive(in configuration: borrowing RobotConfiguration) -> String {
    let index = Int(subject)
    guard index >= 0, index < configuration.joints.count else { return "" }
    let drive = configuration.joints[index].drive
    let id = String(drive.commandID, radix: 16)
    return " (\(drive.model.text), id 0x\(id.count < 2 ? "0" : "")\(id), bus "
      + "\(Fault.busName(Int(drive.bus), in: configuration)))"
  }

  /// Name of joint `index`; "#12" when the configuration holds no such joint.
  static func jointName(_ index: Int, in configuration: borrowing RobotConfiguration) -> String {
    guard index >= 0, index < configuration.joints.count else { return "#\(index)" }
    return configuration.joints[index].name.text
  }

  /// Name of bus `index`; "#3" when the configuration holds no such bus.
  static func busName(_ index: Int, in configuration: borrowing RobotConfiguration) -> String {
    guard index >= 0, index < configuration.buses.count else { return "#\(index)" }
    return configuration.buses[index].name.text
  }

  private static func jointType(
    _ index: Int, in configuration: borrowing RobotConfiguration
  ) -> JointType {
    guard index >= 0, index < configuration.joints.count else { return .revolute }
    return configuration.joints[index].type
  }

  static func driveFaultWord(_ value: Double) -> String {
    guard value >= 0, value < 256, let fault = DriveFault(rawValue: UInt8(value)) else {
      return "fault code \(Digits.text(value, 0))"
    }
    return fault.word
  }

  static func busStateWord(_ value: Double) -> String {
    guard value >= 0, value < 256, let state = BusState(rawValue: UInt8(value)) else {
      return "in state \(Digits.text(value, 0))"
    }
    return state.word
  }
}
