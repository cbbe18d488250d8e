/// Why a CANopen node refuses an object, in words (CiA 301, table 22).
enum AbortText {
  /// "it does not exist (0x06020000)". What no abort code can be is told without one.
  static func words(_ value: Double) -> String {
    guard let code = UInt32(exactly: value) else { return "for a reason that it does not name" }
    let digits = String(code, radix: 16, uppercase: true)
    let number = "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    let meaning = meanings.first { $0.0 == code }?.1 ?? "for a reason of its own"
    return "\(meaning) (\(number))"
  }

  private static let meanings: [(UInt32, String)] = [
    (0x0503_0000, "toggle bit not alternated"), (0x0504_0000, "the transfer took too long"),
    (0x0504_0001, "command not known"), (0x0504_0002, "block size not valid"),
    (0x0504_0003, "sequence number not valid"), (0x0504_0004, "check sum wrong"),
    (0x0504_0005, "out of memory"), (0x0601_0000, "access not supported"),
    (0x0601_0001, "it can only be written"), (0x0601_0002, "it can only be read"),
    (0x0602_0000, "it does not exist"), (0x0604_0041, "it cannot be mapped"),
    (0x0604_0042, "the mapping is too long"), (0x0604_0043, "parameters do not fit together"),
    (0x0604_0047, "incompatible inside the device"), (0x0606_0000, "hardware error"),
    (0x0607_0010, "length does not match"), (0x0607_0012, "too long"), (0x0607_0013, "too short"),
    (0x0609_0011, "this part of it does not exist"), (0x0609_0030, "value out of range"),
    (0x0609_0031, "value too high"), (0x0609_0032, "value too low"),
    (0x0800_0000, "general error"), (0x0800_0020, "it cannot be stored"),
    (0x0800_0021, "it is under local control"), (0x0800_0022, "not in this state of the device"),
  ]
}
