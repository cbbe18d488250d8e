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
}

/// The stricter of two findings: by verdict, then by severity of the stop; `a` wins a tie.
@_noLocks func stricter(_ a: SafetyFinding, _ b: SafetyFinding) -> SafetyFinding {
  if a.verdict.number != b.verdict.number {
    return a.verdict.number > b.verdict.number ? a : b
  }
  return a.stop.number >= b.stop.number ? a : b
}
