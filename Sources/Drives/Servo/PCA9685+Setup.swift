public import Units

// From power-on, or from whatever somebody left behind, to a chip that is awake and silent.
extension PCA9685 {
  /// Registers that a set-up needs (7.3, table 4).
  public enum Register: UInt8, BitwiseCopyable, Sendable {
    /// RESTART, EXTCLK, AI, SLEEP, four addresses.
    case mode1 = 0x00
    /// INVRT, OCH, OUTDRV, OUTNE.
    case mode2 = 0x01
    /// Three sub-addresses and the one that all such chips answer to.
    case subaddress1 = 0x02
    case subaddress2 = 0x03
    case subaddress3 = 0x04
    case allCall = 0x05
    /// Bit 4 switches all outputs off.
    case allOffHigh = 0xFD
    /// Divides the oscillator; can be written while the chip sleeps only.
    case prescale = 0xFE

    /// The register's number on the wire.
    public var code: UInt8 { @_noLocks get { rawValue } }
  }

  /// One register to write, and how long to wait then.
  public struct Write: BitwiseCopyable, Sendable {
    /// Which.
    public let register: Register
    /// What.
    public let value: UInt8
    /// Before the next write.
    public let wait: Interval

    @_noLocks init(_ register: Register, _ value: UInt8, wait: Interval = .zero) {
      self.register = register
      self.value = value
      self.wait = wait
    }
  }

  /// MODE1: a new chip's, asleep and answering to the all-call address (7.3.1: 11h).
  public static var asleep: UInt8 { @_noLocks get { 0x11 } }
  /// MODE1: bit 4 stops the oscillator, and with it every pulse (7.3.1).
  public static var sleepBit: UInt8 { @_noLocks get { 0x10 } }
  /// MODE1: the register number goes on by itself (bit 5), no address but the chip's own.
  public static var awake: UInt8 { @_noLocks get { 0x20 } }
  /// MODE1 bit 7: pulses that a sleep interrupted go on. Writing 1 clears it (7.3.1.1).
  public static var restartBit: UInt8 { @_noLocks get { 0x80 } }
  /// MODE2: totem pole, not inverted, outputs change at the STOP of a transfer (7.3.2: 04h).
  /// Without a pulse an output is low, also while OE is high.
  public static var outputs: UInt8 { @_noLocks get { 0x04 } }

  /// How many writes a set-up has.
  public static var setupCount: Int { @_noLocks get { 6 } }

  /// Write `index` of the set-up, 0..<`setupCount`.
  ///
  /// Everything is off before the oscillator runs. PRE_SCALE can be written asleep only; after
  /// SLEEP the oscillator takes 500 µs (7.3.1.1), and then RESTART clears what an earlier user
  /// left.
  @_noLocks public func setup(_ index: Int) -> Write {
    switch index {
    case 0: Write(.allOffHigh, 0x10)
    case 1: Write(.mode1, PCA9685.awake | PCA9685.sleepBit)
    case 2: Write(.prescale, prescale)
    case 3: Write(.mode2, PCA9685.outputs)
    case 4: Write(.mode1, PCA9685.awake, wait: Interval(microseconds: 500))
    default: Write(.mode1, PCA9685.awake | PCA9685.restartBit)
    }
  }

  /// What register `index` (0…3: the three sub-addresses and the all-call address) holds after
  /// power-on (7.3.6, 7.3.7). Nobody on a servo board changes them, and no other chip that is sold
  /// for the same addresses has these four bytes there: they stand for the identity that the chip
  /// does not have.
  @_noLocks public static func signature(_ index: Int) -> (register: Register, value: UInt8) {
    switch index {
    case 0: (.subaddress1, 0xE2)
    case 1: (.subaddress2, 0xE4)
    case 2: (.subaddress3, 0xE8)
    default: (.allCall, 0xE0)
    }
  }

  /// Bytes in the signature.
  public static var signatureCount: Int { @_noLocks get { 4 } }
}
