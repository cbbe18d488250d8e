/// Up to six bytes of a text in a number, so that they go wherever findings and events carry
/// numbers: exact, for they take 48 of the 53 bits that a number has.
public struct PackedText: BitwiseCopyable, Sendable {
  private var bits: UInt64 = 0
  private var count: UInt64 = 0

  /// No text.
  @_noLocks public init() {}

  /// How many bytes fit.
  public static var length: Int { @_noLocks get { 6 } }

  /// One byte more; past the sixth they are left out, and so is the end of a text (0).
  @_noLocks public mutating func append(_ byte: UInt8) {
    guard count < 6, byte != 0 else { return }
    bits |= UInt64(byte) << (8 * count)
    count += 1
  }

  /// The number.
  public var value: Double { @_noLocks get { Double(bits) } }
}

#if !hasFeature(Embedded)
  extension PackedText {
    /// The text in a number; what is no printable character is shown as '?'. "" for a number that
    /// holds none.
    public static func text(_ value: Double) -> String {
      guard value >= 0, value < 281_474_976_710_656 else { return "" }
      var rest = UInt64(value)
      var text = ""
      while rest != 0 {
        let byte = UInt8(rest & 0xFF)
        text.unicodeScalars.append((0x20...0x7E).contains(byte) ? Unicode.Scalar(byte) : "?")
        rest >>= 8
      }
      return text
    }
  }
#endif
