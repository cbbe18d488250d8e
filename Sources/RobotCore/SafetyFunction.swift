/// A function of the safety chain, by its number.
///
/// Which there are says the chain: each one's number and name stand in its own file in
/// `Safety/Functions`. Numbers are stable: they stand in decks and recordings.
public struct SafetyFunction: BitwiseCopyable, Sendable {
  /// Its number, below `Capacity.safetyFunctions`; 0: none.
  public let rawValue: UInt8

  /// The function with this number.
  @_noLocks public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// No function.
  public static var none: SafetyFunction { @_noLocks get { SafetyFunction(rawValue: 0) } }
}

extension SafetyFunction: Equatable {
  /// The same function.
  @_noLocks public static func == (a: SafetyFunction, b: SafetyFunction) -> Bool {
    a.rawValue == b.rawValue
  }

  /// Different ones.
  @_noLocks public static func != (a: SafetyFunction, b: SafetyFunction) -> Bool {
    a.rawValue != b.rawValue
  }
}
