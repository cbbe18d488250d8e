/// Reads fixed-size C structs out of copied bytes. Everything here is a private copy: no other
/// process can change it.
struct SlotBytes {
  let bytes: [UInt8]

  /// The value at `offset`; nil when it would reach past the end.
  func value<Value: BitwiseCopyable>(_ type: Value.Type, at offset: Int) -> Value? {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<Value>.size else { return nil }
    return unsafe bytes.withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: offset, as: type)
    }
  }
}
