import CDeviceIO
public import Units

/// Says lines to people without ever waiting for them: a thread of ordinary priority writes, and
/// what it has no room for is lost. For a program that must be in time and has something to tell.
@safe public final class Teller {
  private let thread: OpaquePointer

  /// Writes to `target`, which stays the caller's.
  /// - Throws: `DeviceError` when there is no thread or no pipe to be had.
  public init(target: Int32 = 2) throws(DeviceError) {
    var started: OpaquePointer?
    try check(unsafe device_teller_start(target, &started), .startTeller, "")
    guard let started = unsafe started else { preconditionFailure("a thread without a handle") }
    unsafe thread = started
  }

  /// Hands over one line; false when there was no room, and the line is lost. Beyond 4,096 bytes
  /// (PIPE_BUF of linux/limits.h) it is cut.
  @discardableResult
  public func say(_ line: String) -> Bool {
    var text = line + "\n"
    return text.withUTF8 { bytes in
      guard let first = bytes.baseAddress else { return false }
      return unsafe first.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
        unsafe device_teller_say(thread, $0, bytes.count) == 1
      }
    }
  }

  /// Waits until everything is written, at most `patience`. The last call.
  public func end(patience: Interval = Interval(milliseconds: 1_000)) {
    unsafe device_teller_end(thread, patience.nanoseconds)
  }
}
