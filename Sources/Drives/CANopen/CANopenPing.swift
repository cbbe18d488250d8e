import Wire

/// Questions that can be told apart: uploads of objects that neither the plan nor the listening
/// asks for.
enum CANopenPing {
  /// Index and subindex of ping `number`.
  @_noLocks private static func object(_ number: Int) -> UInt32 {
    switch number {
    case 0: 0x1001_00
    case 1: 0x1003_00
    case 2: 0x1005_00
    case 3: 0x1014_00
    case 4: 0x1016_00
    case 5: 0x1018_00
    case 6: 0x1018_04
    case 7: 0x1400_00
    case 8: 0x1401_00
    case 9: 0x1800_00
    case 10: 0x1801_00
    case 11: 0x6061_00
    case 12: 0x6062_00
    case 13: 0x606B_00
    case 14: 0x6074_00
    default: 0x60F4_00
    }
  }

  /// The frame of ping `number` (0…15): it commands nothing. A node without the object answers too,
  /// with an abort that names it.
  @_noLocks static func frame(_ number: Int, to node: UInt8) -> CANFrame {
    let object = object(number)
    return SDOTransfer.frame(
      node, 0x40, UInt16(truncatingIfNeeded: object >> 8),
      UInt8(truncatingIfNeeded: object & 0xFF))
  }

  /// Which ping an answer of the object server belongs to; −1: none.
  @_noLocks static func number(of frame: CANFrame) -> Int {
    // The answer to an initiated upload, or an abort.
    guard frame.data[0] & 0xE0 == 0x40 || frame.data[0] == 0x80 else { return -1 }
    let object = UInt32(frame.uint16(at: 1)) << 8 | UInt32(frame.data[3])
    for number in 0..<16 where CANopenPing.object(number) == object { return number }
    return -1
  }
}
