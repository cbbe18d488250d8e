public import Units

/// Kinds of reducer outside the drive's report point.
public enum ReducerKind: UInt8, BitwiseCopyable, Sendable {
  /// joint = sign · ratio⁻¹ · drive + offset, ratio 1.
  case direct
  /// Rotary gear: ratio = drive turns per joint turn.
  case planetary, strainWave, cycloidal
  /// Rack, screw or linkage taken as linear: m of joint per rad of drive.
  case linear
}

/// What lies between the drive's report point and the joint.
public struct ReducerConfiguration: BitwiseCopyable, Sendable {
  /// Kind.
  public var kind = ReducerKind.direct
  /// Drive rad per joint rad (rotary), > 0. 1 for `direct` and `linear`.
  public var ratio = 1.0
  /// m of joint per rad of drive, > 0; `linear` only.
  public var metresPerRadian = 1.0
  /// +1 or −1.
  public var sign = 1.0
  /// Joint position at drive position 0.
  public var offset = Position(0)

  /// Direct.
  @_noLocks public init() {}
}
