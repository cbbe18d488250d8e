/// The status word of a CiA 402 drive (6041) with the state that it names (CiA 402-2, 5.3).
enum StatusWordText {
  static func text(_ word: UInt16) -> String {
    "status word 0x\(Digits.hexadecimal(UInt64(word), digits: 4)), \(state(word))"
  }

  private static func state(_ word: UInt16) -> String {
    switch word & 0x6F {
    case 0x21: "ready to switch on"
    case 0x23: "switched on"
    case 0x27: "operation enabled"
    case 0x07: "quick stop active"
    default:
      switch word & 0x4F {
      case 0x00: "not ready to switch on"
      case 0x40: "switch on disabled"
      case 0x0F: "fault reaction active"
      case 0x08: "fault"
      default: "no state of the standard"
      }
    }
  }
}
