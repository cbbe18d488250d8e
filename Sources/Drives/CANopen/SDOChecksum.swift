/// The check sum of block transfers: CRC-16 with polynomial 1021h, begun with 0 (CiA 301,
/// 7.2.4.3.16).
public struct SDOChecksum: BitwiseCopyable, Sendable {
  /// Of all bytes so far.
  public private(set) var value: UInt16 = 0

  /// Of no bytes.
  @_noLocks public init() {}

  /// One byte more.
  @_noLocks public mutating func add(_ byte: UInt8) {
    value ^= UInt16(byte) << 8
    for _ in 0..<8 {
      value = value & 0x8000 != 0 ? value << 1 ^ 0x1021 : value << 1
    }
  }
}
