import RealTime
public import RobotCore
import Units

extension Fault {
  /// The joint that the finding is about; −1 when it is about a bus, a line, the supply, the
  /// commander or the whole robot.
  public var joint: Int {
    switch code {
    case .busLost, .fenceUp, .busFlooded, .foreignCommander, .emergencyStop, .supplyLost,
      .supplyHigh, .supplyMonitorLost, .overrun, .commandTimeout, .leaseLost, .operatorStop,
      .bootState, .none, .ended, .twinDiverged, .motionImpossible:
      -1
    case .positionLimit, .velocityLimit, .effortLimit, .followingError, .feedbackLost, .driveFault,
      .nonFinite, .enableFailed, .configurationMismatch, .foundEnabled, .notReferenced,
      .overTemperature, .driveTimeoutOff, .driveDisabled, .positionJump, .moving, .turnUnknown,
      .feedbackLate, .doubleAnswers, .stopUnconfirmed, .enabledAtEnd, .wrongFormat, .unexpectedID,
      .registerSilent, .stopEscalated, .outputLost, .objectRefused, .driveRestarted, .brakeStuck,
      .homingFailed:
      Int(subject)
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
    default: return joint >= 0 ? Fault.jointName(index, in: configuration) : ""
    }
  }

  /// Unit of `value` and `limit`; "" where they have none or are none.
  public func unit(in configuration: borrowing RobotConfiguration) -> String {
    let type = Fault.jointType(Int(subject), in: configuration)
    switch code {
    case .homingFailed where detail == 6: return "s"
    case .positionLimit, .followingError, .positionJump, .turnUnknown, .homingFailed:
      return type.positionUnit
    case .velocityLimit, .moving, .stopUnconfirmed: return type.velocityUnit
    case .effortLimit, .brakeStuck: return type.effortUnit
    case .overTemperature: return "°C"
    case .supplyLost, .supplyHigh: return "V"
    case .commandTimeout, .feedbackLost, .enableFailed, .supplyMonitorLost, .foundEnabled,
      .feedbackLate, .busFlooded, .stopEscalated, .unexpectedID, .registerSilent, .outputLost:
      return "ms"
    case .configurationMismatch, .driveTimeoutOff: return register(in: configuration)?.unit ?? ""
    case .none, .bootState, .emergencyStop, .operatorStop, .driveFault, .nonFinite, .overrun,
      .busLost, .notReferenced, .fenceUp, .leaseLost, .driveDisabled, .ended, .foreignCommander,
      .doubleAnswers, .enabledAtEnd, .wrongFormat, .twinDiverged, .motionImpossible,
      .objectRefused, .driveRestarted:
      return ""
    }
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

  /// " (DM-J4340, id 0x04, bus arm)", or nothing when the subject is no joint.
  func drive(in configuration: borrowing RobotConfiguration) -> String {
    let index = Int(subject)
    guard index >= 0, index < configuration.joints.count else { return "" }
    let drive = configuration.joints[index].drive
    guard drive.bus != DriveConfiguration.noBus else {
      return " (\(drive.model.text), \(drive.address))"
    }
    return
      " (\(drive.model.text), \(drive.address), bus "
      + "\(Fault.busName(Int(drive.bus), in: configuration)))"
  }

  /// "0x04".
  static func id(_ id: UInt16) -> String {
    "0x" + Digits.hexadecimal(UInt64(id), digits: 2)
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

  /// Names of the joints whose drives are on a bus.
  static func joints(
    ofBus bus: Int, in configuration: borrowing RobotConfiguration
  ) -> [String] {
    var names: [String] = []
    for index in configuration.joints.indices
    where Int(configuration.joints[index].drive.bus) == bus {
      names.append(configuration.joints[index].name.text)
    }
    return names
  }

  static func jointType(
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
