import CDeviceIO
import Glibc

/// Whole small files, for programs that carry no Foundation.
public enum DeviceFile {
  /// Files larger than this are refused: nothing the runtime reads comes near it.
  public static let sizeLimit = 64 << 20

  /// All bytes of a file; also of those in `/proc` and `/sys`, which report a size of 0.
  public static func read(path: String) throws(DeviceError) -> [UInt8] {
    let descriptor = try check(unsafe device_file_open(path, 0, 0), .readFile, path)
    defer { _ = device_close(descriptor) }
    return try read(descriptor: descriptor, named: path)
  }

  /// Names of everything in a folder, in no order; none when it cannot be read.
  public static func names(in folder: String) -> [String] {
    guard let handle = unsafe opendir(folder) else { return [] }
    defer { _ = unsafe closedir(handle) }
    var names: [String] = []
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      names.append(name)
    }
    return names
  }

  /// Replaces the content of a file, creating it with `mode` when there is none.
  public static func write(_ bytes: [UInt8], path: String, mode: UInt32) throws(DeviceError) {
    let descriptor = try check(unsafe device_file_open(path, 1, mode), .writeFile, path)
    defer { _ = device_close(descriptor) }
    let result = unsafe bytes.withUnsafeBytes { buffer -> Int64 in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe device_file_write(descriptor, base, Int64(buffer.count))
    }
    try check(Int32(truncatingIfNeeded: min(result, 0)), .writeFile, path)
  }

  /// Keeps room for `count` bytes of an open file from `offset` on. 0, or why there is none
  /// (`ENOSPC`, `EDQUOT`); 0 also where the file system keeps no room.
  public static func reserve(descriptor: Int32, offset: Int64, count: Int64) -> Int32 {
    -device_file_reserve(descriptor, offset, count)
  }

  /// Removes a file.
  public static func remove(path: String) throws(DeviceError) {
    try check(unsafe device_file_remove(path), .removeFile, path)
  }

  /// Gives a file another name; a file that has it already is replaced.
  public static func rename(from path: String, to other: String) throws(DeviceError) {
    try check(unsafe device_file_rename(path, other), .renameFile, path)
  }

  static func read(descriptor: Int32, named name: String) throws(DeviceError) -> [UInt8] {
    let size = device_file_size(descriptor)
    try check(Int32(truncatingIfNeeded: min(size, 0)), .readFile, name)
    // EFBIG, as the kernel would say.
    if size > Int64(sizeLimit) { throw DeviceError(.readFile, name, errno: 27) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: max(4096, Int(size)))
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { buffer -> Int64 in
        guard let base = buffer.baseAddress else { return 0 }
        return unsafe device_file_read(
          descriptor, base, Int64(buffer.count), Int64(bytes.count))
      }
      try check(Int32(truncatingIfNeeded: min(count, 0)), .readFile, name)
      bytes += chunk.prefix(Int(count))
      if count < chunk.count { return bytes }
      if bytes.count > sizeLimit { throw DeviceError(.readFile, name, errno: 27) }
    }
  }
}
