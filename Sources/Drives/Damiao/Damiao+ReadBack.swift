import RobotCore
public import Units
public import Wire

// What is read back while the drive is disabled, before it may be enabled (design: arming).
extension Damiao {
  /// Address, time-out, mode, ranges, gear, bit rate; and the firmware when the profile pins one.
  @_noLocks private static func register(_ index: Int) -> DamiaoRegister {
    switch index {
    case 0: .commandID
    case 1: .feedbackID
    case 2: .timeout
    case 3: .controlMode
    case 4: .positionRange
    case 5: .velocityRange
    case 6: .torqueRange
    case 7: .gearRatio
    case 8: .bitRate
    case 9: .softwareVersion
    default: preconditionFailure("past the end of the read-back list")
    }
  }

  /// Registers that are read back before arming.
  public var readBackCount: Int { @_noLocks get { firmware == 0 ? 9 : 10 } }

  /// Number of the register behind place `index` of the read-back list (RID).
  ///
  /// Precondition: `index` is in `0..<readBackCount`.
  @_noLocks public func readBackRegister(_ index: Int) -> UInt16 {
    UInt16(Damiao.register(index).code)
  }

  /// The frame that asks for the register at place `index` of the list.
  ///
  /// Precondition: `index` is in `0..<readBackCount`.
  @_noLocks public func readBack(_ index: Int) -> CANFrame { read(Damiao.register(index)) }

  /// Holds the reply to `readBack(index)` against the configuration; nil when the frame is not that
  /// reply. A feedback frame can look like one by chance, so this is to be asked only while that
  /// request is unanswered. `timeoutExpected` is the time-out the drive must have of its own.
  @_noLocks public func check(
    _ index: Int, reply: CANFrame, timeoutExpected: Interval
  ) -> ReadBackVerdict? {
    let register = Damiao.register(index)
    guard let found = value(of: register, in: reply) else { return nil }
    switch register {
    case .commandID: return verdict(register, found, Double(id))
    case .feedbackID: return verdict(register, found, Double(feedbackID))
    case .timeout: return timeoutVerdict(found, timeoutExpected)
    case .controlMode: return verdict(register, found, 1)  // MIT
    case .positionRange: return verdict(register, found, positionRange)
    case .velocityRange: return verdict(register, found, velocityRange)
    case .torqueRange: return verdict(register, found, torqueRange)
    case .gearRatio: return verdict(register, found, gearRatio)
    case .bitRate: return verdict(register, found, Double(bitRateCode))
    default: return verdict(register, found, Double(firmware))
    }
  }

  /// Integers must be equal. Floats may differ by one LSB of the 16-bit field at full range
  /// (2⁻¹⁵ of the value), so that a profile may say 12.566 where the drive holds 4π.
  @_noLocks private func verdict(
    _ register: DamiaoRegister, _ found: Double, _ expected: Double
  ) -> ReadBackVerdict {
    let difference = found > expected ? found - expected : expected - found
    let allowed = register.isFloat ? expected / 32_768 : 0
    if difference <= allowed { return .matches }
    return .differs(register: UInt16(register.code), found: found, expected: expected)
  }

  /// TIMEOUT counts 50 µs; 0 means off. Told in ms.
  @_noLocks private func timeoutVerdict(_ counts: Double, _ expected: Interval) -> ReadBackVerdict {
    let found = counts / 20
    let wanted = Double(expected.nanoseconds) / 1e6
    let code = UInt16(DamiaoRegister.timeout.code)
    if counts == 0 { return .timeoutOff(register: code, found: 0, expected: wanted) }
    if counts == Double(expected.nanoseconds / 50_000) { return .matches }
    return .differs(register: code, found: found, expected: wanted)
  }
}
