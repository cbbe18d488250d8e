import RobotCore

/// Why a servo stopped itself: an error code of 603Fh (DSP 402 2.0, 8.2: error codes).
struct ServoFault {
  let code: UInt16

  static let overCurrent = ServoFault(code: 0x2310)
  static let overload = ServoFault(code: 0x2350)
  static let overVoltage = ServoFault(code: 0x3210)
  static let underVoltage = ServoFault(code: 0x3220)
  static let stageTemperature = ServoFault(code: 0x4210)
  static let windingTemperature = ServoFault(code: 0x4310)
  /// Contacts: what vendors use for an open STO input.
  static let safeTorqueOff = ServoFault(code: 0x5441)
  static let encoder = ServoFault(code: 0x7305)
  static let communication = ServoFault(code: 0x8130)
  static let followingError = ServoFault(code: 0x8611)
  static let vendor = ServoFault(code: 0xFF00)

  init(code: UInt16) { self.code = code }

  /// The code for a fault in the words of all families.
  init?(_ family: DriveFault) {
    switch family {
    case .none: return nil
    case .overVoltage: self = .overVoltage
    case .underVoltage: self = .underVoltage
    case .overCurrent: self = .overCurrent
    case .driverOverTemperature: self = .stageTemperature
    case .motorOverTemperature: self = .windingTemperature
    case .communicationLost: self = .communication
    case .overload: self = .overload
    case .encoder: self = .encoder
    case .followingError: self = .followingError
    case .safeTorqueOff: self = .safeTorqueOff
    case .other, .restarted, .reconfigured: self = .vendor
    }
  }

  /// The same in the words of all families.
  var family: DriveFault {
    switch code {
    case 0: .none
    case 0x3210: .overVoltage
    case 0x3220: .underVoltage
    case 0x2310: .overCurrent
    case 0x4210: .driverOverTemperature
    case 0x4310: .motorOverTemperature
    case 0x8100...0x82FF: .communicationLost
    case 0x2350: .overload
    case 0x5441: .safeTorqueOff
    case 0x8611: .followingError
    case 0x7300...0x73FF: .encoder
    default: .other
    }
  }

  /// True when the power stage can do no more, or must not: no braking under torque.
  var isHard: Bool {
    switch code >> 12 {
    case 0x2, 0x3, 0x5, 0x7, 0xF: true
    case 0x4: code == Self.stageTemperature.code
    default: false
    }
  }
}
