import DeviceIO

/// Room on a disk, for those who write recordings and do not know devices.
public enum FileRoom {
  /// See `DeviceFile.reserve(descriptor:offset:count:)`.
  public static func reserve(descriptor: Int32, offset: UInt64, count: Int) -> Int32 {
    DeviceFile.reserve(
      descriptor: descriptor, offset: Int64(clamping: offset), count: Int64(count))
  }
}
