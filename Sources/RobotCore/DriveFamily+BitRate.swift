extension DriveFamily {
  /// What a drive of this family holds in its bit rate register for a bus; −1 when it has no
  /// setting for it.
  ///
  /// Damiao `can_br` (vendor manual, register 35): 0…4 classic at 125, 200, 250, 500 kbit/s and
  /// 1 Mbit/s; from 5 on CAN FD, 1 Mbit/s in arbitration, data at 2, 2.5, 3.2, 4, 5 Mbit/s. Codes
  /// 10 and 11 (8 and 10 Mbit/s) stand in openarm_can 1.2.9 only. CiA 402 has no such register:
  /// bit rates are set by switch or LSS.
  @_noLocks public func bitRateCode(on bus: BusConfiguration) -> Int {
    switch self {
    case .damiao: bus.isFD ? damiaoFD(bus) : damiaoClassic(bus)
    case .servo, .ciA402: -1
    }
  }

  @_noLocks private func damiaoClassic(_ bus: BusConfiguration) -> Int {
    switch bus.bitRate {
    case 125_000: 0
    case 200_000: 1
    case 250_000: 2
    case 500_000: 3
    case 1_000_000: 4
    default: -1
    }
  }

  @_noLocks private func damiaoFD(_ bus: BusConfiguration) -> Int {
    guard bus.bitRate == 1_000_000 else { return -1 }
    switch bus.dataBitRate {
    case 2_000_000: return 5
    case 2_500_000: return 6
    case 3_200_000: return 7
    case 4_000_000: return 8
    case 5_000_000: return 9
    case 8_000_000: return 10
    case 10_000_000: return 11
    default: return -1
    }
  }

  /// A drive of this family can be set to a bus. CiA 402: classic frames at the rates of CiA 301,
  /// table 1.
  @_noLocks public func isSuited(to bus: BusConfiguration) -> Bool {
    switch self {
    case .damiao: return bitRateCode(on: bus) >= 0
    case .servo: return false
    case .ciA402:
      guard !bus.isFD else { return false }
      switch bus.bitRate {
      case 10_000, 20_000, 50_000, 125_000, 250_000, 500_000, 800_000, 1_000_000: return true
      default: return false
      }
    }
  }

  /// Frames of one drive in one cycle, command and answers, of at most eight bytes. CiA 402: a
  /// set-point and two measurements.
  public var framesPerCycle: Int {
    @_noLocks get {
      switch self {
      case .damiao: 2
      case .ciA402: 3
      case .servo: 0
      }
    }
  }
}
