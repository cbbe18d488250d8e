@_spi(Reflection) import Swift

/// Which bytes of a configuration belong to a field.
///
/// Between the fields of a struct lie bytes that no one ever writes: they keep whatever the memory
/// held before, so the same profile would be sealed to other bytes each time. Swift states no such
/// map itself; its own reflection says at which offset each stored field of a type lies.
struct FieldBytes {
  /// One flag per byte of the type: true when a field occupies it.
  private(set) var isUsed: [Bool]

  /// The map of `type`, all its structs and inline arrays taken apart.
  init<Whole: BitwiseCopyable>(of type: Whole.Type) {
    isUsed = [Bool](repeating: false, count: MemoryLayout<Whole>.size)
    mark(type, at: 0)
  }

  /// Writes 0 into every byte that no field occupies.
  func clearRest(of bytes: inout [UInt8]) {
    for index in bytes.indices where !isUsed[index] { bytes[index] = 0 }
  }

  private mutating func mark(_ type: Any.Type, at offset: Int) {
    if let row = type as? any RowOfElements.Type {
      for index in 0..<row.elementCount { mark(row.elementType, at: offset + index * row.stride) }
      return
    }
    if let vector = type as? any Vector.Type { return markAll(vector.usedSize, at: offset) }
    var hasFields = false
    // An enum's cases and a number's builtin are no stored fields of their own.
    _ = unsafe _forEachField(of: type) { _, place, field, kind in
      guard kind == .struct || kind == .enum else { return true }
      hasFields = true
      mark(field, at: offset + place)
      return true
    }
    // A number, a flag, an enum: all of it is value.
    func size<Leaf>(_ leaf: Leaf.Type) -> Int { MemoryLayout<Leaf>.size }
    if !hasFields { markAll(_openExistential(type, do: size), at: offset) }
  }

  private mutating func markAll(_ count: Int, at offset: Int) {
    for index in offset..<offset + count { isUsed[index] = true }
  }
}

/// Elements one after the other, as an `InlineArray` is (SE-0453).
private protocol RowOfElements {
  static var elementType: Any.Type { get }
  static var elementCount: Int { get }
  static var stride: Int { get }
}

extension InlineArray: RowOfElements {
  static var elementType: Any.Type { Element.self }
  static var elementCount: Int { count }
  static var stride: Int { MemoryLayout<Element>.stride }
}

/// A vector of three is stored in the room of four.
private protocol Vector { static var usedSize: Int { get } }

extension SIMD3: Vector {
  fileprivate static var usedSize: Int { 3 * MemoryLayout<Scalar>.stride }
}
