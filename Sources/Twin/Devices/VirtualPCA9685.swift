import RobotCore

/// A PCA9685 as its registers behave: what is written to them becomes pulses on sixteen outputs.
///
/// Written apart from `Drives`, from the NXP data sheet (Rev. 4, sections 7.3.1 to 7.3.5), so that
/// one mistake cannot hide in both.
struct VirtualPCA9685 {
  /// What tells it from other chips.
  let device: Label
  let address: UInt8
  private var registers = InlineArray<256, UInt8>(repeating: 0)

  private static let mode1 = 0x00
  private static let prescale = 0xFE
  private static let restart: UInt8 = 0x80
  private static let increment: UInt8 = 0x20
  private static let sleep: UInt8 = 0x10
  /// Bit 4 of ON_H and OFF_H: on, or off, all of the time.
  private static let whole: UInt8 = 0x10

  init(device: Label, address: UInt8) {
    self.device = device
    self.address = address
    powerUp()
  }

  /// Power comes up: asleep, every output off.
  mutating func powerUp() {
    for register in registers.indices { registers[register] = 0 }
    registers[Self.mode1] = 0x11
    registers[0x01] = 0x04
    registers[0x02] = 0xE2
    registers[0x03] = 0xE4
    registers[0x04] = 0xE8
    registers[0x05] = 0xE0
    for channel in 0..<16 { registers[9 + 4 * channel] = Self.whole }
    registers[Self.prescale] = 30
  }

  /// What a register holds.
  func read(_ register: UInt8) -> UInt8 {
    // The four registers of all outputs read 0.
    (0xFA...0xFD).contains(register) ? 0 : registers[Int(register)]
  }

  /// Writes `count` bytes, the first lowest, from a register on.
  mutating func write(_ register: UInt8, _ bytes: UInt32, count: Int) {
    var number = Int(register)
    for index in 0..<min(4, count) {
      write(number, UInt8(truncatingIfNeeded: bytes >> (8 * UInt32(index))))
      // Without auto-increment every byte goes to the same register; from 0x45 it wraps to 0.
      if registers[Self.mode1] & Self.increment != 0 { number = number == 0x45 ? 0 : number + 1 }
    }
  }

  private mutating func write(_ register: Int, _ value: UInt8) {
    switch register {
    case Self.mode1: writeMode(value)
    case Self.prescale:
      // Only while the oscillator is off, and never below 3.
      if registers[Self.mode1] & Self.sleep != 0 { registers[register] = max(3, value) }
    case 0x06...0x45: registers[register] = value & (register & 1 == 1 ? 0x1F : 0xFF)
    case 0xFA...0xFD:
      for channel in 0..<16 {
        write(0x06 + 4 * channel + (register - 0xFA), value)
      }
    case 0x01...0x05: registers[register] = value
    default: break
    }
  }

  /// Going to sleep with pulses running sets RESTART, which only a 1 clears, awake.
  private mutating func writeMode(_ value: UInt8) {
    let before = registers[Self.mode1]
    var restart = before & Self.restart
    if value & Self.sleep != 0, before & Self.sleep == 0, hasPulses { restart = Self.restart }
    if value & Self.restart != 0, value & Self.sleep == 0 { restart = 0 }
    registers[Self.mode1] = value & ~Self.restart | restart
  }

  private var hasPulses: Bool {
    for channel in 0..<16 where registers[9 + 4 * channel] & Self.whole == 0 { return true }
    return false
  }

  /// Width of the pulses of an output, s; nil: it has none.
  func pulse(_ channel: Int) -> Double? {
    let first = 0x06 + 4 * channel
    let stopped = Self.sleep | Self.restart
    guard registers[Self.mode1] & stopped == 0, registers[first + 3] & Self.whole == 0 else {
      return nil
    }
    let on = Int(registers[first]) + Int(registers[first + 1] & 0x0F) << 8
    let off = Int(registers[first + 2]) + Int(registers[first + 3] & 0x0F) << 8
    // Full on is no pulse that a servo could read.
    guard registers[first + 1] & Self.whole == 0, on != off else { return nil }
    let counts = (off - on + 4096) % 4096
    return Double(counts) * Double(Int(registers[Self.prescale]) + 1) / 25e6
  }
}
