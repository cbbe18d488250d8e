/// What a frame that somebody put on the bus asks of a drive.
public enum FrameReach: UInt8, BitwiseCopyable, Sendable {
  /// It is not for this drive.
  case none
  /// An answer, and nothing else.
  case question
  /// A command, or another value for a register.
  case command

  // Spelled out: the standard library's generic `==` of raw values is not real-time code.
  /// The same.
  @_noLocks public static func == (a: FrameReach, b: FrameReach) -> Bool {
    a.rawValue == b.rawValue
  }
  /// Not the same.
  @_noLocks public static func != (a: FrameReach, b: FrameReach) -> Bool {
    a.rawValue != b.rawValue
  }
}
