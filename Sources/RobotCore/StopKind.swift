/// How a stop ends motion, mildest first. A stop under way is replaced only by a more severe one.
public enum StopKind: UInt8, BitwiseCopyable, Sendable {
  /// No stop.
  case none
  /// Controlled stop, then the position is held under power (IEC 61800-5-2 SS2).
  case hold
  /// Controlled move to the rest pose, then damped, then off: for gravity-loaded joints.
  case controlledDescent
  /// Controlled stop, then torque off (IEC 61800-5-2 SS1).
  case controlledStop
  /// No stiffness, damping only, then off.
  case damped
  /// Controlled stop, the brakes close while the position is held, then torque off.
  case brake
  /// Torque off at once. A request to the drives, not STO.
  case torqueOff

  /// The raw value, for real-time code: in debug builds the synthesised `rawValue` is refused
  /// under `@_noLocks` outside this file.
  public var number: UInt8 { @_noLocks get { rawValue } }
}

// A list of all cases is an array, and Embedded Swift without allocations has none.
#if !hasFeature(Embedded)
  extension StopKind: CaseIterable {}
#endif
