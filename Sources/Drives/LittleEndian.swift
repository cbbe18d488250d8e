import RobotCore

// Damiao puts floats and registers on the wire lowest byte first.
extension CANFrame {
  @_noLocks mutating func putUInt16(_ value: UInt16, at offset: Int) {
    data[offset] = UInt8(truncatingIfNeeded: value)
    data[offset &+ 1] = UInt8(truncatingIfNeeded: value >> 8)
  }

  @_noLocks mutating func putUInt32(_ value: UInt32, at offset: Int) {
    putUInt16(UInt16(truncatingIfNeeded: value), at: offset)
    putUInt16(UInt16(truncatingIfNeeded: value >> 16), at: offset &+ 2)
  }

  @_noLocks mutating func putFloat(_ value: Double, at offset: Int) {
    putUInt32(Float(value).bitPattern, at: offset)
  }

  @_noLocks func uint16(at offset: Int) -> UInt16 {
    UInt16(data[offset]) | UInt16(data[offset &+ 1]) << 8
  }

  @_noLocks func uint32(at offset: Int) -> UInt32 {
    UInt32(uint16(at: offset)) | UInt32(uint16(at: offset &+ 2)) << 16
  }
}
