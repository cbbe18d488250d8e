/// How far a drive has come that finds its zero by itself.
public enum OwnHoming: UInt8, BitwiseCopyable, Sendable {
  /// It is not asked to, or cannot.
  case none
  /// It looks.
  case going
  /// It has found it and counts from there; it does not follow set-points again yet.
  case attained
  /// It has found it and follows set-points.
  case done
  /// It says that it went wrong.
  case failed
  /// It did not take the mode in which it looks, or left it by itself.
  case refused

  // Spelled out: the standard library's generic `==` of raw values is not real-time code.
  /// The same.
  @_noLocks public static func == (a: OwnHoming, b: OwnHoming) -> Bool { a.rawValue == b.rawValue }
  /// Not the same.
  @_noLocks public static func != (a: OwnHoming, b: OwnHoming) -> Bool { a.rawValue != b.rawValue }
}
