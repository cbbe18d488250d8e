/// What the safety chain thinks of one cycle, mildest first. The strictest one wins.
public enum SafetyVerdict: UInt8, BitwiseCopyable, Sendable {
  /// Nothing was touched.
  case allow
  /// A command was shaped to stay within a limit; the robot goes on.
  case limit
  /// The robot must stop.
  case stop

  /// The same verdict.
  @_noLocks public static func == (a: SafetyVerdict, b: SafetyVerdict) -> Bool {
    a.rawValue == b.rawValue
  }

  /// Different ones.
  @_noLocks public static func != (a: SafetyVerdict, b: SafetyVerdict) -> Bool {
    a.rawValue != b.rawValue
  }

  /// 0, 1, 2: stricter is larger.
  public var number: UInt8 { @_noLocks get { rawValue } }
}
