public import RobotCore
import Safety

extension SafetyFunction {
  /// Every function of the chain, in the order in which they act.
  public static let all = SafetyFacts.functions.map(\.function)

  /// The function in words; each says its own in its file.
  public var word: String {
    self == .none ? "none" : SafetyFacts.about(self)?.word ?? "function \(rawValue)"
  }

  /// The same in at most nine characters; empty when none acts.
  public var shortWord: String {
    self == .none ? "" : SafetyFacts.about(self)?.short ?? "#\(rawValue)"
  }

  /// Unit of its limit, for a joint of this type; "" where it has none.
  public func unit(_ type: JointType) -> String {
    switch SafetyFacts.about(self)?.measure {
    case .position: type.positionUnit
    case .velocity: type.velocityUnit
    case .effort: type.effortUnit
    case .milliseconds: "ms"
    case .celsius: "°C"
    case .volts: "V"
    case .count, nil, .some(.none): ""
    }
  }
}
