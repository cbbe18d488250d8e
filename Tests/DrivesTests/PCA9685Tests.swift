#if DEBUG  // Inner parts: a release build keeps them to itself.
  import RobotCore
  import Testing
  import Units

  @testable import Drives

  /// Register arithmetic of the PCA9685 against its data sheet (Rev. 4).
  @Suite struct PCA9685Tests {
    /// 7.3.5: round(25 MHz / (4096 · f)) − 1; its example is 200 Hz → 30 (1Eh), the power-on value.
    @Test(arguments: [
      (200.0, 30), (50.0, 121), (60.0, 101), (1526.0, 3), (24.0, 253), (10.0, 255), (5_000.0, 3),
      (Double.nan, 255), (-1.0, 255),
    ]) func thePrescalerDividesTheOscillator(_ frequency: Double, _ wanted: Int) {
      #expect(PCA9685(frequency: frequency).prescale == UInt8(wanted))
    }

    @Test func fiftyHertzAreNearlyFifty() {
      let chip = PCA9685(frequency: 50)
      #expect(abs(chip.frequency - 50.03) < 0.01)
      #expect(abs(chip.step - 4.88e-6) < 1e-12)
    }

    /// The four registers as a logic analyser shows them: ON_L ON_H OFF_L OFF_H.
    private func bytes(_ word: UInt32) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
    }

    /// 1.5 ms are 307 counts of 4.88 µs: 0x133.
    @Test func theMiddleOfAServoIs307Counts() {
      let chip = PCA9685(frequency: 50)
      #expect(bytes(chip.output(of: Interval(microseconds: 1_500))) == [0, 0, 0x33, 0x01])
    }

    @Test func noPulseIsFullOff() {
      let chip = PCA9685(frequency: 50)
      for width in [Interval.zero, Interval(microseconds: -5)] {
        #expect(bytes(chip.output(of: width)) == [0, 0, 0, 0x10])
      }
      #expect(bytes(PCA9685.off) == [0, 0, 0, 0x10])
    }

    /// The widest pulse is one count short of the period and never "full off" by accident.
    @Test func aPulseStaysWithinItsPeriod() {
      let chip = PCA9685(frequency: 50)
      #expect(bytes(chip.output(of: Interval(milliseconds: 500))) == [0, 0, 0xFF, 0x0F])
      #expect(bytes(chip.output(of: Interval(nanoseconds: 1))) == [0, 0, 1, 0])
    }

    @Test func outputsStandFourRegistersApart() {
      #expect(PCA9685.register(of: 0) == 0x06)
      #expect(PCA9685.register(of: 15) == 0x42)
    }

    /// Off before the oscillator runs; PRE_SCALE asleep only; RESTART at least 500 µs after waking.
    @Test func theSetUpKeepsTheOrderOfTheDataSheet() {
      let chip = PCA9685(frequency: 50)
      let writes = (0..<PCA9685.setupCount).map { chip.setup($0) }
      #expect(writes.map(\.register.code) == [0xFD, 0x00, 0xFE, 0x01, 0x00, 0x00])
      #expect(writes.map(\.value) == [0x10, 0x30, 121, 0x04, 0x20, 0xA0])
      #expect(writes[4].wait >= Interval(microseconds: 500))
    }
  }
#endif
