/// What a CiA 402 node takes into which object, beyond the range of its numbers (CiA 301 4.2.0,
/// 7.2.4.3.17 and 7.5.2).
struct ObjectRules {
  let dictionary: CANopenDictionary
  /// The motor is under torque.
  let isPowered: Bool
  /// The program is stopped: it may be cleared and loaded.
  let isProgramStopped: Bool

  /// Why an object does not take a value; nil when it does.
  func refusal(_ key: UInt32, _ value: Int64) -> AbortReason? {
    switch key {
    case 0x1005_00:
      // No producer (bit 30), 11-bit ids only.
      return value & ~0x7FF == 0 && !ProcessData.isReserved(UInt32(value & 0x7FF)) ? nil : .range
    case 0x1010_01:
      // "save", only with the power stage off: writing the memory takes the processor's time.
      if value != 0x6576_6173 { return .cannotStore }
      return isPowered ? .state : nil
    case 0x1011_01: return value == 0x6461_6F6C ? nil : .cannotStore
    case 0x1014_00: return value & 0x7FFF_F800 == 0 ? nil : .range
    case 0x1016_01, 0x1016_02: return isDoubled(key, value) ? .incompatible : nil
    case 0x1F51_01:
      if value == 0 { return isPowered ? .state : nil }
      return value == 3 && !isProgramStopped ? .state : nil
    case 0x6060_00:
      return value == 0 || dictionary[0x6502_00] >> max(0, value - 1) & 1 == 1 && value > 0
        ? nil : .range
    case 0x6098_00: return ServoHoming.knows(value) ? nil : .range
    case 0x608F_01, 0x608F_02, 0x6091_01, 0x6091_02: return isPowered ? .state : nil
    default: return ProcessData.refusal(key, value, dictionary)
    }
  }

  /// The same node in both entries of 1016h (CiA 301 4.2.0, 7.5.2.18).
  private func isDoubled(_ key: UInt32, _ value: Int64) -> Bool {
    let other = dictionary[key == 0x1016_01 ? 0x1016_02 : 0x1016_01]
    return value & 0xFFFF != 0 && other & 0xFFFF != 0 && value >> 16 == other >> 16
  }
}
