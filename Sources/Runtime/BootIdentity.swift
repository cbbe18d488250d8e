import DeviceIO

/// Tells decks of this boot from decks of an earlier one.
enum BootIdentity {
  /// First 8 bytes of the kernel's boot id as a number; 0 when it cannot be read.
  static var first8Bytes: UInt64 {
    guard let bytes = try? DeviceFile.read(path: "/proc/sys/kernel/random/boot_id") else {
      return 0
    }
    return bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
