/// A name of at most 47 UTF-8 bytes, held in place so that it can cross process borders.
public struct Label: BitwiseCopyable, Sendable {
  /// UTF-8, zero padded; the last byte is always 0. Words for the reason that `Payload` gives.
  @usableFromInline var words: InlineArray<6, UInt64>

  /// The empty name.
  @_noLocks public init() { words = .init(repeating: 0) }

  /// Room in bytes.
  public static var capacity: Int { @_noLocks get { 48 } }

  /// One byte of the UTF-8 text. Precondition: 0 ≤ `index` < 48.
  ///
  /// Emitted into the client: an exported `modify` accessor keeps its frame on the heap.
  @_alwaysEmitIntoClient
  public subscript(index: Int) -> UInt8 {
    @_noLocks get {
      UInt8(truncatingIfNeeded: words[index >> 3] >> (UInt64(truncatingIfNeeded: index & 7) << 3))
    }
    @_noLocks set {
      let shift = UInt64(truncatingIfNeeded: index & 7) << 3
      let kept = words[index >> 3] & ~(0xFF << shift)
      words[index >> 3] = kept | UInt64(newValue) << shift
    }
  }

  /// True when both hold the same bytes.
  @_noLocks public func matches(_ other: Label) -> Bool {
    for index in words.indices where words[index] != other.words[index] { return false }
    return true
  }
}
