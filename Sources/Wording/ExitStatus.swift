/// How a program of this project ends. Scripts rely on the numbers, so they never change.
public enum ExitStatus: Int32, Sendable {
  /// Done.
  case done = 0
  /// A check, a validation or a request failed.
  case failed = 1
  /// The command line makes no sense (EX_USAGE).
  case usage = 64
  /// Bad profile, model or recording (EX_DATAERR).
  case badInput = 65
  /// A device or peer is not available (EX_UNAVAILABLE).
  case unavailable = 69
  /// An error of our own (EX_SOFTWARE).
  case internalError = 70
  /// Busy, or another commander holds the lease: try again (EX_TEMPFAIL).
  case tryAgain = 75
  /// No permission (EX_NOPERM).
  case noPermission = 77
}
