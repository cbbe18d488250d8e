import DeviceIO
import Wording

/// Memory of a running process, from /proc/PID/status.
public struct ProcessMemory: Sendable, Equatable {
  /// Resident, bytes.
  public var resident: Int
  /// Locked, bytes.
  public var locked: Int

  /// Reads a process; nil when it is gone or is not ours to look at.
  public init?(process: Int32) {
    guard let bytes = try? DeviceFile.read(path: "/proc/\(process)/status") else { return nil }
    self.init(status: String(decoding: bytes, as: UTF8.self))
  }

  /// Reads the text of a status file.
  public init?(status: String) {
    func bytes(_ name: String) -> Int? {
      guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name + ":") })
      else { return nil }
      let fields = line.split(whereSeparator: \.isWhitespace)
      return fields.count > 1 ? Int(fields[1]).map { $0 * 1_024 } : nil
    }
    guard let resident = bytes("VmRSS") else { return nil }
    self.resident = resident
    locked = bytes("VmLck") ?? 0
  }
}
