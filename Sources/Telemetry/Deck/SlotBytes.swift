import CFlightDeck

/// Reads fixed-size C structs out of copied bytes. Everything here is a private copy: no other
/// process can change it.
struct SlotBytes {
  let bytes: [UInt8]

  /// The checksum of a part; of what reaches past the end, 0.
  func checksum(_ range: Range<Int>) -> UInt64 {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return 0 }
    return unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe flight_deck_checksum(base + range.lowerBound, UInt64(range.count))
    }
  }

  /// The value at `offset`; nil when it would reach past the end.
  func value<Value: BitwiseCopyable>(_ type: Value.Type, at offset: Int) -> Value? {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<Value>.size else { return nil }
    return unsafe bytes.withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: offset, as: type)
    }
  }
}
