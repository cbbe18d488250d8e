// What the statusword (6041h) says.
extension ServoAxis {
  /// Bit 10, its motion's end.
  func isTargetReached(_ dictionary: CANopenDictionary) -> Bool {
    switch mode {
    case .profilePosition:
      if isHalted { return profile.speed == 0 }
      return points.isReached && inWindow >= Double(dictionary[0x6068_00]) / 1_000
    case .homing: return homing.phase == .attained || homing.phase == .failed
    case .none, .cyclicPosition, .cyclicVelocity, .cyclicTorque: return false
    }
  }

  /// State, supply, warning, remote, target reached, limit, and two bits by mode.
  func statusword(
    isSupplied: Bool, isWarned: Bool, isRemote: Bool, _ dictionary: CANopenDictionary
  ) -> UInt16 {
    var status = machine.state.rawValue
    if isSupplied { status |= 0x10 }
    if machine.state != .quickStopActive, word & 4 != 0 { status |= 0x20 }
    if isWarned { status |= 0x80 }
    if isRemote { status |= 0x200 }
    if isTargetReached(dictionary) { status |= 0x400 }
    if isLimited { status |= 0x800 }
    guard machine.state == .operationEnabled else { return status }
    return status | modeBits
  }

  /// Bits 12 and 13.
  private var modeBits: UInt16 {
    let isAway: UInt16 = isFollowing ? 0 : 0x2000
    switch mode {
    case .none: return 0
    case .profilePosition: return isAway | (points.isAcknowledged ? 0x1000 : 0)
    case .homing:
      if homing.phase == .failed { return 0x2000 }
      return homing.phase == .attained ? 0x1000 : 0
    case .cyclicPosition: return isAway | 0x1000
    case .cyclicVelocity, .cyclicTorque: return 0x1000
    }
  }
}
