import Testing
import Units
import Wire

@Suite struct WireTimeTests {
  static func time(_ flags: UInt8, _ stuffing: BitStuffing, data: UInt32 = 5_000_000) -> Int64 {
    let wire = WireTime(bitRate: 1_000_000, dataBitRate: data, stuffing: stuffing)
    return wire.duration(of: CANFrame(id: 1, length: 8, flags: flags)).nanoseconds
  }

  /// The figures of the bus arithmetic that a schedule is planned with.
  @Test func classicFramesOfEightBytes() {
    #expect(Self.time(0, .none, data: 1_000_000) == 111_000)
    #expect(Self.time(0, .worstCase, data: 1_000_000) == 135_000)
    #expect(Self.time(CANFrame.extended, .none, data: 1_000_000) == 131_000)
    #expect(Self.time(CANFrame.extended, .worstCase, data: 1_000_000) == 160_000)
  }

  /// Eight commands and eight replies on CAN FD 1 M / 5 M: 774 to 893 µs.
  @Test func sixteenFlexibleFrames() {
    let flags = CANFrame.fd | CANFrame.bitRateSwitch
    #expect(Self.time(flags, .none) * 16 == 774_400)
    #expect(Self.time(flags, .worstCase) * 16 == 892_800)
  }

  @Test func longAndSlowFlexibleFrames() {
    let wire = WireTime(bitRate: 1_000_000, dataBitRate: 5_000_000, stuffing: .none)
    let long = CANFrame(id: 1, length: 64, flags: CANFrame.fd | CANFrame.bitRateSwitch)
    // 29 nominal bits; 5 + 512 + 32 + 1 data bits.
    #expect(wire.duration(of: long).nanoseconds == 29_000 + 110_000)
    let slow = CANFrame(id: 1, length: 8, flags: CANFrame.fd)
    // 29 + 97 bits, all at 1 Mbit/s.
    #expect(wire.duration(of: slow).nanoseconds == 126_000)
    let odd = CANFrame(id: 1, length: 9, flags: CANFrame.fd)
    let even = CANFrame(id: 1, length: 12, flags: CANFrame.fd)
    #expect(wire.duration(of: odd).nanoseconds == wire.duration(of: even).nanoseconds)
  }

  @Test func remoteFramesCarryNoData() {
    let wire = WireTime(bitRate: 1_000_000, dataBitRate: 1_000_000, stuffing: .none)
    let remote = CANFrame(id: 1, length: 8, flags: CANFrame.remote)
    #expect(wire.duration(of: remote).nanoseconds == 47_000)
  }
}
