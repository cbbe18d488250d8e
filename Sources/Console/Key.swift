/// One key, as the terminal names it.
public enum Key: Sendable, Equatable {
  /// A character.
  case character(Unicode.Scalar)
  /// Arrow.
  case up
  /// Arrow.
  case down
  /// A page towards the start.
  case pageUp
  /// A page towards the end.
  case pageDown
  /// To the start.
  case home
  /// To the end.
  case end
  /// Return.
  case enter
  /// Escape.
  case escape
  /// The terminal changed its size.
  case resize
  /// Any other.
  case other
}
