/// A name of at most 47 UTF-8 bytes, held in place so that it can cross process borders.
public struct Label: BitwiseCopyable, Sendable {
  /// UTF-8, zero padded; byte 47 is always 0.
  public var bytes: InlineArray<48, UInt8>

  /// The empty name.
  @_noLocks public init() { bytes = .init(repeating: 0) }

  /// True when both hold the same bytes.
  @_noLocks public func matches(_ other: Label) -> Bool {
    for index in bytes.indices where bytes[index] != other.bytes[index] { return false }
    return true
  }
}
