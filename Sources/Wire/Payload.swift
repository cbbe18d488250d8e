/// The 64 payload bytes of a CAN FD frame, held as eight words.
///
/// Words rather than 64 single bytes: the compiler takes a struct apart into its stored parts
/// wherever it is copied, and a list of 128 frames then has a ninth of them.
public struct Payload: BitwiseCopyable, Sendable {
  @usableFromInline var words: InlineArray<8, UInt64>

  /// Zeros.
  @_noLocks public init() { words = .init(repeating: 0) }

  /// Room in bytes.
  public var count: Int { @_noLocks get { 64 } }

  /// Eight bytes at once: byte 8 · `index` is the lowest. Precondition: 0 ≤ `index` < 8.
  @_noLocks public func word(_ index: Int) -> UInt64 { words[index] }

  /// One byte. Precondition: 0 ≤ `index` < 64. Byte 0 is the lowest of word 0, so that on the
  /// little-endian machines this runs on memory holds the bytes in their order on the wire.
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
}
