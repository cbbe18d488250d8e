import CDeviceIO
public import Units

/// Says lines to people without ever waiting for them: a thread of ordinary priority writes, and
/// what it has no room for is lost. For a program that must be in time and has something to tell.
@safe public final class Teller {
  private var thread: OpaquePointer?

  /// Writes to `target`, which stays the caller's.
  /// - Throws: `DeviceError` when there is no thread or no pair of sockets to be had.
  public init(target: Int32 = 2) throws(DeviceError) {
    var started: OpaquePointer?
    try check(unsafe device_teller_start(target, &started), .startTeller, "")
    unsafe thread = started
  }

  deinit { end() }

  /// Hands over one line; false when there was no room, when it is longer than 65,535 bytes, or
  /// after `end`: it is lost whole then.
  @discardableResult
  public func say(_ line: String) -> Bool {
    guard let thread = unsafe thread else { return false }
    var text = line + "\n"
    return text.withUTF8 { bytes in
      guard let first = bytes.baseAddress else { return false }
      return unsafe first.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
        unsafe device_teller_say(thread, $0, bytes.count) == 1
      }
    }
  }

  /// Waits until everything is written, at most `patience`. Nothing is said after it.
  public func end(patience: Interval = Interval(milliseconds: 1_000)) {
    guard let thread = unsafe thread else { return }
    unsafe self.thread = nil
    unsafe device_teller_end(thread, patience.nanoseconds)
  }
}
