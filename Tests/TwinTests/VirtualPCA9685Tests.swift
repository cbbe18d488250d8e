#if DEBUG  // Inner parts: a release build keeps them to itself.
  import RobotCore
  import Testing
  import Wording

  @testable import Twin

  /// The virtual chip against the data sheet, register by register.
  @Suite struct VirtualPCA9685Tests {
    private func chip() -> VirtualPCA9685 {
      VirtualPCA9685(device: Label("/dev/i2c-9") ?? Label(), address: 0x40)
    }

    @Test func itComesUpAsleepAndSilent() {
      let chip = chip()
      #expect(chip.read(0x00) == 0x11 && chip.read(0x01) == 0x04 && chip.read(0xFE) == 0x1E)
      #expect([0x02, 0x03, 0x04, 0x05].map { chip.read($0) } == [0xE2, 0xE4, 0xE8, 0xE0])
      for channel in 0..<16 { #expect(chip.pulse(channel) == nil) }
    }

    @Test func pulsesNeedTheOscillator() {
      var chip = chip()
      chip.write(0x00, 0x30, count: 1)
      chip.write(0xFE, 121, count: 1)
      chip.write(0x06, 0x0133_0000, count: 4)
      #expect(chip.pulse(0) == nil, "asleep")
      chip.write(0x00, 0x20, count: 1)
      #expect(abs((chip.pulse(0) ?? 0) - 307 * 122 / 25e6) < 1e-12)
      chip.write(0xFE, 30, count: 1)
      #expect(chip.read(0xFE) == 121, "PRE_SCALE can be written asleep only")
    }

    @Test func fullOffWins() {
      var chip = chip()
      chip.write(0x00, 0x20, count: 1)
      chip.write(0x0A, 0x0133_1000, count: 4)
      #expect(chip.pulse(1) == nil, "full on is no pulse")
      chip.write(0x0A, 0x1133_0000, count: 4)
      #expect(chip.pulse(1) == nil)
    }

    @Test func aSleepWithPulsesWaitsForRestart() {
      var chip = chip()
      chip.write(0x00, 0x20, count: 1)
      chip.write(0x06, 0x0133_0000, count: 4)
      chip.write(0x00, 0x30, count: 1)
      chip.write(0x00, 0x20, count: 1)
      #expect(chip.read(0x00) == 0xA0 && chip.pulse(0) == nil)
      chip.write(0x00, 0xA0, count: 1)
      #expect(chip.read(0x00) == 0x20 && chip.pulse(0) != nil)
    }

    @Test func withoutAutoIncrementOneRegisterTakesAll() {
      var chip = chip()
      chip.write(0x00, 0x00, count: 1)
      chip.write(0x06, 0x0403_0201, count: 4)
      #expect(chip.read(0x06) == 4 && chip.read(0x07) == 0)
    }

    @Test func allOutputsAtOnce() {
      var chip = chip()
      chip.write(0x00, 0x20, count: 1)
      for channel in 0..<16 { chip.write(UInt8(6 + 4 * channel), 0x0133_0000, count: 4) }
      #expect(chip.pulse(15) != nil)
      chip.write(0xFD, 0x10, count: 1)
      for channel in 0..<16 { #expect(chip.pulse(channel) == nil) }
    }
  }
#endif
