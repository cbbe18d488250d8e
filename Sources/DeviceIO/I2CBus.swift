import CDeviceIO

/// One open I2C bus. Closed when the owner goes away.
///
/// Every call may take as long as the chip stretches the clock, so the loop makes none:
/// `SlowPoller` asks for it.
public struct I2CBus: ~Copyable {
  private let descriptor: Int32
  private let path: String

  /// Opens a bus, for example `/dev/i2c-1`.
  public init(path: String) throws(DeviceError) {
    descriptor = try check(unsafe device_i2c_open(path), .openI2C, path)
    self.path = path
  }

  deinit { _ = device_close(descriptor) }

  /// True when the bus can transfer freely; false when it speaks SMBus only.
  public var canTransfer: Bool { device_i2c_functions(descriptor) & 1 == 1 }

  /// Reads an 8-bit register.
  public borrowing func readByte(
    address: UInt8, register: UInt8
  ) throws(DeviceError) -> UInt8 {
    UInt8(try answer(device_i2c_read_byte(descriptor, address, register), .readI2C, address))
  }

  /// Writes an 8-bit register.
  public borrowing func writeByte(
    _ value: UInt8, address: UInt8, register: UInt8
  ) throws(DeviceError) {
    _ = try answer(
      device_i2c_write_byte(descriptor, address, register, value), .writeI2C, address)
  }

  /// Reads a 16-bit register. `isBigEndian`: the chip sends the high byte first, unlike SMBus.
  public borrowing func readWord(
    address: UInt8, register: UInt8, isBigEndian: Bool
  ) throws(DeviceError) -> UInt16 {
    let word = UInt16(
      try answer(device_i2c_read_word(descriptor, address, register), .readI2C, address))
    return isBigEndian ? word.byteSwapped : word
  }

  /// Writes a 16-bit register. `isBigEndian`: the chip takes the high byte first, unlike SMBus.
  public borrowing func writeWord(
    _ value: UInt16, address: UInt8, register: UInt8, isBigEndian: Bool
  ) throws(DeviceError) {
    let word = isBigEndian ? value.byteSwapped : value
    _ = try answer(
      device_i2c_write_word(descriptor, address, register, word), .writeI2C, address)
  }

  /// Reads 1…32 bytes from a register on.
  public borrowing func readBlock(
    address: UInt8, register: UInt8, count: Int
  ) throws(DeviceError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 32)
    let result = unsafe bytes.withUnsafeMutableBufferPointer { buffer -> Int32 in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe device_i2c_read_block(
        descriptor, address, register, base, Int32(clamping: count))
    }
    return Array(bytes.prefix(Int(try answer(result, .readI2C, address))))
  }

  /// Writes 1…32 bytes from a register on.
  public borrowing func writeBlock(
    _ bytes: [UInt8], address: UInt8, register: UInt8
  ) throws(DeviceError) {
    let result = unsafe bytes.withUnsafeBufferPointer { buffer -> Int32 in
      // An empty array may have no address; a count of 0 is refused before it is looked at.
      var none: UInt8 = 0
      guard let base = buffer.baseAddress else {
        return unsafe device_i2c_write_block(descriptor, address, register, &none, 0)
      }
      return unsafe device_i2c_write_block(
        descriptor, address, register, base, Int32(clamping: buffer.count))
    }
    _ = try answer(result, .writeI2C, address)
  }

  /// Writes `bytes`, then reads `count` bytes after a repeated start, in one transfer; either may
  /// be none. `errno` is `EOPNOTSUPP` on a bus that speaks SMBus only.
  public borrowing func transfer(
    writing bytes: [UInt8], reading count: Int, address: UInt8
  ) throws(DeviceError) -> [UInt8] {
    precondition(count >= 0, "a negative number of bytes to read")
    // One more than needed: an empty array may have no address.
    let out = bytes + [0]
    var incoming = [UInt8](repeating: 0, count: count + 1)
    let result = unsafe out.withUnsafeBufferPointer { source -> Int32 in
      unsafe incoming.withUnsafeMutableBufferPointer { target -> Int32 in
        guard let from = source.baseAddress, let to = target.baseAddress else { return 0 }
        return unsafe device_i2c_transfer(
          descriptor, address, from, Int32(clamping: bytes.count), to, Int32(clamping: count))
      }
    }
    _ = try answer(result, .transferI2C, address)
    return Array(incoming.prefix(count))
  }

  private borrowing func answer(
    _ result: Int32, _ operation: DeviceOperation, _ address: UInt8
  ) throws(DeviceError) -> Int32 {
    if result >= 0 { return result }
    let digits = String(address, radix: 16)
    let subject = "\(path) chip 0x\(digits.count < 2 ? "0" : "")\(digits)"
    throw DeviceError(operation, subject, errno: -result)
  }
}
