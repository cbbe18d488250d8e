/// Why a twin cannot be made or cannot go on.
public enum TwinError: Error, Equatable {
  /// The configuration cannot be simulated; the text names the part and the reason.
  case configuration(String)
  /// MuJoCo refused the model or lost the motion; the text is its own.
  case physics(String)
  /// A CAN interface could not be opened or served.
  case device(String)

  /// One sentence for the user.
  public var text: String {
    switch self {
    case .configuration(let why): return "the twin cannot simulate this robot: \(why)"
    case .physics(let why): return "the twin's physics failed: \(why)"
    case .device(let why): return why
    }
  }
}
