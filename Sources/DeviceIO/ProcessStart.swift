import CDeviceIO

/// The first thing in every program, before anything is opened and before much stack is used.
public enum ProcessStart {
  /// What the stack is raised to: what Linux gives by default.
  public static let wantedStack: Int64 = 8 << 20

  /// Less is refused. Measured: a release build of the core uses 1.8 to 2.0 MiB of stack, a debug
  /// build 3.1 to 4.0 MiB, nearly all of it before it arms, for the robot's configuration.
  public static let leastStack: Int64 = 6 << 20

  /// A stack that is too small and must stay so.
  public struct StackShortage: Error, Sendable {
    /// Its limit, bytes.
    public let limit: Int64

    /// Limit, need and next step.
    public var sentence: String {
      let (found, least) = (limit / 1_024, leastStack / 1_024)
      return "the stack may grow to \(found) KiB and not further (ulimit -Hs), \(least) KiB are "
        + "needed: raise the hard limit (LimitSTACK=8M in a systemd unit, `* hard stack unlimited` "
        + "in /etc/security/limits.d, docker run --ulimit stack=8388608), then start again"
    }
  }

  /// Gives each closed one of the descriptors 0, 1 and 2 to /dev/null: the next thing opened would
  /// get its number, and a CAN socket there would carry the log to the drives. Then sees to the
  /// stack; where its limit had to be raised, the program begins anew.
  public static func prepare() throws(StackShortage) {
    _ = device_standard_descriptors()
    _ = unsafe device_stack_raise(wantedStack, CommandLine.unsafeArgv)
    let limit = device_stack_limit(0)
    guard limit < 0 || limit >= leastStack else { throw StackShortage(limit: limit) }
  }

  /// For companions of a run: whatever the run itself is spared, they may be ended when memory runs
  /// out. Needs no permission.
  public static func acceptOutOfMemory() { _ = device_oom_ordinary() }
}
