/// Numbers in the payload, lowest byte first, as Damiao, CANopen and most drives put them there.
extension CANFrame {
  /// Puts two bytes at `offset` of the payload.
  @_noLocks public mutating func putUInt16(_ value: UInt16, at offset: Int) {
    data[offset] = UInt8(truncatingIfNeeded: value)
    data[offset &+ 1] = UInt8(truncatingIfNeeded: value >> 8)
  }

  /// Puts four bytes.
  @_noLocks public mutating func putUInt32(_ value: UInt32, at offset: Int) {
    putUInt16(UInt16(truncatingIfNeeded: value), at: offset)
    putUInt16(UInt16(truncatingIfNeeded: value >> 16), at: offset &+ 2)
  }

  /// Puts an IEEE 754 single.
  @_noLocks public mutating func putFloat(_ value: Double, at offset: Int) {
    putUInt32(Float(value).bitPattern, at: offset)
  }

  /// Two bytes at `offset` of the payload.
  @_noLocks public func uint16(at offset: Int) -> UInt16 {
    UInt16(data[offset]) | UInt16(data[offset &+ 1]) << 8
  }

  /// Four bytes.
  @_noLocks public func uint32(at offset: Int) -> UInt32 {
    UInt32(uint16(at: offset)) | UInt32(uint16(at: offset &+ 2)) << 16
  }
}
