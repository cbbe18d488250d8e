import CDeviceIO

/// A program that this one started, in its own process group, so that Ctrl-C on the terminal
/// reaches us only and we decide when it ends.
public struct Companion: Sendable, Equatable {
  /// How a companion ended.
  public enum Ending: Sendable, Equatable {
    /// By itself, with this code.
    case exited(Int32)
    /// By this signal.
    case killed(Int32)
  }

  /// Its process id, also that of its group.
  public let id: Int32

  /// Starts a program. Call before the thread binds itself to a processor: children inherit that.
  /// - Parameters:
  ///   - arguments: Its whole argument list; the first is its name.
  ///   - input: Descriptor that becomes its standard input; nil: it has none.
  public init(path: String, arguments: [String], input: Int32? = nil) throws(DeviceError) {
    let result = unsafe withCArguments(arguments) { unsafe device_spawn(path, $0, input ?? -1) }
    id = try check(result, .startProgram, path)
  }

  /// How it ended, or nil while it runs. Does not wait. Each ending is told once.
  public func ending() throws(DeviceError) -> Ending? {
    var status: Int32 = 0
    let result = unsafe device_child_status(id, &status)
    guard try check(result, .askProcess, "process \(id)") == 1 else { return nil }
    return status < 256 ? .exited(status) : .killed(status - 256)
  }

  /// True while it is halted: SIGSTOP, or a debugger.
  public var isHalted: Bool { device_is_halted(id) == 1 }

  /// Sends a signal to it, or to it and all its children.
  public func signal(_ number: Int32, wholeGroup: Bool = false) throws(DeviceError) {
    try Self.signal(number, process: id, wholeGroup: wholeGroup)
  }

  /// Sends a signal to any process; 0 only asks whether it lives. Ids up to 1 are refused.
  public static func signal(
    _ number: Int32, process: Int32, wholeGroup: Bool = false
  ) throws(DeviceError) {
    try check(
      device_kill(process, wholeGroup ? 1 : 0, number), .signalProcess, "process \(process)")
  }
}
