import RobotCore
import Wire

/// An emergency message: why a node thinks that something is wrong (CiA 301, 7.2.7).
struct EmergencyMessage: BitwiseCopyable, Sendable {
  /// The error code, as in object 603F; 0: the error is gone.
  let code: UInt16
  /// Error register (object 1001).
  let register: UInt8

  /// Nil when the frame is too short to be one.
  @_noLocks init?(_ frame: CANFrame) {
    guard frame.length == 8 else { return nil }
    code = frame.uint16(at: 0)
    register = frame.data[2]
  }
}

extension DriveFault {
  /// What an error code means for us: classes of CiA 301, table 26, and codes of CiA 402-2, 5.5;
  /// the codes from FF00 on are the vendor's.
  @_noLocks init(errorCode code: UInt16) {
    switch code {
    case 0x0000: self = .none
    // Contacts 1…: what vendors of drives with STO tell its inputs by.
    case 0x5441...0x5443: self = .safeTorqueOff
    case 0x3110...0x311F, 0x3210...0x321F, 0x3310...0x331F: self = .overVoltage
    case 0x3120...0x313F, 0x3220...0x322F, 0x3320...0x332F: self = .underVoltage
    case 0x2000...0x23FF: self = .overCurrent
    case 0x4310...0x432F: self = .driverOverTemperature
    case 0x4000...0x4FFF: self = .motorOverTemperature
    case 0x8100...0x81FF, 0x8700...0x87FF: self = .communicationLost
    case 0x7121, 0x7180, 0x8311...0x8331: self = .overload
    case 0x7122, 0x7300...0x73FF: self = .encoder
    case 0x8611: self = .followingError
    default: self = .other
    }
  }
}
