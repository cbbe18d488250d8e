public import Units

/// NXP PCA9685: sixteen outputs of pulses behind an I2C address. Register ⇄ quantity, nothing else.
///
/// Source: NXP data sheet PCA9685 Rev. 4 (2015), section 7.3; register addresses also as in
/// Adafruit's CircuitPython driver. The chip has no time-out: what was written last it repeats
/// until it is told otherwise or loses its supply. It has no identity register either.
public struct PCA9685: BitwiseCopyable, Sendable {
  /// What divides the oscillator, 3…255 (7.3.5).
  public let prescale: UInt8

  /// A chip whose pulses come as nearly `frequency` times a second as it can.
  @_noLocks public init(frequency: Double) {
    prescale = PCA9685.prescale(of: frequency)
  }

  /// Hz of the chip's own oscillator (7.3.5); parts vary by some per cent.
  public static var oscillator: Double { @_noLocks get { 25e6 } }
  /// Counts in one period (7.3.3).
  public static var counts: Double { @_noLocks get { 4096 } }
  /// Lowest and highest frequency that it can make, Hz (7.3.5: 24 Hz to 1526 Hz).
  public static var lowest: Double { @_noLocks get { 24 } }
  /// See `lowest`.
  public static var highest: Double { @_noLocks get { 1526 } }

  /// Equation 1 of 7.3.5: round(25 MHz / (4096 · frequency)) − 1, within 3…255.
  @_noLocks static func prescale(of frequency: Double) -> UInt8 {
    guard frequency >= lowest else { return 255 }
    guard frequency <= highest else { return 3 }
    let whole = Int(oscillator / (counts * frequency) + 0.5) - 1
    return UInt8(truncatingIfNeeded: whole < 3 ? 3 : (whole > 255 ? 255 : whole))
  }

  /// Pulses per second that the chip really makes, Hz.
  public var frequency: Double {
    @_noLocks get { PCA9685.oscillator / (PCA9685.counts * (Double(prescale) + 1)) }
  }

  /// Length of one count, s: the step in which a pulse can be set.
  public var step: Double { @_noLocks get { (Double(prescale) + 1) / PCA9685.oscillator } }

  // MARK: Outputs

  /// The four registers of an output as one number, the first lowest: ON_L, ON_H, OFF_L, OFF_H.
  ///
  /// Each pulse begins with the period. A width of zero or less is no pulse at all: "full off"
  /// (bit 4 of OFF_H), which wins over everything else (7.3.3).
  @_noLocks public func output(of width: Interval) -> UInt32 {
    guard width > .zero else { return PCA9685.off }
    let count = width.seconds / step + 0.5
    let most = PCA9685.counts - 1
    let whole = UInt32(count < 1 ? 1 : (count > most ? most : count))
    return (whole & 0xFF) << 16 | (whole >> 8) << 24
  }

  /// An output without pulses.
  public static var off: UInt32 { @_noLocks get { 0x1000_0000 } }

  /// The first of the four registers of output `channel`, 0…15 (7.3.3: LEDn_ON_L = 06h + 4·n).
  @_noLocks public static func register(of channel: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: 0x06 + 4 * channel)
  }
}
