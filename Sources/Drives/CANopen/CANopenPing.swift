import RobotCore
import Units
import Wire

/// Questions that can be told apart: uploads of objects, most of them such that their answer is
/// worth something too. What passes in every cycle hangs on the mappings, so they are looked at for
/// as long as the drive runs.
enum CANopenPing {
  /// Index and subindex of ping `number`.
  @_noLocks private static func object(_ number: Int) -> UInt32 {
    switch number {
    case 0: 0x1001_00
    case 1: 0x1003_00
    case 2: 0x1005_00
    case 3: 0x1014_00
    case 4: 0x1016_00
    case 5: 0x1018_04
    case 6: 0x1600_00
    case 7: 0x1600_01
    case 8: 0x1600_02
    case 9: 0x1600_03
    case 10: 0x1A00_01
    case 11: 0x1A00_02
    case 12: 0x1A00_03
    case 13: 0x1A01_01
    case 14: 0x1A01_02
    default: 0x1A01_03
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

  /// What an answer says of a mapping that is no longer as it was set; `.none`: it is, or the
  /// answer is none of a mapping.
  @_noLocks static func change(_ frame: CANFrame, _ plan: SetupPlan, now: Instant) -> Fault {
    // Expedited, with its size.
    guard frame.data[0] & 0xE3 == 0x43 else { return .none() }
    let (index, subindex) = (frame.uint16(at: 1), frame.data[3])
    guard let expected = plan.mapped(index, subindex) else { return .none() }
    let bytes = 4 - UInt32(frame.data[0] >> 2 & 0x03)
    let found = frame.uint32(at: 4) & 0xFFFF_FFFF >> (32 - 8 * bytes)
    guard found != expected else { return .none() }
    return Fault(
      .configurationMismatch, value: Double(found), limit: Double(expected),
      setting: Double(subindex), detail: Int(index), instant: now)
  }
}
