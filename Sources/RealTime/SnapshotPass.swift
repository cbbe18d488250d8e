/// One walk over everything that a machine remembers: writes it as bytes, reads it back, or only
/// counts how many there are.
///
/// Each type that remembers something lists its stored properties once, in `exchange`; so what is
/// written and what is read can never be two different lists. The bytes are those of this build and
/// architecture: they are restored by the program that made them, and by no other.
@safe public struct SnapshotPass: BitwiseCopyable, @unchecked Sendable {
  @usableFromInline let base: UnsafeMutableRawPointer?
  @usableFromInline let room: Int
  @usableFromInline let isReading: Bool
  /// Bytes written or read so far; of a pass that counts: the most that there will ever be.
  public private(set) var used = 0
  /// Everything found its place so far: there was room, and what was read fitted.
  public private(set) var isWhole = true

  /// Counts how many bytes there are with every table full.
  @_noLocks @inlinable public init() {
    unsafe base = nil
    room = 0
    isReading = false
  }

  /// Writes into `room` bytes at `base`.
  @unsafe @_noLocks @inlinable public init(
    writing base: UnsafeMutableRawPointer, room: Int
  ) {
    unsafe self.base = base
    self.room = room
    isReading = false
  }

  /// Reads `room` bytes at `base`.
  @unsafe @_noLocks @inlinable public init(
    reading base: UnsafeMutableRawPointer, room: Int
  ) {
    unsafe self.base = base
    self.room = room
    isReading = true
  }

  @_noLocks @usableFromInline mutating func fail() { isWhole = false }

  /// Moves `count` bytes between `place` and the next bytes of the snapshot.
  @unsafe @_noLocks @usableFromInline mutating func move(
    _ place: UnsafeMutableRawPointer, _ count: Int
  ) {
    if let base = unsafe base {
      guard isWhole, count <= room - used else { return fail() }
      if isReading {
        unsafe place.copyMemory(from: base + used, byteCount: count)
      } else {
        unsafe (base + used).copyMemory(from: place, byteCount: count)
      }
    }
    used &+= count
  }

  /// A value.
  @inlinable public mutating func exchange<Value: BitwiseCopyable>(_ value: inout Value) {
    unsafe withUnsafeMutablePointer(to: &value) { pointer in
      unsafe move(UnsafeMutableRawPointer(pointer), MemoryLayout<Value>.size)
    }
  }

  /// How many rows a table has and the rows in use; of a pass that counts: all there is room for.
  @inlinable public mutating func exchange<Row: BitwiseCopyable>(_ table: inout Table<Row>) {
    var count = table.count
    exchange(&count)
    let isCounting = unsafe base == nil
    if isCounting { count = table.capacity }
    guard isWhole, count >= 0, count <= table.capacity else { return fail() }
    unsafe move(UnsafeMutableRawPointer(table.rows), count * MemoryLayout<Row>.stride)
    if isReading, isWhole { table.used = count }
  }

  /// Three values, one after the other.
  @inlinable
  public mutating func exchange<A: BitwiseCopyable, B: BitwiseCopyable, C: BitwiseCopyable>(
    _ a: inout A, _ b: inout B, _ c: inout C
  ) {
    exchange(&a)
    exchange(&b)
    exchange(&c)
  }

  /// Three tables, one after the other.
  @inlinable
  public mutating func exchange<A: BitwiseCopyable, B: BitwiseCopyable, C: BitwiseCopyable>(
    _ a: inout Table<A>, _ b: inout Table<B>, _ c: inout Table<C>
  ) {
    exchange(&a)
    exchange(&b)
    exchange(&c)
  }
}
