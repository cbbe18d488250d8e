import CDeviceIO
import Glibc

/// The little a program wants to know of itself and of who started it, without Foundation.
public enum CurrentProcess {
  /// Process id.
  public static var id: Int32 { getpid() }

  /// True with effective user id 0.
  public static var isRoot: Bool { geteuid() == 0 }

  /// Path of the running program, or nil when /proc does not say.
  public static var executablePath: String? {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = unsafe bytes.withUnsafeMutableBufferPointer { buffer -> Int32 in
      guard let base = buffer.baseAddress else { return -1 }
      return unsafe device_executable_path(base, Int32(buffer.count))
    }
    guard count > 0 else { return nil }
    return String(decoding: bytes.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The value of an environment variable, or nil when it is not set.
  public static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// True when the descriptor is a terminal (1: standard output).
  public static func isTerminal(descriptor: Int32) -> Bool {
    device_is_terminal(descriptor) == 1
  }

  /// Becomes another program with the same environment; the first argument is its name. Returns
  /// only by throwing.
  public static func execute(path: String, arguments: [String]) throws(DeviceError) -> Never {
    let result = unsafe withCArguments(arguments) { unsafe device_exec(path, $0) }
    throw DeviceError(.execute, path, errno: -result)
  }
}

/// The signals that ask for an end, as a count that the loop looks at: SIGINT, SIGTERM, SIGHUP,
/// SIGQUIT, SIGPWR, and once SIGXCPU and SIGSYS.
public enum StopSignals {
  /// Counts them from now on instead of ending the process. One that the parent had ignored stays
  /// ignored. What else would end or halt the process without being a crash is ignored from now on.
  /// The table, with reasons, stands in process.c. SIGKILL and SIGSTOP cannot be.
  public static func catchAll() throws(DeviceError) {
    try check(device_stop_signals_catch(), .catchSignals, "")
  }

  /// How many came so far; the second one means the operator will not wait.
  @_noLocks public static func count() -> UInt32 { device_stop_signals_count() }

  /// Number of the last one, 0 when none came.
  @_noLocks public static func last() -> UInt32 { device_stop_signals_last() }

  /// What the last one was about when it came from the kernel rather than from a person; else nil.
  public static var cause: String? {
    switch Int32(last()) {
    case SIGXCPU:
      "SIGXCPU: the limit of processor time is reached (ulimit -t, LimitCPU=, LimitRTTIME=)"
    case SIGSYS: "SIGSYS: a filter of system calls forbids one (seccomp, SystemCallFilter=)"
    case SIGPWR: "SIGPWR: the box is losing its supply"
    default: nil
    }
  }
}

/// Calls `body` with a null-terminated list of C strings.
func withCArguments(
  _ arguments: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
) -> Int32 {
  var list: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) }
  unsafe list.append(nil)
  defer { for i in 0..<arguments.count { unsafe free(list[i]) } }
  return unsafe list.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return -EINVAL }
    return unsafe body(base)
  }
}
