public import RobotCore

extension Damiao {
  /// What a drive holds in its bit rate register for a bus; −1 when it has no setting for it.
  ///
  /// `can_br` (vendor manual, register 35): 0…4 classic at 125, 200, 250, 500 kbit/s and 1 Mbit/s;
  /// from 5 on CAN FD, 1 Mbit/s in arbitration, data at 2, 2.5, 3.2, 4, 5 Mbit/s. Codes 10 and 11
  /// (8 and 10 Mbit/s) stand in openarm_can 1.2.9 only.
  @_noLocks public static func bitRateCode(on bus: BusConfiguration) -> Int {
    bus.isFD ? codeFD(bus) : codeClassic(bus)
  }

  @_noLocks private static func codeClassic(_ bus: BusConfiguration) -> Int {
    switch bus.bitRate {
    case 125_000: 0
    case 200_000: 1
    case 250_000: 2
    case 500_000: 3
    case 1_000_000: 4
    default: -1
    }
  }

  @_noLocks private static func codeFD(_ bus: BusConfiguration) -> Int {
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
}
