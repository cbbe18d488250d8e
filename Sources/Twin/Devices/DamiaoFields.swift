import RobotCore
import Wire

/// The bits of Damiao frames as the drive reads and writes them.
enum DamiaoFields {
  /// An MIT frame in SI units.
  struct Impedance {
    var position = 0.0
    var velocity = 0.0
    var stiffness = 0.0
    var damping = 0.0
    var torque = 0.0
  }

  /// The payload is one 64-bit big-endian number: position 16, velocity 12, kp 12, kd 12, torque
  /// 12.
  static func impedance(
    _ data: Payload, _ registers: DamiaoRegisters
  ) -> Impedance {
    var whole: UInt64 = 0
    for index in 0..<8 { whole = whole << 8 | UInt64(data[index]) }
    let positionRange = registers.real(DamiaoRegisters.positionRange)
    let velocityRange = registers.real(DamiaoRegisters.velocityRange)
    let torqueRange = registers.real(DamiaoRegisters.torqueRange)
    return Impedance(
      position: -positionRange + Double(whole >> 48) * (2 * positionRange / 65_535),
      velocity: -velocityRange + Double(whole >> 36 & 0xFFF) * (2 * velocityRange / 4_095),
      // Gain ranges are fixed by the protocol: kp 0…500, kd 0…5.
      stiffness: Double(whole >> 24 & 0xFFF) * (500.0 / 4_095),
      damping: Double(whole >> 12 & 0xFFF) * (5.0 / 4_095),
      torque: -torqueRange + Double(whole & 0xFFF) * (2 * torqueRange / 4_095))
  }

  /// Steps of a symmetric range, truncated as the vendor's code does; values outside stay at the
  /// end.
  static func steps(_ value: Double, range: Double, bits: UInt64) -> UInt64 {
    let most = Double((1 << bits) - 1)
    let share = (value + range) * most / (2 * range)
    guard share > 0 else { return 0 }
    return share < most ? UInt64(share) : UInt64(most)
  }

  /// Status frame: error and id in one byte, position 16, velocity 12, torque 12, two temperatures.
  static func feedback(
    _ data: inout Payload, _ registers: DamiaoRegisters, error: UInt8,
    angle: Double, _ reading: DriveReading
  ) {
    let position = steps(angle, range: registers.real(DamiaoRegisters.positionRange), bits: 16)
    let velocity = steps(
      reading.velocity, range: registers.real(DamiaoRegisters.velocityRange), bits: 12)
    let torque = steps(
      reading.torque, range: registers.real(DamiaoRegisters.torqueRange), bits: 12)
    let identity = UInt64(registers.raw(DamiaoRegisters.commandID) & 0xF)
    var whole = UInt64(error) << 60 | identity << 56
    whole |= position << 40 | velocity << 28 | torque << 16
    whole |= UInt64(celsius(reading.stage)) << 8 | UInt64(celsius(reading.winding))
    for index in 0..<8 { data[index] = UInt8(truncatingIfNeeded: whole >> UInt64(56 - 8 * index)) }
  }

  private static func celsius(_ value: Double) -> UInt8 { UInt8(min(255, max(0, value))) }

  /// 32 bits, lowest byte first.
  static func word(_ data: Payload, _ at: Int) -> UInt32 {
    UInt32(half(data, at)) | UInt32(half(data, at + 2)) << 16
  }

  /// 16 bits, lowest byte first.
  static func half(_ data: Payload, _ at: Int) -> UInt16 {
    UInt16(data[at]) | UInt16(data[at + 1]) << 8
  }

  /// An IEEE single, lowest byte first; what is not a number counts as 0.
  static func real(_ data: Payload, _ at: Int) -> Double {
    let value = Double(Float(bitPattern: word(data, at)))
    return value.isFinite ? value : 0
  }
}
