public import RobotCore
internal import Units

/// What the chain, or one function of it, found in one cycle.
public struct SafetyFinding: BitwiseCopyable, Sendable {
  /// How strict.
  public var verdict: SafetyVerdict
  /// Why; `.none` unless `verdict` is `.stop`.
  public var fault: Fault
  /// How severe a stop it asks for; `.none` unless `verdict` is `.stop`.
  ///
  /// `.controlledDescent` means: each joint as its profile says.
  public var stop: StopKind
  /// The function that found it; `.none` when nothing was found.
  public var function: SafetyFunction
  /// A second line for the fault card: with `.busLost` the joint that has been silent the longest.
  public var related: Fault

  /// Nothing found.
  @_noLocks public init() {
    verdict = .allow
    fault = Fault(.none)
    stop = .none
    function = .none
    related = Fault(.none)
  }

  /// A command was shaped by `function`.
  @_noLocks public init(limitedBy function: SafetyFunction) {
    verdict = .limit
    fault = Fault(.none)
    stop = .none
    self.function = function
    related = Fault(.none)
  }

  /// The robot must stop because of `fault`.
  @_noLocks public init(_ fault: Fault, by function: SafetyFunction, stop: StopKind) {
    verdict = .stop
    self.fault = fault
    self.stop = stop
    self.function = function
    related = Fault(.none)
  }

  /// Becomes the stricter of itself and another: by verdict, then by severity of the stop; it stays
  /// what it is in a tie. Nearly always nothing was found, and nothing is copied.
  @_noLocks mutating func raise(to other: SafetyFinding) {
    let isStricter =
      other.verdict.number == verdict.number
      ? other.stop.number > stop.number : other.verdict.number > verdict.number
    if isStricter { self = other }
  }
}
